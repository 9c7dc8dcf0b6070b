-- What a file's Lua mentions by name, found in its tokens and without running it: the modules it requires, and the
-- places where it asks for ls.raw.

local token = require "html.token"

local mention = {}

local function is(found, text)
    return found ~= nil and found.kind ~= "string" and found.text == text
end

local function string_value(found)
    local chunk = found and found.kind == "string" and load("return " .. found.text, "=t", "t", {})
    return chunk and chunk() or nil
end

-- The name that require is given at tokens[index] = "require", where that is a literal.
local function required(tokens, index)
    if not is(tokens[index], "require") or is(tokens[index - 1], ".") or is(tokens[index - 1], ":") then
        return nil
    end
    return string_value(tokens[index + 1])
        or is(tokens[index + 1], "(") and string_value(tokens[index + 2])
        or nil
end

-- The names that stand for require "lightspeed".
local function names_of_ls(tokens)
    local known = { ls = true }
    for index = 3, #tokens do
        if required(tokens, index) == "lightspeed" and is(tokens[index - 1], "=") then
            known[tokens[index - 2].text] = true
        end
    end
    return known
end

-- Whether tokens[index] is lightspeed and what follows asks it for `part`.
local function asks_for(tokens, index, known, part)
    if tokens[index].kind ~= "name" or not known[tokens[index].text] or is(tokens[index - 1], ".") then
        return false
    end
    local by_name = is(tokens[index + 1], ".") and is(tokens[index + 2], part)
    return by_name or is(tokens[index + 1], "[") and string_value(tokens[index + 2]) == part
end

-- ls.template "page.html" is a module too: "template page.html".
local function template_file(tokens, index, known)
    if not asks_for(tokens, index, known, "template") or not is(tokens[index + 1], ".") then
        return nil
    end
    local path = string_value(tokens[index + 3])
        or is(tokens[index + 3], "(") and string_value(tokens[index + 4])
    return path and "template " .. path
end

-- The modules that a file names literally, in order and once each.
function mention.requires(text)
    local list, seen = {}, {}
    if not (text:find("require", 1, true) or text:find("template", 1, true)) then
        return list
    end
    local tokens = token.list(text)
    local known = names_of_ls(tokens)
    for index = 1, #tokens do
        local name = required(tokens, index) or template_file(tokens, index, known)
        if name and not seen[name] then
            seen[name] = true
            list[#list + 1] = name
        end
    end
    return list
end

local function line_starts(text)
    local starts = { 1 }
    for position in text:gmatch "\n()" do
        starts[#starts + 1] = position
    end
    return starts
end

local function line_of(source, starts, line)
    return source:sub(starts[line], (starts[line + 1] or #source + 2) - 2)
end

-- Where a file says ls.raw. `text` is the file with its templates replaced, on the same lines as `source`.
function mention.raw(text, source)
    local list = {}
    if not text:find("raw", 1, true) then
        return list
    end
    local tokens = token.list(text)
    local known = names_of_ls(tokens)
    local starts, source_starts, line = line_starts(text), line_starts(source), 1
    for index = 1, #tokens do
        if asks_for(tokens, index, known, "raw") then
            while starts[line + 1] and starts[line + 1] <= tokens[index].start do
                line = line + 1
            end
            local column = line_of(source, source_starts, line):match "()[%w_]+%s*[.%[]%s*[\"']?raw%f[^%w_]"
            list[#list + 1] = { line = line, column = column }
        end
    end
    return list
end

return mention
