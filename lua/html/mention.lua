-- What a file's Lua mentions by name, found in its tokens and without running it: the modules it requires, and the
-- places where it asks for ls.raw.

local token = require "html.token"

local mention = {}

-- What a token says, where it is a literal string.
local function string_value(text)
    local is_string = text and (text:find "^[\"']" or text:find "^%[=*%[")
    local chunk = is_string and load("return " .. text, "=t", "t", {})
    return chunk and chunk() or nil
end

-- The name that require is given at texts[index] = "require", where that is a literal.
local function required(texts, index)
    if texts[index - 1] == "." or texts[index - 1] == ":" then
        return nil
    end
    return string_value(texts[index + 1]) or texts[index + 1] == "(" and string_value(texts[index + 2]) or nil
end

-- The names that stand for require "lightspeed".
local function names_of_ls(texts)
    local known = { ls = true }
    for index = 3, #texts do
        local asks = texts[index] == "require" and texts[index - 1] == "="
        if asks and required(texts, index) == "lightspeed" then
            known[texts[index - 2]] = true
        end
    end
    return known
end

-- Whether what follows lightspeed at texts[index] asks it for `part`.
local function asks_for(texts, index, part)
    if texts[index - 1] == "." then
        return false
    end
    local by_name = texts[index + 1] == "." and texts[index + 2] == part
    return by_name or texts[index + 1] == "[" and string_value(texts[index + 2]) == part
end

-- ls.template "page.html" is a module too: "template page.html".
local function template_file(texts, index)
    if texts[index + 1] ~= "." or not asks_for(texts, index, "template") then
        return nil
    end
    local path = string_value(texts[index + 3]) or texts[index + 3] == "(" and string_value(texts[index + 4])
    return path and "template " .. path
end

local function modules_in(texts, known)
    local list, seen = {}, {}
    for index, text in ipairs(texts) do
        local name = text == "require" and required(texts, index)
            or known[text] and template_file(texts, index)
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

local function raw_in(texts, known, text, source)
    local list = {}
    if not text:find("raw", 1, true) then
        return list
    end
    local begins = token.starts(text)
    local starts, source_starts, line = line_starts(text), line_starts(source), 1
    for index, name in ipairs(texts) do
        if known[name] and asks_for(texts, index, "raw") then
            while starts[line + 1] and starts[line + 1] <= begins[index] do
                line = line + 1
            end
            local column = line_of(source, source_starts, line):match "()[%w_]+%s*[.%[]%s*[\"']?raw%f[^%w_]"
            list[#list + 1] = { line = line, column = column }
        end
    end
    return list
end

local function mentions_any(text)
    return text:find("require", 1, true) or text:find("template", 1, true) or text:find("raw", 1, true)
end

-- The modules that a file names literally, in order and once each; and where it says ls.raw. `text` is the file with
-- its templates replaced, on the same lines as `source`.
function mention.read(text, source)
    if not mentions_any(text) then
        return {}, {}
    end
    local texts = token.texts(text)
    local known = names_of_ls(texts)
    return modules_in(texts, known), raw_in(texts, known, text, source)
end

return mention
