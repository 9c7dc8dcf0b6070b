-- ls.view: a live view is its contract (events, messages, params) and a few functions that are assigned to it. What
-- does not fit the contract is an error at the line where it stands.

local look = require "lightspeed.look"

local options = { "title", "params", "events", "messages", table.unpack(look.names) }
local later = { uploads = true, migrate = true, version = true, guard = true, limits = true }
local functions = { "init", "render", "params", "update" }

local function known(list, name)
    for _, entry in ipairs(list) do
        if entry == name then
            return true
        end
    end
    return false
end

-- { "refresh", toggle = { ... } } as a list of { name, type }, names in order.
local function declarations(kind, given)
    local list, seen = {}, {}
    if given ~= nil and type(given) ~= "table" then
        error(("ls.view: %s is a table of names, not a %s"):format(kind, type(given)), 3)
    end
    for key, value in pairs(given or {}) do
        local name, of = key, value
        if math.type(key) == "integer" then
            name, of = value, nil
        end
        if type(name) ~= "string" or not name:find "^[%a_][%w_%-]*$" or #name > 64 then
            error(
                ("ls.view: %s: a name is letters, digits, _ and -, not '%s'"):format(kind, tostring(name)),
                3
            )
        end
        if seen[name] then
            error(("ls.view: '%s' is declared twice"):format(name), 3)
        end
        seen[name] = true
        list[#list + 1] = { name = name, of = of }
    end
    return list
end

local function names_of(spec)
    local names = {}
    for _, kind in ipairs { "events", "messages" } do
        for _, entry in ipairs(spec[kind]) do
            names[#names + 1] = entry.name
        end
    end
    return names
end

-- view.update: takes a function for each declared name and nothing else.
local function handlers_of(spec)
    local names = names_of(spec)
    return setmetatable({}, {
        __index = spec.handlers,
        __newindex = function(_, name, handler)
            if not known(names, name) then
                error(
                    ("'%s' is neither a declared event nor a declared message%s"):format(
                        tostring(name),
                        __host.hint(name, names)
                    ),
                    2
                )
            end
            if type(handler) ~= "function" then
                error(("update.%s must be a function, not a %s"):format(name, type(handler)), 2)
            end
            spec.handlers[name] = handler
        end,
    })
end

local function check_assignment(name, value)
    if not known(functions, name) then
        local note = later[name] and ": not available yet" or __host.hint(name, functions)
        error(("a view has no '%s'%s"):format(tostring(name), note), 3)
    end
    if type(value) ~= "function" then
        error(("view.%s must be a function, not a %s"):format(name, type(value)), 3)
    end
end

---Declares a live view. Events are what the browser may send, messages what the server may; everything else
--- is refused.
---@param given table { title, params, events, messages, layout, style, css }
local function view(given)
    if type(given) ~= "table" then
        error('ls.view takes a table: ls.view { title = "Counter", events = { ... } }', 2)
    end
    for name in pairs(given) do
        if not known(options, name) then
            local note = later[name] and ": not available yet" or __host.hint(name, options)
            error(("ls.view has no option '%s'%s"):format(tostring(name), note), 2)
        end
    end
    local spec = {
        where = __host.where(2) or "a view",
        title = given.title,
        params = given.params,
        handlers = {},
        look = look.take("ls.view", given, 2),
    }
    spec.events = declarations("events", given.events)
    spec.messages = declarations("messages", given.messages)
    for _, event in ipairs(spec.events) do
        for _, message in ipairs(spec.messages) do
            if event.name == message.name then
                error(
                    ("ls.view: '%s' is declared as an event and as a message: the browser could forge it"):format(
                        event.name
                    ),
                    2
                )
            end
        end
    end
    local title = type(given.title)
    if title ~= "nil" and title ~= "string" and title ~= "function" then
        error(("ls.view: title is a string or a function, not a %s"):format(title), 2)
    end
    local update = handlers_of(spec)
    local assigned = {}
    spec.assigned = assigned
    return setmetatable({ _spec = spec }, {
        __metatable = "ls.view",
        __index = function(_, name)
            if name == "update" then
                return assigned.update or update
            end
            return assigned[name]
        end,
        __newindex = function(_, name, value)
            if look.has(name) then
                spec.look[name] = look.check("a view", name, value, 2)
                return
            end
            check_assignment(name, value)
            assigned[name] = value
        end,
    })
end

return { view = view }
