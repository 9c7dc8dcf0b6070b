---@meta
-- Type definitions for LuaLS: what services do in the world. docs/http.md tells of it.

---@class ls.HttpOptions
---@field headers? table<string, string|number>
---@field body? string what is sent
---@field json? any the same, as JSON
---@field timeout? integer milliseconds; the deadline of the call counts in any case
---@field max_bytes? integer of the answer, decoded; else the limit http_bytes
---@field redirects? integer how many are followed, by get and head (5)
---@field public? boolean only addresses that are everybody's are asked: for those that visitors name

---@class ls.HttpAnswer
---@field status integer
---@field ok boolean whether the status is 200 to 299
---@field headers table<string, string> by names in small letters
---@field body string
---@field url string where it came from, after redirects
---@field json fun(): any, string?, string? the body as JSON; nil, "json", why where it is none

---@class ls.Http
local http = {}

---Asks others over HTTP, in a service. An expected failure is nil, its name and a sentence: "timeout", "refused",
---"unreachable", "dns", "tls", "redirects", "too large", "private", "url", "broken".
---@param url string
---@param options? ls.HttpOptions
---@return ls.HttpAnswer?, string? err, string? why
function http.get(url, options) end

---Fetches the head only.
---@param url string
---@param options? ls.HttpOptions
---@return ls.HttpAnswer?, string? err, string? why
function http.head(url, options) end

---Sends something: `ls.http.post(url, { json = order })`.
---@param url string
---@param options? ls.HttpOptions
---@return ls.HttpAnswer?, string? err, string? why
function http.post(url, options) end

---Puts something there.
---@param url string
---@param options? ls.HttpOptions
---@return ls.HttpAnswer?, string? err, string? why
function http.put(url, options) end

---Changes a part of what is there.
---@param url string
---@param options? ls.HttpOptions
---@return ls.HttpAnswer?, string? err, string? why
function http.patch(url, options) end

---Takes away what is there.
---@param url string
---@param options? ls.HttpOptions
---@return ls.HttpAnswer?, string? err, string? why
function http.delete(url, options) end

---Asks with any method, in capital letters.
---@param method string
---@param url string
---@param options? ls.HttpOptions
---@return ls.HttpAnswer?, string? err, string? why
function http.request(method, url, options) end

ls.http = http
