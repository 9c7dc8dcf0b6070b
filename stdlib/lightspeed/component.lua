-- ls.component: a component that says what it takes. What a tag gives is held against it each time it is shown, and
-- what does not fit is an error at the line of the tag.
--
--     local Card = ls.component {
--         attrs  = { title = "string", kind = t.enum { "info", "warn", default = "info" } },
--         slots  = { "actions" },
--         render = function(a, slot) return html[[ ... ]] end,
--     }
--
-- One that declares events or messages, or is given an `init`, has a state of its own:
--
--     local Stepper = ls.component { attrs = { start = "integer?" }, events = { step = { by = "integer" } } }
--     function Stepper.init(a)            return { n = a.start or 0 }                                       end
--     function Stepper.update.step(m, e)  m.n = m.n + e.by  return m, ls.emit("stepped", { n = m.n })       end
--     function Stepper.render(m, a, slot) return html[[<button ls-click="step" ls-value-by="1">{m.n}</button>]] end
--
-- A component is called as the compiler calls any: Card(attributes, slots), and with its ls-key where it has one.

local attributes = require "lightspeed.attributes"
local declaration = require "lightspeed.declaration"
local take = attributes.take -- not the module: what only declares is let go

local options = { "attrs", "slots", "render", "events", "messages", "version" }
local functions = { "render", "init", "update", "migrate" }
local STATEFUL_MAX = 1023 -- host/vm/component.h: bits of a component's number

-- Every component of the app, in the order of their declarations; for lua/contract.lua, while the app is loaded.
local declared = {}

-- { "actions", header = { required = true } } as { actions = { required = false }, header = { required = true } }
local function read_slots(given, fail)
    local types, names, needed = {}, {}, false
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
        needed = needed or of.required == true
        names[#names + 1] = name
    end
    table.sort(names)
    return { types = types, names = names, needed = needed }
end

local function check_function(name, value, level)
    if not declaration.knows(functions, name) then
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

local none = __html_none

-- Markup that an attribute brings is of whoever wrote the tag, as what stands between the tags is.
local function own_markup(attrs, taken)
    for _, name in ipairs(attrs.any) do
        if type(taken[name]) == "userdata" then
            taken[name] = __host.own(taken[name])
        end
    end
end

-- A component that has a state of its own, which host/vm/lib_component.c keeps. Its markup, or nil and what is wrong.
local function show_stateful(self, taken, slots, key)
    own_markup(self.attrs, taken)
    local id = taken.id
    if id == nil then
        id = key
    end
    local model, depth = __host.enter(self.number, id)
    if model == false then
        local twice = id == nil and "stands here twice" or ("has the id '%s' twice"):format(id)
        return nil, twice .. ": give each an id or ls-key of its own"
    elseif not model then
        model = __host.born(id, self.init(taken))
    end
    local markup = __host.leave(depth, self.render(model, taken, slots))
    return markup, "rendered something other than html[[ ... ]]"
end

-- Card(attributes, slots, key), once the app is loaded. `say`: one that is a command, too.
local function show(self, given, slots, key)
    if self.say and type(given) == "string" then
        return self.say(given, slots)
    end
    local taken, wrong = take(self.attrs, given or {})
    slots = slots or none
    if not wrong and (slots ~= none or self.slots.needed) then
        wrong = check_slots(self.slots, slots)
    end
    if not wrong and not self.number then
        return self.render(taken, slots)
    end
    local markup
    if not wrong then
        markup, wrong = show_stateful(self, taken, slots, key)
    end
    if not markup then
        refuse(self, wrong)
    end
    return markup
end

-- --- while the app is loaded ---

-- All components share it, so that a session carries it once.
local behaviour = {
    __metatable = "ls.component",
    __index = function(self, name)
        local spec = rawget(self, "_spec")
        return spec.assigned[name] or (name == "update" and spec.update) or nil
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
---@param given table { attrs, slots, events, messages, version, render }
local function component(given)
    local where = __host.where(2) or "?"
    local function fail(message, ...)
        error(("%s: ls.component: %s"):format(where, message:format(...)), 0)
    end
    if type(given) ~= "table" then
        fail "takes a table: ls.component { attrs = { ... }, render = function(a, slots) ... end }"
    end
    for name in pairs(given) do
        if not declaration.knows(options, name) then
            fail("there is no option '%s'%s", tostring(name), __host.hint(name, options))
        end
    end
    local spec = {
        where = where,
        attrs = attributes.read(given.attrs or {}, fail),
        slots = read_slots(given.slots or {}, fail),
        version = declaration.version(given.version, fail),
        assigned = {},
    }
    declaration.read(spec, given, fail)
    spec.update = declaration.update(spec)
    if given.render ~= nil then
        check_function("render", given.render, 2)
        spec.assigned.render = given.render
    end
    declared[#declared + 1] = spec
    spec.value = setmetatable({ _spec = spec }, behaviour)
    return spec.value
end

local function no_model()
    return {}
end

local function is_stateful(spec)
    return spec.assigned.init or spec.assigned.update or #spec.events + #spec.messages > 0
end

-- What can only be said of a model, of a component that has none.
local function check_stateless(spec)
    local said = spec.assigned.migrate and "a migrate" or spec.version > 1 and "a version"
    if said then
        error(
            ("%s: the component has %s, but no state: give it events, messages or an init"):format(
                spec.where,
                said
            ),
            0
        )
    end
end

-- All files are loaded: components that have a state get their numbers. An id is always welcome then: it says whose.
local function number()
    local count = 0
    for _, spec in ipairs(declared) do
        if is_stateful(spec) then
            count = count + 1
            spec.number = count
            spec.assigned.init = spec.assigned.init or no_model
            attributes.welcome(spec.attrs, "id")
        else
            check_stateless(spec)
        end
        if count > STATEFUL_MAX then
            error(("%s: more than %d components with a state"):format(spec.where, STATEFUL_MAX), 0)
        end
    end
end

local function seal_one(spec)
    if not spec.assigned.render then
        error(("%s: the component has no render function"):format(spec.where), 0)
    end
    attributes.finish(spec.attrs)
    rawset(spec.value, "_spec", nil)
    for _, name in ipairs { "where", "attrs", "slots", "number" } do
        rawset(spec.value, name, spec[name])
    end
    for _, name in ipairs { "init", "render" } do
        rawset(spec.value, name, spec.assigned[name])
    end
end

-- From now on components can be shown, and what only declared them goes. Gives the specifications of those that have
-- a state, by number.
local function seal()
    local stateful = {}
    for index, spec in ipairs(declared) do
        seal_one(spec)
        stateful[#stateful + 1] = spec.number and spec or nil
        declared[index] = nil
    end
    behaviour.__index, behaviour.__newindex = nil, nil
    behaviour.__call = show
    setmetatable({}, behaviour) -- the sandbox keeps a copy of what is in it, and looks again now
    return stateful
end

return { component = component, declared = declared, number = number, seal = seal }
