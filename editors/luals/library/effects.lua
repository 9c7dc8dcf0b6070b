---@meta
-- Type definitions for LuaLS: what services do in the world. docs/http.md, files.md, cache.md and mail.md tell of it.

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

---@class ls.FileStat
---@field kind "file"|"folder"
---@field size integer
---@field changed integer milliseconds since 1970

---@class ls.FileEntry: ls.FileStat
---@field name string

---@class ls.Files
local files = {}

---What a file has, in a service. Expected failures are nil and "missing", "path", "kind", "not empty", "too large",
---"full", "denied" or "broken".
---@param path string names and slashes, such as "reports/may.csv"
---@param options? { max_bytes: integer }
---@return string?, string? err, string? why
function files.read(path, options) end

---Writes a file, whole or not at all; folders on the way are made.
---@param path string
---@param content string
---@return true?, string? err, string? why
function files.write(path, content) end

---Adds to the end of a file, which is made where it is not there.
---@param path string
---@param content string
---@return true?, string? err, string? why
function files.append(path, content) end

---Takes a file away, or an empty folder.
---@param path string
---@return true?, string? err, string? why
function files.remove(path) end

---What is there.
---@param path string
---@return ls.FileStat?, string? err, string? why
function files.stat(path) end

---Whether a file or a folder is there.
---@param path string
---@return boolean
function files.exists(path) end

---What a folder has, by name; without a path, all of the app's.
---@param path? string
---@return ls.FileEntry[]?, string? err, string? why
function files.list(path) end

ls.files = files

---@class ls.Cache
local cache = {}

---What is kept by this name, in a service; nil where nothing is.
---@param key string
---@return any
function cache.get(key) end

---Keeps plain data by a name.
---@param key string
---@param value any
---@param options? { ttl: integer } milliseconds; without it as long as there is room
---@return true?, string? err, string? why
function cache.set(key, value, options) end

---Forgets what is kept.
---@param key string
---@return boolean whether there was anything
function cache.delete(key) end

---What is kept; else what the function gives. Of all who ask at once one computes, and the others wait for it.
---@param key string
---@param ttl integer milliseconds
---@param compute fun(): any, any
---@return any value, any err
function cache.fetch(key, ttl, compute) end

ls.cache = cache

---@alias ls.MailPerson string|{ name?: string, address: string }

---@class ls.Letter
---@field from ls.MailPerson "a@b.c" or "Name <a@b.c>"
---@field to? ls.MailPerson|ls.MailPerson[]
---@field cc? ls.MailPerson|ls.MailPerson[]
---@field bcc? ls.MailPerson|ls.MailPerson[]
---@field reply_to? ls.MailPerson
---@field subject string
---@field text? string
---@field html? string
---@field attachments? { name: string, content: string, type?: string }[]

---@class ls.Mail
local mail = {}

---Hands a letter to the mail server, in a service. Expected failures are nil and "address", "rejected", "later",
---"login", "unset", or one of those of ls.http.
---@param letter ls.Letter
---@return true?, string? err, string? why
function mail.send(letter) end

ls.mail = mail
