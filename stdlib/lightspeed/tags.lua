-- Tags against declarations, when an app is loaded: what a template gives to a declared component, as far as its text
-- says. What is known only at run time is held against the declaration then, by lightspeed.component.

local attributes = require "lightspeed.attributes"
local ls = require "lightspeed"

local tags = {}

local function field_of(value, path)
    for name in path:gmatch "[^.]+" do
        if type(value) ~= "table" then
            return nil
        end
        local ok, found = pcall(function(of)
            return of[name]
        end, value)
        value = ok and found or nil
    end
    return value
end

-- What a path of a file's names holds: a component, or anything else; nil where that cannot be told.
local function find_value(record, declared, path, depth)
    local name, rest = path, ""
    while record.bindings[name] == nil and name:find(".", 1, true) do
        local shorter, last = name:match "^(.*)%.([^.]+)$"
        name, rest = shorter, last .. (rest ~= "" and "." .. rest or "")
    end
    local binding = record.bindings[name]
    if name == record.ls then
        return field_of(ls, rest)
    elseif not binding or depth > 8 then
        return nil
    elseif binding.line then
        local spec = rest == "" and declared[("%s:%d"):format(record.file, binding.line)]
        return spec and spec.value or nil
    elseif binding.module then
        local ok, module = pcall(require, binding.module)
        return ok and field_of(field_of(module, binding.fields), rest) or nil
    end
    return find_value(record, declared, binding.path .. (rest ~= "" and "." .. rest or ""), depth + 1)
end

-- Attributes whose value is not known yet pass as anything.
local function check_attributes(spec, tag)
    local types, given = {}, {}
    for name, of in pairs(spec.attrs.types) do
        types[name] = of
    end
    for name, literal in pairs(tag.given) do
        given[name] = literal or true
        types[name] = not literal and types[name] and { kind = "any" } or types[name]
    end
    local declared = {
        types = types,
        names = tag.spread and {} or spec.attrs.names,
        rest = spec.attrs.rest,
        more = spec.attrs.more,
    }
    local _, wrong = attributes.take(declared, given)
    return wrong
end

local function check_slots(spec, tag)
    for name in pairs(tag.slots) do
        if name ~= "default" and not spec.slots.types[name] then
            return ("has no slot '%s'%s"):format(name, __host.hint(name, spec.slots.names))
        end
    end
    for _, name in ipairs(spec.slots.names) do
        if spec.slots.types[name].required and not tag.slots[name] then
            return name == "default" and "needs content" or ("needs the slot <:%s>"):format(name)
        end
    end
end

---All that is wrong with the tags of a file, a message each with its line.
---@param record table what the compiler noted of the file, see lua/html/uses.lua
---@param declared table the specification of every component, by where it was declared ("card.lua:3") and by value
---@param messages string[] where they go
function tags.check(record, declared, messages)
    for _, tag in ipairs(record.tags or {}) do
        local value = find_value(record, declared, tag.name, 0)
        local spec = value and declared[value]
        local wrong = spec and (check_attributes(spec, tag) or check_slots(spec, tag))
        if wrong then
            messages[#messages + 1] = ("%s:%d: <%s> %s"):format(record.file, tag.line, tag.name, wrong)
        end
    end
end

return tags
