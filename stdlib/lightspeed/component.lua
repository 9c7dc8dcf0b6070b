-- ls.component: a component that says what it takes. What a tag gives is held against it each time it is shown, and
-- what does not fit is an error at the line of the tag.
--
--     local Card = ls.component {
--         attrs  = { title = "string", kind = t.enum { "info", "warn", default = "info" } },
--         slots  = { "actions" },
--         render = function(a, slot) return html[[ ... ]] end,
--     }
--
-- A component is called as the compiler calls any: Card(attributes, slots).

local attributes = require "lightspeed.attributes"

local options = { "attrs", "slots", "render" }
local functions = { "render" }

-- Every component of the app, in the order of their declarations; for lua/contract.lua, while the app is loaded.
local declared = {}

local function known(list, name)
    for _, entry in ipairs(list) do
        if entry == name then
            return true
        end
    end
    return false
end

-- { "actions", header = { required = true } } as { actions = { required = false }, header = { required = true } }
local function read_slots(given, fail)
    local types, names = {}, {}
    if type(given) ~= "table" then
        fail("slots is a list of names, not a %s", type(given))
    end
    for key, value in pairs(given) do
        local name = math.type(key) == "integer" and value or key
        local of = name == value and {} or value
        if type(name) ~= "string" or not name:find "^[%a_][%w_]*$" then
            fail("slots: a name is letters, digits and _, not '%s'", tostring(name))
        elseif types[name] then
            fail("slots: '%s' is declared twice", name)
        elseif type(of) ~= "table" then
            fail("slots.%s takes a table: { required = true }, not a %s", name, type(of))
        end
        for option in pairs(of) do
            if option ~= "required" then
                fail(
                    "slots.%s has no option '%s'%s",
                    name,
                    tostring(option),
                    __host.hint(option, { "required" })
                )
            end
        end
        types[name] = { required = of.required == true }
        names[#names + 1] = name
    end
    table.sort(names)
    return { types = types, names = names }
end

local function check_function(name, value, level)
    if not known(functions, name) then
        error(("a component has no '%s'%s"):format(tostring(name), __host.hint(name, functions)), level + 1)
    elseif type(value) ~= "function" then
        error(("component.%s must be a function, not a %s"):format(name, type(value)), level + 1)
    end
end

-- --- while a page is rendered ---

-- Raises at the line of the tag: the one that called the function that calls this.
local function refuse(spec, message)
    local where = __host.where(3)
    local _, name = __host.where(2)
    local shown = (spec.where:find "^stdlib/" and "ls." or "") .. (name or "component") -- a shipped one
    error(("%s: <%s> %s (declared at %s)"):format(where or "?", shown, message, spec.where), 0)
end

-- What is wrong with the slots that a tag gives. Content outside of named slots ("default") is always welcome.
local function check_slots(of, slots)
    for name in next, slots do
        if name ~= "default" and not of.types[name] then
            return ("has no slot '%s'%s"):format(name, __host.hint(name, of.names))
        end
    end
    for _, name in ipairs(of.names) do
        if of.types[name].required and rawget(slots, name) == nil then
            return name == "default" and "needs content" or ("needs the slot <:%s>"):format(name)
        end
    end
end

-- Card(attributes, slots), once the app is loaded.
local function show(self, given, slots)
    local taken, wrong = attributes.take(self.attrs, given or {})
    slots = slots or __html_none
    wrong = wrong or check_slots(self.slots, slots)
    if wrong then
        refuse(self, wrong)
    end
    return self.render(taken, slots)
end

-- --- while the app is loaded ---

-- All components share it, so that a session carries it once.
local behaviour = {
    __metatable = "ls.component",
    __index = function(self, name)
        return rawget(self, "_spec").assigned[name]
    end,
    __newindex = function(self, name, value)
        check_function(name, value, 2)
        rawget(self, "_spec").assigned[name] = value
    end,
    __call = function(self)
        error(("the component of %s can only be shown while a view renders"):format(self._spec.where), 2)
    end,
}

---Declares a component.
---@param given table { attrs, slots, render }
local function component(given)
    local where = __host.where(2) or "?"
    local function fail(message, ...)
        error(("%s: ls.component: %s"):format(where, message:format(...)), 0)
    end
    if type(given) ~= "table" then
        fail "takes a table: ls.component { attrs = { ... }, render = function(a, slots) ... end }"
    end
    for name in pairs(given) do
        if not known(options, name) then
            fail("there is no option '%s'%s", tostring(name), __host.hint(name, options))
        end
    end
    local spec = {
        where = where,
        attrs = attributes.read(given.attrs or {}, fail),
        slots = read_slots(given.slots or {}, fail),
        assigned = {},
    }
    if given.render ~= nil then
        check_function("render", given.render, 2)
        spec.assigned.render = given.render
    end
    declared[#declared + 1] = spec
    spec.value = setmetatable({ _spec = spec }, behaviour)
    return spec.value
end

local function seal_one(spec)
    local value = spec.value
    if not spec.assigned.render then
        error(("%s: the component has no render function"):format(spec.where), 0)
    end
    rawset(value, "_spec", nil)
    for _, name in ipairs { "where", "attrs", "slots" } do
        rawset(value, name, spec[name])
    end
    rawset(value, "render", spec.assigned.render)
end

-- The app is loaded: from now on components can be shown, and what only declared them goes.
local function seal()
    for index, spec in ipairs(declared) do
        seal_one(spec)
        declared[index] = nil
    end
    behaviour.__index, behaviour.__newindex = nil, nil
    behaviour.__call = show
    setmetatable({}, behaviour) -- the sandbox keeps a copy of what is in it, and looks again now
end

return { component = component, declared = declared, seal = seal }
