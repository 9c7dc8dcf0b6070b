-- Runs the program luacheck over an app's files as the template compiler wrote them: the lines are those of the
-- source, and names in templates are names in Lua, so that a misspelt one is found wherever it stands.
--
--   luacheck { { name = "chat.lua", source = "…", text = "…" }, … }
--     { findings = {
--         { message = "chat.lua:51: accessing undefined variable 'peple'", column = 20?, is_error = true }, … } }
--     { failure = "luacheck is not installed; …" }
--
-- What a file can name is what the sandbox has. Names that begin with two underscores are the compiler's, and nothing
-- is said of them; nor of style, which is everybody's own.

local sandbox = require "check.sandbox"
local token = require "html.token"

local IGNORED = {
    "/__.*", -- any variable of the compiler's
    "21[23]", -- unused arguments and loop variables: handlers have theirs from the host
    "4[23].", -- one name for two things: a row's `m` inside a view's
    "54[12]", -- empty blocks
    "551",
    "6..", -- white space
}

-- What makes a turn fail: names that nobody has.
local ERRORS = { W113 = true, W143 = true }

local function quoted_list(names)
    local parts = {}
    for index, name in ipairs(names) do
        parts[index] = ("%q"):format(name)
    end
    return "{ " .. table.concat(parts, ", ") .. " }"
end

-- The settings, as luacheck reads them.
local function settings()
    local lines = { "stds.sandbox = { read_globals = {" }
    for _, name in ipairs(sandbox.globals) do
        lines[#lines + 1] = name == "_G" and "_G = { other_fields = true, read_only = false },"
            or ("%q,"):format(name)
    end
    for name, fields in pairs(sandbox.libraries) do
        lines[#lines + 1] = name .. " = { fields = " .. quoted_list(fields) .. " },"
    end
    lines[#lines + 1] = "} }"
    lines[#lines + 1] = 'std = "sandbox"'
    lines[#lines + 1] = "allow_defined = true"
    lines[#lines + 1] = "ignore = " .. quoted_list(IGNORED)
    return table.concat(lines, "\n") .. "\n"
end

local function write_file(name, text)
    local file = assert(io.open(name, "wb"))
    file:write(text)
    file:close()
end

-- The file without what the compiler notes in front of it (html/uses.lua).
local function own_text(text)
    local start = text:match "^__host%.uses{()"
    return start and text:sub(token.closing_brace(text, start, {}) + 1) or text
end

-- Where a name stands in a line, if it stands there once.
local function find_name(source, line, name)
    local number, found = 0, nil
    for text in (source .. "\n"):gmatch "(.-)\n" do
        number = number + 1
        found = number == line and text or found
    end
    local pattern = "()%f[%w_]" .. name .. "%f[^%w_]()"
    local column, behind = (found or ""):match(pattern)
    return column and not found:find(pattern, behind) and column or nil
end

-- One line of its report; nil for what is no concern of an app's.
local function read_line(line, files)
    local path, number, code, message = line:match "^(.-):(%d+):[%d-]+: %((%a%d+)%) (.*)$"
    local file = path and files[path]
    if not file or message:find "'__" then
        return nil
    end
    local name = message:match "'([%a_][%w_]*)'"
    return {
        message = ("%s:%d: %s"):format(file.name, number, message),
        column = name and find_name(file.source, tonumber(number), name),
        is_error = ERRORS[code] or code:sub(1, 1) == "E",
    }
end

local function read_report(report, files)
    local findings = {}
    for line in report:gmatch "[^\n]+" do
        findings[#findings + 1] = read_line(line, files)
    end
    return findings
end

local MISSING = "luacheck is not installed, so names were not looked at; on Debian: apt install lua-check"

-- The words after the program's name are paths that os.tmpname made.
local function run(paths)
    local pipe = assert(
        io.popen(
            "luacheck --formatter plain --codes --ranges --no-color --no-cache --config "
                .. table.concat(paths, " ")
                .. " 2>&1"
        )
    )
    local report = pipe:read "a"
    local _, how, code = pipe:close()
    if how == "exit" and code == 127 then
        return nil, MISSING
    end
    if how ~= "exit" or code > 2 then
        return nil, "luacheck failed: " .. (report:match "[^\n]+" or how)
    end
    return report
end

local function check(files)
    local paths, by_path = { os.tmpname() }, {}
    write_file(paths[1], settings())
    for _, file in ipairs(files) do
        local path = os.tmpname()
        paths[#paths + 1], by_path[path] = path, file
        write_file(path, own_text(file.text))
    end
    local report, failure = run(paths)
    for _, path in ipairs(paths) do
        os.remove(path)
    end
    return report and { findings = read_report(report, by_path) } or { failure = failure }
end

return check
