-- What may come in: the types of events, messages and params. A type is a plain description that the host turns into
-- a schema and checks before any Lua runs; nothing here runs while a visitor clicks.
--
--     events = {
--         move = { x = "integer", kind = t.enum { "king", "pawn" }, note = t.string { max = 80, optional = true } },
--     }

local t = {}

local mark = { __metatable = "ls.type" }

local options = {
    string = { "trim", "min", "max", "pattern", "secret" },
    integer = { "min", "max" },
    number = { "min", "max" },
    boolean = {},
    date = { "min", "max" },
    datetime = {},
    email = {},
    url = {},
    uuid = {},
    money = { "min", "max", "digits" },
    any = {},
}

local everywhere = { "optional", "default", "label", "message" }

local function check_options(kind, given, allowed)
    for name in pairs(given) do
        local known = false
        for _, list in ipairs { allowed, everywhere } do
            for _, option in ipairs(list) do
                known = known or option == name
            end
        end
        if not known then
            local names = { table.unpack(everywhere) }
            table.move(allowed, 1, #allowed, #names + 1, names)
            error(("t.%s has no option '%s'%s"):format(kind, tostring(name), __host.hint(name, names)), 3)
        end
    end
end

local function scalar(kind)
    return function(given)
        local description = { type = kind }
        if given ~= nil then
            if type(given) ~= "table" then
                error(("t.%s takes a table of options, not a %s"):format(kind, type(given)), 2)
            end
            check_options(kind, given, options[kind])
            for name, value in pairs(given) do
                description[name] = value
            end
        end
        return setmetatable(description, mark)
    end
end

for kind in pairs(options) do
    t[kind] = scalar(kind)
end

---One of the listed strings. `t.enum { "a", "b", default = "a" }`
function t.enum(given)
    if type(given) ~= "table" or #given == 0 then
        error('t.enum takes its values: t.enum { "a", "b" }', 2)
    end
    local description = { type = "enum", values = {} }
    for key, value in pairs(given) do
        if math.type(key) == "integer" then
            if type(value) ~= "string" then
                error(("t.enum: value %d is a %s, not a string"):format(key, type(value)), 2)
            end
            description.values[key] = value
        else
            check_options("enum", { [key] = value }, {})
            description[key] = value
        end
    end
    return setmetatable(description, mark)
end

local function container(kind, field)
    return function(of, given)
        if of == nil then
            error(("t.%s takes the type of what is in it"):format(kind), 2)
        end
        local description = { type = kind, [field] = of }
        if given ~= nil then
            check_options(kind, given, { "min", "max" })
            for name, value in pairs(given) do
                description[name] = value
            end
        end
        return setmetatable(description, mark)
    end
end

---A list of one type: `t.list("integer")`, `t.list({ name = "string" }, { max = 10 })`
t.list = container("list", "of")

---Any string keys to values of one type.
t.map = container("map", "of")

---Named fields, each with its type; others are refused.
t.record = container("record", "fields")

---In a component's attrs: the attribute that collects those of HTML that any element takes, and these.
--- `attrs = { rest = t.global { "name", "form" } }`
function t.global(names)
    local more = {}
    for key, name in pairs(names or {}) do
        if
            math.type(key) ~= "integer"
            or type(name) ~= "string"
            or name:lower():find "^on"
            or name == "style"
        then
            error(("t.global takes names of attributes, not %s"):format(tostring(name)), 2)
        end
        more[name] = true
    end
    return setmetatable({ type = "global", names = more }, mark)
end

local plain

---A description as the host takes it: shorthand strings stay, a bare table is a record, no metatables.
---@param checks? "keep"|"drop" what becomes of t.check; without, there must be none
---@return string|table
plain = function(of, where, checks)
    if type(of) == "string" then
        return of
    end
    if type(of) ~= "table" then
        error(
            ('%s: a type is a name like "integer", a t.… or a table of fields, not a %s'):format(
                where,
                type(of)
            ),
            0
        )
    end
    local is_type = getmetatable(of) == "ls.type"
    local description = is_type and {} or { type = "record" }
    if is_type then
        for name, value in pairs(of) do
            description[name] = value
        end
    else
        description.fields = of
    end
    if description.type == "form" then
        checks, description.is_checked = checks or "drop", nil
    elseif description.check and not checks then
        error(
            where .. ": t.check belongs in a t.form: what an event of a machine brings, its handler checks",
            0
        )
    elseif checks ~= "keep" then
        description.check, description.check_message = nil, nil
    end
    if description.of then
        description.of = plain(description.of, where, checks)
    end
    if description.fields then
        local fields = {}
        for name, field in pairs(description.fields) do
            if type(name) ~= "string" then
                error(("%s: a field needs a name: { name = %s }"):format(where, tostring(field)), 0)
            end
            fields[name] = plain(field, where .. "." .. name, checks)
        end
        description.fields = fields
    end
    return description
end

t._plain = plain

---What an app's own function says of a value that fits its type: `t.check(fn, "is taken")`, or of another type than
--- text: `t.check(fn, "must be even", "integer")`. `fn(value, values)` returns whether it is right, and may give a
--- message of its own after that. In a t.form only.
function t.check(fn, message, of)
    if type(fn) ~= "function" or type(message) ~= "string" then
        error('t.check takes a function and what is said where it returns false: t.check(fn, "is taken")', 2)
    end
    local description = plain(of or "string", "t.check", "keep")
    if type(description) == "string" then
        description =
            { type = description:gsub("%?$", ""), optional = description:find "%?$" and true or nil }
    end
    description.check, description.check_message = fn, message
    return setmetatable(description, mark)
end

-- All forms of the app; what only declares them goes when it is loaded.
local forms = {}

-- Shorthands, as tables.
local function spell_out(fields)
    for name, of in pairs(fields) do
        if type(of) == "string" then
            fields[name] = { type = of:gsub("%?$", ""), optional = of:find "%?$" and true or nil }
        end
        local inside = fields[name]
        if inside.fields then
            spell_out(inside.fields)
        elseif inside.of then
            local of_items = { inside.of }
            spell_out(of_items)
            inside.of = of_items[1]
        end
    end
    return fields
end

local function has_checks(fields)
    for _, of in pairs(fields) do
        if type(of) == "table" then
            local inside = of.fields or (type(of.of) == "table" and of.of.fields)
            if of.check or (inside and has_checks(inside)) then
                return true
            end
        end
    end
    return false
end

local form_options = { "id", "check" }

---What a person fills in: an event's type whose handler always runs and gets { valid, values, errors, used }.
---
---    local Task = t.form { title = t.string { trim = true, min = 1, max = 80 } }
---
---@param fields table names and types
---@param given? table id: what ids of its fields begin with; check(values): errors of values that fit, or nil
---@return ls.Form
function t.form(fields, given)
    local form, rules = require "lightspeed.form", require "lightspeed.rules"
    if type(fields) ~= "table" or getmetatable(fields) == "ls.type" then
        error("t.form takes its fields: t.form { title = t.string { min = 1 } }", 2)
    end
    for name in pairs(given or {}) do
        if name ~= "id" and name ~= "check" then
            error(("t.form has no option '%s'%s"):format(tostring(name), __host.hint(name, form_options)), 2)
        end
    end
    local ok, described = pcall(plain, fields, __host.where(2) or "t.form", "keep")
    if not ok then
        error(described, 0)
    end
    local spelt = spell_out(described.fields)
    local number = rules.number { spelt, (given or {}).id }
    form.declare(number, { fields = rules.of(spelt), id = (given or {}).id, check = (given or {}).check })
    local is_checked = has_checks(spelt) or (given or {}).check ~= nil
    local made = { type = "form", fields = fields, number = number, is_checked = is_checked }
    forms[#forms + 1] = made
    return setmetatable(made, form.behaviour)
end

-- For lua/contract.lua: a handler of a form's event is called with checks done.
function t._checked(of, handler)
    local is_checked = getmetatable(of) == "ls.type" and rawget(of, "is_checked")
    return is_checked and require("lightspeed.form").checked(of, handler) or handler
end

-- For the same: what only declares is let go.
function t._seal()
    for index, form in ipairs(forms) do
        form.type, form.fields, form.is_checked, forms[index] = nil, nil, nil, nil
    end
end

-- A misspelt type is an error where it stands.
return setmetatable(t, {
    __index = function(_, name)
        local names = {}
        for known in pairs(t) do
            names[#names + 1] = not known:find "^_" and known or nil
        end
        error(("t.%s does not exist%s"):format(tostring(name), __host.hint(name, names)), 2)
    end,
})
