-- Sends a letter, as its address says (a bar ends a line), and shows what came of it.
local ls = require "lightspeed"
local t = ls.types

local post = ls.service("post", function()
    local s = {}

    function s.send(to, text)
        local ok, err, why = ls.mail.send {
            from = { name = "Läden & Söhne", address = "shop@example.com" },
            to = to,
            bcc = "archive@example.com",
            reply_to = "help@example.com",
            subject = "Grüße – Ihre Bestellung",
            text = text,
            html = "<p>" .. text .. "</p>",
            attachments = { { name = "Gruß.txt", type = "text/plain", content = "\0\1\2" .. text } },
        }
        return ok and "sent" or err .. ": " .. why
    end

    return s
end)

local text = t.string { optional = true, max = 2000 }
local view = ls.view {
    title = "Mail",
    messages = { "sent", "failed" },
    params = { to = text, text = text, within = t.integer { optional = true } },
}

function view.init(params)
    local call = post.send(params.to, ((params.text or "Hallo"):gsub("|", "\n"))):to("sent"):catch "failed"
    return { said = "" }, params.within and call:timeout(params.within) or call
end

function view.update.sent(m, said, err)
    m.said = said or err
end

function view.update.failed(m, why)
    m.said = "raised " .. why
end

function view.render(m)
    return html[[<pre id="said">{m.said}</pre>]]
end

return view
