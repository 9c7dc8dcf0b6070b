-- What a file mentions of Lightspeed: `ls.table`, where `ls` is what require "lightspeed" gave. The compiler notes it
-- in front of the file, so that what only a render function names is loaded when the app is, and a misspelt name is
-- an error then and not when a visitor comes upon it.
--
--   { file = "app.lua", ls = "ls", parts = { { "table", 12 }, { "input", 30 } },
--     tags = { { name = "Card", line = 14, given = { title = "Hi", kind = false }, slots = { default = true } } },
--     bindings = { Card = { line = 3 }, ui = { module = "ui", fields = "" } },
--     services = { { "todos", "add", 40 } },
--     tells = { { "tell", "join", 12 } },
--     streams = { shown = { songs = true }, told = { { "songs", "insert", 8 } }, is_open = false } }
--
-- The tags are those of components; host and contract hold them against what the components declare.

local bindings = require "html.bindings"
local services = require "html.services"
local streams = require "html.streams"
local tells = require "html.tells"
local token = require "html.token"

local uses = {}

-- What the file calls require "lightspeed", as a set of names.
function uses.aliases(source)
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
local function find_parts(list, names)
    local parts, seen = {}, {}
    local alias, dot, part, part_start = nil, false, nil, nil
    local before
    for _, found in ipairs(list) do
        local kind, text = found.kind, found.text
        if part and not (kind == "symbol" and text == "=") and not seen[part] then
            seen[part] = true
            parts[#parts + 1] = { name = part, start = part_start }
        end
        part = nil
        if dot and kind == "name" then
            part, part_start = text, found.start
        end
        dot = alias and kind == "symbol" and text == "."
        alias = kind == "name" and names[text] and before ~= "." and before ~= ":"
        before = text
    end
    return parts
end

-- Counts lines of positions, which mostly ascend.
local function line_counter(source)
    local line, counted = 1, 1
    return function(position)
        if position < counted then
            line, counted = 1, 1
        end
        for _ in source:sub(counted, position - 1):gmatch "\n" do
            line = line + 1
        end
        counted = position
        return line
    end
end

-- require("lightspeed").after, where the file gives it no name.
local function find_unnamed_parts(source, parts)
    local pattern = "require%s*%(?%s*[\"']lightspeed[\"']%s*%)?%s*%.%s*()([%a_][%w_]*)"
    for start, name in source:gmatch(pattern) do
        parts[#parts + 1] = { name = name, start = start }
    end
end

local function put_parts(parts, line_at)
    local list = {}
    for index, part in ipairs(parts) do
        list[index] = ("{%s,%d}"):format(token.quote(part.name), line_at(part.start))
    end
    return "{" .. table.concat(list, ",") .. "}"
end

-- ## Tags of components

-- A literal is its text, a bare attribute true; whatever is known only at run time is false.
local function put_given(tag)
    local list, has_spread = {}, false
    for _, attribute in ipairs(tag.attributes) do
        if attribute.form == "spread" then
            has_spread = true
        elseif attribute.form ~= "key" then
            local value = attribute.form == "static" and token.quote(attribute.value)
                or attribute.form == "bare"
            list[#list + 1] = ("[%s]=%s"):format(token.quote(attribute.name), tostring(value))
        end
    end
    return "{" .. table.concat(list, ",") .. "}", has_spread
end

local function put_slots(tag)
    local list = { #tag.children > 0 and "default=true" or nil }
    for _, slot in ipairs(tag.slots) do
        list[#list + 1] = slot.name:sub(2) .. "=true"
    end
    return "{" .. table.concat(list, ",") .. "}"
end

local function put_tags(tags)
    local list = {}
    for index, tag in ipairs(tags) do
        local given, has_spread = put_given(tag)
        list[index] = ("{name=%s,line=%d,given=%s,spread=%s,slots=%s}"):format(
            token.quote(tag.name),
            tag.line,
            given,
            has_spread,
            put_slots(tag)
        )
    end
    return "{" .. table.concat(list, ",") .. "}"
end

local function put_binding(binding, line_at)
    if binding.kind == "component" then
        return ("{line=%d}"):format(line_at(binding.start))
    elseif binding.kind == "module" then
        return ("{module=%s,fields=%s}"):format(token.quote(binding.name), token.quote(binding.fields))
    end
    return ("{path=%s}"):format(token.quote(binding.path))
end

local function put_bindings(found, line_at)
    local list = {}
    for name, binding in pairs(found) do
        if binding then
            list[#list + 1] = ("[%s]=%s"):format(token.quote(name), put_binding(binding, line_at))
        end
    end
    table.sort(list)
    return "{" .. table.concat(list, ",") .. "}"
end

local function put_streams(found, line_at)
    local shown, told = {}, {}
    for name in pairs(found.shown) do
        shown[#shown + 1] = ("[%s]=true"):format(token.quote(name))
    end
    for index, use in ipairs(found.told) do
        told[index] = ("{%s,%q,%d}"):format(token.quote(use[1]), use[2], line_at(use[3]))
    end
    table.sort(shown)
    if #shown == 0 and #told == 0 then
        return ""
    end
    local fields = { table.concat(shown, ","), table.concat(told, ","), tostring(found.is_open) }
    return (",streams={shown={%s},told={%s},is_open=%s}"):format(table.unpack(fields))
end

-- Lists of two names and where they stand.
local function put_pairs(field, found, line_at)
    local list = {}
    for index, use in ipairs(found) do
        list[index] = ("{%s,%s,%d}"):format(token.quote(use[1]), token.quote(use[2]), line_at(use[3]))
    end
    return #list > 0 and (",%s={%s}"):format(field, table.concat(list, ",")) or ""
end

-- The Lua that notes what `source` (plain Lua, templates compiled) uses; "" where that is nothing. `tags` are the
-- component nodes of its templates. Its tokens are listed once, for all who look at them.
function uses.note(source, file, tags)
    local names = uses.aliases(source)
    local list = (next(names) or #tags > 0) and token.list(source) or {}
    local parts = next(names) and find_parts(list, names) or {}
    find_unnamed_parts(source, parts)
    if #parts == 0 and #tags == 0 then
        return ""
    end
    local line_at = line_counter(source)
    local tags_noted = #tags > 0
            and (",tags=%s,bindings=%s"):format(
                put_tags(tags),
                put_bindings(bindings.find(list, names), line_at)
            )
        or ""
    local fields = ("file=%s,ls=%s,parts=%s%s%s%s%s"):format(
        token.quote(file),
        token.quote((next(names)) or ""),
        put_parts(parts, line_at),
        put_streams(streams.find(source, list, names), line_at),
        put_pairs("services", services.find(source, list, names), line_at),
        put_pairs("tells", tells.find(source, list, names), line_at),
        tags_noted
    )
    return ("__host.uses{%s} "):format(fields)
end

return uses
