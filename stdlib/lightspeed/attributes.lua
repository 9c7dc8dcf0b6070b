-- The attributes that a component declares: read once when the app is loaded, held against what a tag gives each time
-- the component is shown.
--
--     attrs = { title = "string", level = t.integer { min = 1, default = 2 }, rest = "global" }
--
-- Text converts as it does for events ("5" is an integer's 5), nil and false are absent, and a table is looked at
-- from outside only: what is in it is the component's business.

local attributes = {}

local take = __host.take

-- Attributes that every element takes. No "style": what it may hold depends on who wrote it.
local globals = {}
local all = [[
    class id title hidden lang dir role tabindex slot part accesskey draggable inert popover translate spellcheck
    contenteditable autofocus]]
for name in all:gmatch "%S+" do
    globals[name] = true
end

local function is_global(name, more)
    return globals[name] or more[name] or name:find "^aria%-." or name:find "^data%-." or name:find "^ls%-."
end

-- --- while the app is loaded ---

local checked_options = {
    integer = { min = true, max = true },
    number = { min = true, max = true },
}

local kinds = {
    string = true,
    integer = true,
    number = true,
    boolean = true,
    enum = true,
    any = true,
    list = true,
    map = true,
    record = true,
    table = true,
    ["function"] = true,
    global = true,
}

local function kind_names()
    local names = {}
    for name in pairs(kinds) do
        names[#names + 1] = name
    end
    table.sort(names)
    return names
end

-- A declaration as it is kept: { kind, optional, default, values?, min?, max? }.
local function read_type(of, fail)
    local is_type = getmetatable(of) == "ls.type"
    local found = {}
    if type(of) == "string" then
        found.kind, found.optional = of:gsub("%?$", "")
        found.optional = found.optional == 1
    elseif type(of) ~= "table" then
        fail('a type is a name like "integer" or a t.…, not a %s', type(of))
    else
        found.kind, found.optional = is_type and of.type or "record", is_type and rawget(of, "optional")
    end
    if not kinds[found.kind] then
        fail("there is no type '%s'%s", found.kind, __host.hint(found.kind, kind_names()))
    end
    for option, value in pairs(is_type and of or {}) do
        if (checked_options[found.kind] or {})[option] or option == "default" or option == "values" then
            found[option] = value
        elseif option == "trim" or option == "min" or option == "max" or option == "pattern" then
            fail("%s is not checked here; check it in render", option)
        elseif option == "names" then
            found.more = value
        end
    end
    return found
end

---What `attrs` says, ready for attributes.take. `fail(message, ...)` raises at the component's declaration.
function attributes.read(attrs, fail)
    if type(attrs) ~= "table" then
        fail("attrs is a table of names and types, not a %s", type(attrs))
    end
    local declared = { types = {}, names = {} }
    for name, of in pairs(attrs) do
        if type(name) ~= "string" or not name:find "^[%a_][%w_%-]*$" then
            fail('attrs is written { title = "string" }: a name and a type, not %s', tostring(name))
        elseif name:find "^on" or name == "ls-key" or name == "style" then
            fail("attrs: '%s' cannot be declared", name)
        end
        local found = read_type(of, function(message, ...)
            fail("attrs." .. name .. ": " .. message, ...)
        end)
        if found.kind == "global" then
            if declared.rest then
                fail("attrs: only one of '%s' and '%s' can be the rest", declared.rest, name)
            end
            declared.rest, declared.more = name, found.more or {}
        else
            declared.types[name] = found
            declared.names[#declared.names + 1] = name
        end
    end
    declared.any = {}
    table.sort(declared.names)
    for _, name in ipairs(declared.names) do
        local of = declared.types[name]
        local default = of.default
        declared.any[#declared.any + 1] = of.kind == "any" and name or nil
        if default ~= nil and attributes.convert(of, default) ~= default then
            fail("attrs.%s: its default does not fit", name)
        end
    end
    return declared
end

-- As host/vm/lib_attributes.c numbers them: types whose values fit as they are, or do not fit at all.
local codes = {
    string = 1,
    integer = 2,
    number = 3,
    boolean = 4,
    any = 5,
    list = 6,
    map = 6,
    record = 6,
    table = 6,
    ["function"] = 7,
    enum = 8,
}

---Nothing is declared any more: what attributes.take needs is put where the host finds it.
function attributes.finish(declared)
    local checked = {}
    for _, name in ipairs(declared.names) do
        local of = declared.types[name]
        of[1] = not (of.min or of.max) and codes[of.kind] or 0
        of[2] = of.kind == "enum" and {} or nil
        for _, value in ipairs(of.values or {}) do
            of[2][value] = true
        end
        if of.default ~= nil or not of.optional then
            checked[#checked + 1] = name
        end
    end
    declared[1], declared[2], declared[3] = declared.types, checked, declared.rest
end

---Declares one more, which may be anything and may be left out; nothing where it is declared already.
function attributes.welcome(declared, name)
    if not declared.types[name] then
        declared.types[name] = { kind = "any", optional = true }
        table.insert(declared.names, name)
        table.sort(declared.names)
    end
end

-- --- while a page is rendered ---

local function in_range(of, number)
    if number and not ((of.min and number < of.min) or (of.max and number > of.max)) then
        return number
    end
end

local function text_of(_, value)
    if type(value) == "string" then
        return value
    elseif math.type(value) == "float" and value == value // 1 and value < 1e15 and value > -1e15 then
        return ("%d"):format(value) -- as {value} shows it
    elseif type(value) == "number" then
        return tostring(value)
    end
end

local function table_of(_, value)
    return type(value) == "table" and value or nil
end

-- What a value becomes for each kind; nil where it does not fit.
local converters = {
    string = text_of,
    integer = function(of, value)
        return in_range(of, math.tointeger(tonumber(value)))
    end,
    number = function(of, value)
        return in_range(of, tonumber(value))
    end,
    boolean = function(_, value)
        if value == "true" or value == true then
            return true
        elseif value == "false" or value == false then
            return false
        end
    end,
    enum = function(of, value)
        for _, known in ipairs(of.values) do
            if known == value then
                return value
            end
        end
    end,
    any = function(_, value)
        return value
    end,
    list = table_of,
    map = table_of,
    record = table_of,
    table = table_of,
    ["function"] = function(_, value)
        return type(value) == "function" and value or nil
    end,
}

---The value as the declared type has it; nil where it does not fit.
function attributes.convert(of, value)
    return converters[of.kind](of, value)
end

local function shown(value)
    if type(value) == "string" then
        return ('string "%s"'):format(#value > 40 and value:sub(1, 40) .. "…" or value)
    elseif type(value) == "number" or type(value) == "boolean" then
        return math.type(value) == "integer" and "integer " .. value or type(value) .. " " .. tostring(value)
    end
    return type(value) == "userdata" and "markup" or "a " .. type(value)
end

local function expected(of)
    if of.kind == "enum" then
        return '"' .. table.concat(of.values, '", "') .. '"'
    elseif of.min or of.max then
        return ("%s from %s to %s"):format(of.kind, of.min or "-∞", of.max or "∞")
    end
    return of.kind
end

local function names_of(declared)
    local names = { table.unpack(declared.names) }
    names[#names + 1] = declared.rest and "class" or nil
    return names
end

-- What nobody declared: for the rest, or a mistake.
local function take_other(declared, taken, name, value)
    if not declared.rest or type(name) ~= "string" or not is_global(name, declared.more) then
        return ("has no attribute '%s'%s"):format(tostring(name), __host.hint(name, names_of(declared)))
    end
    local rest = taken[declared.rest]
    if not rest then
        rest = {}
        taken[declared.rest] = rest
    end
    rest[name] = value
end

-- Defaults, and what is missing.
local function complete(declared, taken)
    for _, name in ipairs(declared.names) do
        if taken[name] == nil then
            local of = declared.types[name]
            if of.default ~= nil then
                taken[name] = of.default
            elseif not of.optional then
                return ("needs the attribute '%s' (%s)"):format(name, expected(of))
            end
        end
    end
    if declared.rest and not taken[declared.rest] then
        taken[declared.rest] = {}
    end
end

---The attributes that a tag gives, as the declaration has them, in a table of its own; or nil and what is wrong.
function attributes.take(declared, given)
    local usual = take(declared, given)
    if usual then
        return usual
    end
    local taken, types, wrong = {}, declared.types, nil
    for name, value in next, given do
        local of = types[name]
        if not of then
            wrong = take_other(declared, taken, name, value)
        elseif value or of.kind == "boolean" or of.kind == "any" then
            local converted = converters[of.kind](of, value)
            if converted == nil then
                wrong = ("attribute '%s': expected %s, got %s"):format(name, expected(of), shown(value))
            end
            taken[name] = converted
        end
        if wrong then
            return nil, wrong
        end
    end
    wrong = complete(declared, taken)
    if wrong then
        return nil, wrong
    end
    return taken
end

return attributes
