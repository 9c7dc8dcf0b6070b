-- What a file mentions of Lightspeed: `ls.table`, where `ls` is what require "lightspeed" gave. The compiler notes it
-- in front of the file, so that what only a render function names is loaded when the app is, and a misspelt name is
-- an error then and not when a visitor comes upon it.
--
--   { file = "app.lua", parts = { { "table", 12 }, { "input", 30 } } }

local token = require "html.token"

local uses = {}

-- All tokens of a text but space, one after the other: kind, text, start.
local function tokens(source)
    local position, memo = 1, {}
    return function()
        while true do
            local kind, stop = token.next(source, position, memo)
            local start = position
            position = stop
            if kind ~= "space" then
                return kind, kind and source:sub(start, stop - 1), start
            end
        end
    end
end

-- What the file calls require "lightspeed", as a set of names.
local function aliases(source)
    local names = {}
    local pattern = "local%s+([%a_][%w_]*)[^=\n]-=%s*require%s*(%(?)%s*[\"']lightspeed[\"']%s*(%)?)%s*()"
    for name, open, close, stop in source:gmatch(pattern) do
        -- require "lightspeed".view { … } gives something else
        if (open == "") == (close == "") and not source:find("^[.:[({\"']", stop) then
            names[name] = true
        end
    end
    return names
end

-- The names that follow an alias and a dot, each with the place of its first use. An assignment is the file's own.
local function find_parts(source, names)
    local parts, seen = {}, {}
    local alias, dot, part, part_start = nil, false, nil, nil
    local before
    for kind, text, start in tokens(source) do
        if part and not (kind == "symbol" and text == "=") and not seen[part] then
            seen[part] = true
            parts[#parts + 1] = { name = part, start = part_start }
        end
        part = nil
        if dot and kind == "name" then
            part, part_start = text, start
        end
        dot = alias and kind == "symbol" and text == "."
        alias = kind == "name" and names[text] and before ~= "." and before ~= ":"
        before = text
    end
    return parts
end

local function literal(parts, line_at)
    local list = {}
    for index, part in ipairs(parts) do
        list[index] = ("{%s,%d}"):format(token.quote(part.name), line_at(part.start))
    end
    return "{" .. table.concat(list, ",") .. "}"
end

-- Counts lines of ascending positions.
local function line_counter(source)
    local line, counted = 1, 1
    return function(position)
        for _ in source:sub(counted, position - 1):gmatch "\n" do
            line = line + 1
        end
        counted = math.max(counted, position)
        return line
    end
end

-- The Lua that notes what `source` (plain Lua, templates compiled) uses; "" where that is nothing.
function uses.note(source, file)
    local names = aliases(source)
    local parts = next(names) and find_parts(source, names) or {}
    if #parts == 0 then
        return ""
    end
    return ("__host.uses{file=%s,parts=%s} "):format(token.quote(file), literal(parts, line_counter(source)))
end

return uses
