-- What ls.http is answered in a spec, and what it asked: no spec reaches out.

local core = require "lightspeed.core"

local web = {}

local known = { status = "number", headers = "table", body = "string", json = true, url = "string" }

-- As the host gives it to ls.http.
local function make_answer(given)
    for key, value in pairs(given) do
        local kind = known[key]
        if not kind then
            error(
                ("test.http: an answer has status, headers, body, json and url, no '%s'"):format(
                    tostring(key)
                ),
                3
            )
        elseif kind ~= true and type(value) ~= kind then
            error(("test.http: %s is a %s, not a %s"):format(key, kind, type(value)), 3)
        end
    end
    local headers = {}
    for name, value in pairs(given.headers or {}) do
        headers[name:lower()] = tostring(value)
    end
    return {
        status = given.status or 200,
        headers = headers,
        body = given.json ~= nil and core.json.encode(given.json) or given.body or "",
        url = given.url,
    }
end

---Says what a request is answered from now on.
function web.answer(app, pattern, given, err)
    if type(pattern) ~= "string" then
        error(("test.http takes an address, or a part of one with *, not a %s"):format(type(pattern)), 3)
    end
    local answer
    if err ~= nil then
        answer = { err = tostring(err), why = "the spec says so" }
    elseif type(given) == "table" then
        answer = make_answer(given)
    elseif given ~= nil then
        error(("test.http takes an answer, { status = 200, body = ... }, not a %s"):format(type(given)), 3)
    end
    local ok, why = app:web(pattern, answer)
    return ok or error("test.http: " .. why, 3)
end

return web
