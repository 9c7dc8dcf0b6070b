-- ls.files: files of the app's own, in a service: below `files` in the data directory, and nowhere else.
--
--     ls.files.write("reports/may.csv", text)             -- whole or not at all, and on the disk
--     local text, err = ls.files.read "reports/may.csv"   -- nil, "missing" where there is none
--     for _, entry in ipairs(ls.files.list "reports") do print(entry.name, entry.size) end

local world = require "lightspeed.world"

local files = {}

local EXAMPLE = "ls.files.read(path)"

local function check_path(name, path)
    if type(path) ~= "string" then
        error(("%s takes a path, not a %s"):format(name, type(path)), 3)
    end
end

local function check_content(name, content)
    if type(content) ~= "string" then
        error(("%s takes a text, not a %s"):format(name, type(content)), 3)
    end
end

---What a file has; nil, "missing" where there is none.
---@param path string
---@param options? table { max_bytes = n }
function files.read(path, options)
    world.check("ls.files.read", EXAMPLE)
    check_path("ls.files.read", path)
    options = options == nil and {} or options
    world.check_options("ls.files.read", options, { max_bytes = "integer" })
    world.check_range("ls.files.read", "max_bytes", options.max_bytes, 0, 1 << 30)
    local given = { path = path, max_bytes = options.max_bytes }
    local answer, err, why = world.work("ls.files.read", "files.read", given)
    if not answer then
        return nil, err, why
    end
    return answer.value
end

local function put(name, what, path, content)
    world.check(name, EXAMPLE)
    check_path(name, path)
    check_content(name, content)
    local answer, err, why = world.work(name, what, { path = path, content = content })
    if not answer then
        return nil, err, why
    end
    return true
end

---Writes a file, in place of what was there; folders on the way are made.
---@param path string
---@param content string
function files.write(path, content)
    return put("ls.files.write", "files.write", path, content)
end

---Adds to the end of a file, which is made where it is not there.
---@param path string
---@param content string
function files.append(path, content)
    return put("ls.files.append", "files.append", path, content)
end

---Takes a file away, or an empty folder.
---@param path string
function files.remove(path)
    world.check("ls.files.remove", EXAMPLE)
    check_path("ls.files.remove", path)
    local answer, err, why = world.work("ls.files.remove", "files.remove", { path = path })
    if not answer then
        return nil, err, why
    end
    return true
end

---What is there: { kind = "file" or "folder", size, changed = milliseconds since 1970 }.
---@param path string
function files.stat(path)
    world.check("ls.files.stat", EXAMPLE)
    check_path("ls.files.stat", path)
    return world.work("ls.files.stat", "files.stat", { path = path })
end

---Whether a file or a folder is there.
---@param path string
function files.exists(path)
    world.check("ls.files.exists", EXAMPLE)
    check_path("ls.files.exists", path)
    return world.work("ls.files.exists", "files.stat", { path = path }) ~= nil
end

---What a folder has, by name: { { name, kind, size, changed }, ... }; without a path, all of the app's.
---@param path? string
function files.list(path)
    world.check("ls.files.list", EXAMPLE)
    check_path("ls.files.list", path or "")
    local answer, err, why = world.work("ls.files.list", "files.list", { path = path or "" })
    if not answer then
        return nil, err, why
    end
    table.sort(answer.value, function(a, b)
        return a.name < b.name
    end)
    return answer.value
end

return setmetatable(files, {
    __index = function(_, name)
        local known = { "read", "write", "append", "remove", "stat", "exists", "list" }
        error(("ls.files.%s does not exist%s"):format(tostring(name), __host.hint(name, known)), 2)
    end,
})
