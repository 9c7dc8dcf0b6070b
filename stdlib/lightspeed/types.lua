-- What may come in: the types of events, messages and params. A type is a plain description that the host turns into
-- a schema and checks before any Lua runs; nothing here runs while a visitor clicks.
--
--     events = {
--         move = { x = "integer", kind = t.enum { "king", "pawn" }, note = t.string { max = 80, optional = true } },
--     }

local t = {}

local mark = { __metatable = "ls.type" }

local options = {
    string = { "trim", "min", "max", "pattern" },
    integer = { "min", "max" },
    number = { "min", "max" },
    boolean = {},
    date = {},
    any = {},
}

local everywhere = { "optional", "default", "label" }

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
---@return string|table
plain = function(of, where)
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
    if description.of then
        description.of = plain(description.of, where)
    end
    if description.fields then
        local fields = {}
        for name, field in pairs(description.fields) do
            if type(name) ~= "string" then
                error(("%s: a field needs a name: { name = %s }"):format(where, tostring(field)), 0)
            end
            fields[name] = plain(field, where .. "." .. name)
        end
        description.fields = fields
    end
    return description
end

t._plain = plain

-- A misspelt type is an error where it stands.
return setmetatable(t, {
    __index = function(_, name)
        local names = {}
        for known in pairs(t) do
            names[#names + 1] = known ~= "_plain" and known or nil
        end
        error(("t.%s does not exist%s"):format(tostring(name), __host.hint(name, names)), 2)
    end,
})
