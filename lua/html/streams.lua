-- The streams that a file names: those that a template shows, `in ls.stream "songs"`, and those that its commands are
-- about, `ls.insert("songs", …)`. A misspelt one would be dropped without a word, because nothing shows it.
--
--   { shown = { songs = true }, told = { { "songs", "insert", 12 } }, is_open = false }
--
-- `is_open`: some name is only known at run time, so nothing can be said about the others.

local streams = {}

local commands = { insert = true, insert_all = true, remove = true, reset = true }

local function literal(found)
    local chunk = found and found.kind == "string" and load("return " .. found.text, "=t", "t", {})
    return chunk and chunk() or nil
end

-- The name behind list[index], with or without a parenthesis; nil where it is not all that stands there.
local function name_after(list, index)
    if not (list[index] and list[index].text == "(") then
        return literal(list[index])
    end
    local after = list[index + 2]
    return after and (after.text == "," or after.text == ")") and literal(list[index + 1]) or nil
end

---@param source string plain Lua, its templates compiled
---@param list table[] its tokens
---@param names table<string, boolean> what the file calls require "lightspeed"
function streams.find(source, list, names)
    local found = { shown = {}, told = {}, is_open = false }
    if not source:find("stream", 1, true) and not source:find("insert", 1, true) then
        return found
    end
    for index = 2, #list do
        local before, part = list[index - 2], list[index].text
        local is_part = before
            and list[index - 1].text == "."
            and names[before.text]
            and list[index].kind == "name"
        local name = is_part and (part == "stream" or commands[part]) and name_after(list, index + 1)
        if is_part and part == "stream" then
            found.shown[name or ""] = true
            found.is_open = found.is_open or not name
        elseif name then
            found.told[#found.told + 1] = { name, part, list[index].start }
        end
    end
    return found
end

return streams
