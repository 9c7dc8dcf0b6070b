-- ls.mail: what may be a letter. spec/walk/mail.test.mjs has what arrives.

local serving = require "spec.support.serving"
local test = require "lightspeed.test"

-- A letter with some fields other than these, as lines of Lua.
local function letter(fields)
    return ([[
        local letter = { from = "shop@example.com", to = "ann@example.com", subject = "Hello", text = "Hi" }
        for key, value in pairs { %s } do letter[key] = value end
        return ls.mail.send(letter)
    ]]):format(fields)
end

describe("ls.mail", function()
    it("leaves no spec, which can see what was sent", function()
        local run, page = serving.all {
            send = letter [[
                to = { "Ann <ann@example.com>", "bob@example.com" },
                cc = { name = "Cy, Jr.", address = "cy@example.com" },
                bcc = "dee@example.com",
                reply_to = '"Help" <help@example.com>',
                attachments = { { name = "a.pdf", content = "%PDF", type = "application/pdf" } }]],
        }
        assert.same({}, test.mails(page))
        assert.is_true(run "send")
        assert.same({
            {
                from = { address = "shop@example.com" },
                to = { { name = "Ann", address = "ann@example.com" }, { address = "bob@example.com" } },
                cc = { { name = "Cy, Jr.", address = "cy@example.com" } },
                reply_to = { name = "Help", address = "help@example.com" },
                subject = "Hello",
                text = "Hi",
                attachments = { { name = "a.pdf", content = "%PDF", type = "application/pdf" } },
                recipients = { "ann@example.com", "bob@example.com", "cy@example.com", "dee@example.com" },
            },
        }, test.mails(page))
    end)

    it("says of an address that is none that it is none, for somebody wrote it", function()
        local addresses = {
            "",
            "ann",
            "@example.com",
            "ann@",
            "ann@@example.com",
            "a b@example.com",
            "ann@exa mple.com",
            "ann..b@example.com",
            ".ann@example.com",
            "ann@example.com, bob@example.com",
            "ann@example.com>\\r\\nRCPT TO:<bob@example.com",
            "ann@example.com\\r\\nBcc: bob@example.com",
            "Ann <ann@example.com\\nBcc: bob@example.com>",
            ("a"):rep(251) .. "@b.c",
        }
        local functions = {}
        for i, address in ipairs(addresses) do
            functions["n" .. i] = letter(('to = "%s"'):format(address))
        end
        local run, page = serving.all(functions)
        for i in ipairs(addresses) do
            local ok, err = run("n" .. i)
            assert.is_nil(ok, addresses[i])
            assert.equal("address", err)
        end
        assert.same({}, test.mails(page))
    end)

    it("lets no line into a header, and takes nothing that is no letter", function()
        local cases = {
            ['subject = "a\\r\\nBcc: b@c.d"'] = "subject has a line end or another control character in it",
            ['to = { name = "a\\nb", address = "a@b.c" }'] = "to has a line end or another control character in it",
            ['from = "a\\tb <a@b.c>"'] = "from has a line end or another control character in it",
            ['subject = "\\xff"'] = "subject is not UTF-8",
            ['text = "\\xff"'] = "text is not UTF-8",
            ['html = "a\\0b"'] = "html has a zero byte in it",
            ["subject = ('x'):rep(501)"] = "a subject has at most 500 bytes",
            ["to = 5"] = "to takes an address, not a number",
            ["to = {}"] = "ls.mail.send takes to, cc or bcc: who gets it",
            ["to = { name = 5, address = 'a@b.c' }"] = "to: a name is a text, not a number",
            ["text = 5"] = "ls.mail.send: text takes a string, not a number",
            ["too = 5"] = "ls.mail.send has no option 'too'; did you mean 'to'?",
            ["attachments = { name = 'a', content = 'b' }"] = "attachments takes a list",
            ["attachments = { { name = 'a', content = '', type = 'a/' .. ('b'):rep(199) } }"] = "attachment's type",
            ["attachments = { 'a' }"] = "an attachment is { name = text, content",
            ["attachments = { { name = 'a/b', content = '' } }"] = "an attachment's name has 1 to 200",
            ["attachments = { { name = 'a\\n', content = '' } }"] = "an attachment's name has a line end",
            ["attachments = { { name = 'a', content = '', type = 'pdf' } }"] = "an attachment's type is",
        }
        for fields, text in pairs(cases) do
            local ok, why = pcall(serving.run, letter(fields))
            assert.is_false(ok, fields)
            assert.is_truthy(why:find(text, 1, true), fields .. ": " .. tostring(why))
        end
        local address = "from = 'a@b.c', to = 'a@b.c'"
        local without = {
            ["ls.mail.send { subject = '', text = '' }"] = "ls.mail.send takes from: whose letter it is",
            [("ls.mail.send { %s, text = '' }"):format(address)] = "ls.mail.send takes a subject",
            [("ls.mail.send { %s, subject = '' }"):format(address)] = "ls.mail.send takes a text, html or both",
            ["ls.mail.send()"] = "ls.mail.send takes its options in a table, not a nil",
            ["ls.mail.sned {}"] = "ls.mail.sned does not exist; did you mean 'send'?",
        }
        for body, text in pairs(without) do
            serving.raises(text, body)
        end
    end)

    it("belongs into a service", function()
        serving.belongs("ls.mail.send {}", "ls.mail.send")
    end)
end)
