-- Asks whatever address its own says, by ls.http, and shows what came of it: a JSON text in the first HTML.
local ls = require "lightspeed"

local web = ls.service("web", function()
    local s = {}

    function s.ask(method, url, options)
        local answer, err, why = ls.http.request(method, url, options)
        if not answer then
            return { err = err, why = why }
        end
        local read, problem = answer.json()
        return {
            status = answer.status,
            ok = answer.ok,
            url = answer.url,
            headers = answer.headers,
            size = #answer.body,
            body = answer.body:sub(1, 100),
            json = read,
            problem = problem,
        }
    end

    return s
end, { pool = 8 })

local t = ls.types
local number = t.integer { optional = true }
local text = t.string { optional = true, max = 2000 }

local view = ls.view {
    title = "Web",
    messages = { "answered", "failed" },
    params = {
        method = text,
        url = text,
        body = text,
        json = text,
        header = text,
        public = text,
        timeout = number,
        max_bytes = number,
        redirects = number,
        within = number,
    },
}

-- What may be asked for: /?method=POST&url=...&body=...
function view.init(params)
    local options = {
        timeout = params.timeout,
        max_bytes = params.max_bytes,
        redirects = params.redirects,
        public = params.public and true,
        body = params.body,
        json = params.json and { text = params.json, list = { 1, 2.5, true }, empty = {} },
        headers = params.header and { ["X-Asked"] = params.header },
    }
    local call = web.ask(params.method or "GET", params.url, options):to("answered"):catch "failed"
    return { said = "" }, params.within and call:timeout(params.within) or call
end

local function show(value, parts)
    if type(value) ~= "table" then
        parts[#parts + 1] = type(value) == "string" and ("%q"):format(value) or tostring(value)
        return parts
    end
    parts[#parts + 1] = "{"
    local keys = {}
    for key in pairs(value) do
        keys[#keys + 1] = key
    end
    table.sort(keys, function(a, b)
        return tostring(a) < tostring(b)
    end)
    for _, key in ipairs(keys) do
        parts[#parts + 1] = tostring(key) .. "="
        show(value[key], parts)
        parts[#parts + 1] = ";"
    end
    parts[#parts + 1] = "}"
    return parts
end

function view.update.answered(m, answer, err)
    m.said = table.concat(show(answer or err, {}))
end

function view.update.failed(m, why)
    m.said = "raised " .. why
end

function view.render(m)
    return html[[<pre id="said">{m.said}</pre>]]
end

return view
