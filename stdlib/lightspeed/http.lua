-- ls.http: asks others over HTTP, in a service.
--
--     local answer, err = ls.http.get("https://api.example.com/rates", { timeout = 2000 })
--     if not answer then return nil, err end              -- "timeout", "refused", "dns", "tls", ...
--     if answer.status ~= 200 then return nil, "no rates" end
--     return answer.json().rates
--
-- The call's own deadline ends a request too, and so does the end of the page that asked.

local world = require "lightspeed.world"

local http = {}

local REDIRECTS = 5
local BYTES_MAX = 1 << 30
local TIMEOUT_MAX = 3600000

local kinds = {
    headers = "table",
    body = "string",
    json = "any",
    timeout = "integer",
    max_bytes = "integer",
    redirects = "integer",
    public = "boolean",
}

-- Those that say how a message is framed, which is not the app's to say.
local framing = { ["content-length"] = true, ["transfer-encoding"] = true, ["connection"] = true }

local function read_headers(headers)
    local lines, has = {}, {}
    for key, value in pairs(headers) do
        if type(key) ~= "string" or not key:find "^[%w!#$%%&'*+%-.^_`|~]+$" then
            world.refuse(": '%s' is no name of a header", tostring(key))
        elseif framing[key:lower()] then
            world.refuse(": the header '%s' is written by the host", key)
        elseif type(value) ~= "string" and type(value) ~= "number" then
            world.refuse(": the header '%s' takes a text, not a %s", key, type(value))
        elseif tostring(value):find "[%c]" and not tostring(value):find "^[^%c\t]*[\t][^%c]*$" then
            world.refuse(": the header '%s' has a line end or another control character in it", key)
        end
        value = tostring(value)
        has[key:lower()] = true
        lines[#lines + 1] = value == "" and key .. ";" or ("%s: %s"):format(key, value)
    end
    table.sort(lines)
    return lines, has
end

-- What the host sends, checked.
local function read_request(method, url, options)
    world.check_text(" takes an address", url)
    if url:find "[%c ]" then
        world.refuse ": an address has no spaces and control characters; write them as %%20"
    end
    world.check_range("timeout", options.timeout, 1, TIMEOUT_MAX)
    world.check_range("max_bytes", options.max_bytes, 0, BYTES_MAX)
    world.check_range("redirects", options.redirects, 0, 20)
    if options.json ~= nil and options.body then
        world.refuse ": json and body are two bodies"
    end
    local follows = method == "GET" or method == "HEAD"
    if options.redirects and not follows then
        world.refuse ": redirects are followed by get and head only"
    end
    local lines, has = read_headers(options.headers or {})
    if options.json ~= nil then
        lines[#lines + 1] = not has["content-type"] and "Content-Type: application/json" or nil
        lines[#lines + 1] = not has.accept and "Accept: application/json" or nil
    elseif options.body and not has["content-type"] then
        lines[#lines + 1] = "Content-Type: application/octet-stream"
    end
    return {
        method = method,
        url = url,
        headers = lines,
        body = options.body,
        json = options.json,
        timeout = options.timeout,
        max_bytes = options.max_bytes,
        redirects = options.redirects or (follows and REDIRECTS or 0),
        public = options.public,
    }
end

-- answer.json() reads the body; answer.ok is whether it went well. The answer itself stays plain data.
local function behave(answer, url)
    answer.url = answer.url or url
    answer.ok = answer.status >= 200 and answer.status < 300
    local json = world.named("answer.json", function()
        return world.value("json", { text = answer.body })
    end)
    return setmetatable(answer, {
        __index = function(_, key)
            return key == "json" and json or nil
        end,
    })
end

local function ask(method, url, options)
    options = world.check_options(options, kinds)
    local answer, err, why = world.work("http", read_request(method, url, options))
    if not answer then
        return nil, err, why
    end
    return behave(answer, url)
end

---Asks with any method: ls.http.request("OPTIONS", url).
---@param method string in capital letters
---@param url string
---@param options? table
function http.request(method, url, options)
    if type(method) ~= "string" or not method:find "^%u[%u%-]*$" or #method > 20 then
        world.refuse(" takes a method, such as GET, not %s", tostring(method))
    end
    return ask(method, url, options)
end

---Fetches what is there.
function http.get(url, options)
    return ask("GET", url, options)
end

---Fetches the head of it.
function http.head(url, options)
    return ask("HEAD", url, options)
end

---Sends something, in options.json or options.body.
function http.post(url, options)
    return ask("POST", url, options)
end

---Puts something there.
function http.put(url, options)
    return ask("PUT", url, options)
end

---Changes a part of what is there.
function http.patch(url, options)
    return ask("PATCH", url, options)
end

---Takes it away.
function http.delete(url, options)
    return ask("DELETE", url, options)
end

return world.module("ls.http", "ls.http.get(url)", http)
