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

local EXAMPLE = "ls.http.get(url)"
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

local function read_headers(name, headers)
    local lines, has = {}, {}
    for key, value in pairs(headers) do
        if type(key) ~= "string" or not key:find "^[%w!#$%%&'*+%-.^_`|~]+$" then
            error(("%s: '%s' is no name of a header"):format(name, tostring(key)), 3)
        elseif framing[key:lower()] then
            error(("%s: the header '%s' is written by the host"):format(name, key), 3)
        elseif type(value) ~= "string" and type(value) ~= "number" then
            error(("%s: the header '%s' takes a text, not a %s"):format(name, key, type(value)), 3)
        elseif tostring(value):find "[%c]" and not tostring(value):find "^[^%c\t]*[\t][^%c]*$" then
            error(
                ("%s: the header '%s' has a line end or another control character in it"):format(name, key),
                3
            )
        end
        value = tostring(value)
        has[key:lower()] = true
        lines[#lines + 1] = value == "" and key .. ";" or ("%s: %s"):format(key, value)
    end
    table.sort(lines)
    return lines, has
end

-- What the host sends, checked.
local function read_request(name, method, url, options)
    if type(url) ~= "string" then
        error(("%s takes an address, not a %s"):format(name, type(url)), 3)
    elseif url:find "[%c ]" then
        error(("%s: an address has no spaces and control characters; write them as %%20"):format(name), 3)
    end
    world.check_range(name, "timeout", options.timeout, 1, TIMEOUT_MAX)
    world.check_range(name, "max_bytes", options.max_bytes, 0, BYTES_MAX)
    world.check_range(name, "redirects", options.redirects, 0, 20)
    if options.json ~= nil and options.body then
        error(("%s: json and body are two bodies"):format(name), 3)
    end
    local follows = method == "GET" or method == "HEAD"
    if options.redirects and not follows then
        error(("%s: redirects are followed by get and head only"):format(name), 3)
    end
    local lines, has = read_headers(name, options.headers or {})
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
    local function json()
        local read, err, why = world.work("answer.json", "json", { text = answer.body })
        if not read then
            return nil, err, why
        end
        return read.value
    end
    return setmetatable(answer, {
        __index = function(_, key)
            return key == "json" and json or nil
        end,
    })
end

local function ask(name, method, url, options)
    world.check(name, EXAMPLE)
    options = options == nil and {} or options
    world.check_options(name, options, kinds)
    local answer, err, why = world.work(name, "http", read_request(name, method, url, options))
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
        error(("ls.http.request takes a method, such as GET, not %s"):format(tostring(method)), 2)
    end
    return ask("ls.http.request", method, url, options)
end

---Fetches what is there.
function http.get(url, options)
    return ask("ls.http.get", "GET", url, options)
end

---Fetches the head of it.
function http.head(url, options)
    return ask("ls.http.head", "HEAD", url, options)
end

---Sends something, in options.json or options.body.
function http.post(url, options)
    return ask("ls.http.post", "POST", url, options)
end

---Puts something there.
function http.put(url, options)
    return ask("ls.http.put", "PUT", url, options)
end

---Changes a part of what is there.
function http.patch(url, options)
    return ask("ls.http.patch", "PATCH", url, options)
end

---Takes it away.
function http.delete(url, options)
    return ask("ls.http.delete", "DELETE", url, options)
end

return setmetatable(http, {
    __index = function(_, name)
        local known = { "get", "head", "post", "put", "patch", "delete", "request" }
        error(("ls.http.%s does not exist%s"):format(tostring(name), __host.hint(name, known)), 2)
    end,
})
