-- ls.files: files of the app's own, in a service: below `files` in the data directory, and nowhere else.
--
--     ls.files.write("reports/may.csv", text)             -- whole or not at all, and on the disk
--     local text, err = ls.files.read "reports/may.csv"   -- nil, "missing" where there is none
--     for _, entry in ipairs(ls.files.list "reports") do print(entry.name, entry.size) end

local world = require "lightspeed.world"

local files = {}

local BYTES_MAX = 1 << 30

local function check_path(path)
    world.check_text(" takes a path", path)
end

---What a file has; nil, "missing" where there is none.
---@param path string
---@param options? table { max_bytes = n }
function files.read(path, options)
    check_path(path)
    options = world.check_options(options, { max_bytes = "integer" })
    world.check_range("max_bytes", options.max_bytes, 0, BYTES_MAX)
    return world.value("files.read", { path = path, max_bytes = options.max_bytes })
end

local function put(what, path, content)
    check_path(path)
    world.check_text(" takes a text", content)
    return world.done(what, { path = path, content = content })
end

---Writes a file, in place of what was there; folders on the way are made.
---@param path string
---@param content string
function files.write(path, content)
    return put("files.write", path, content)
end

---Adds to the end of a file, which is made where it is not there.
---@param path string
---@param content string
function files.append(path, content)
    return put("files.append", path, content)
end

---Takes a file away, or an empty folder.
---@param path string
function files.remove(path)
    check_path(path)
    return world.done("files.remove", { path = path })
end

---What is there: { kind = "file" or "folder", size, changed = milliseconds since 1970 }.
---@param path string
function files.stat(path)
    check_path(path)
    return world.work("files.stat", { path = path })
end

---Whether a file or a folder is there.
---@param path string
function files.exists(path)
    return files.stat(path) ~= nil
end

---What a folder has, by name: { { name, kind, size, changed }, ... }; without a path, all of the app's.
---@param path? string
function files.list(path)
    check_path(path or "")
    local list, err, why = world.value("files.list", { path = path or "" })
    if not list then
        return nil, err, why
    end
    table.sort(list, function(a, b)
        return a.name < b.name
    end)
    return list
end

return world.module("ls.files", "ls.files.read(path)", files)
