-- What views, components, actors and channels declare alike: their options, the names of events and messages with
-- types, the functions that an app assigns, and `update`, which takes a function for each name and no other.

local declaration = {}

-- What stays with a declaration for a session's life calls this by itself, and not the module, which would stay too.
local function knows(list, name)
    for _, entry in ipairs(list) do
        if entry == name then
            return true
        end
    end
    return false
end

---Whether a name is among others.
declaration.knows = knows

-- Each of these takes `hint_for(name)`, which may know better than "did you mean"; nil where nobody does.
local function hint_of(name, names, hint_for)
    return hint_for and hint_for(name) or __host.hint(name, names)
end

---An option that there is not is an error where `what`, a function of ls, was called.
function declaration.check_options(what, given, options, hint_for)
    for name in pairs(given) do
        if not knows(options, name) then
            local hint = hint_of(name, options, hint_for)
            error(("%s has no option '%s'%s"):format(what, tostring(name), hint), 3)
        end
    end
end

---Gives a check(name, value) for a __newindex: what is assigned is a function of one of these names. `kind`: "view".
function declaration.assignments(article, kind, functions, hint_for)
    return function(name, value)
        if not knows(functions, name) then
            local hint = hint_of(name, functions, hint_for)
            error(("%s %s has no '%s'%s"):format(article, kind, tostring(name), hint), 3)
        end
        if type(value) ~= "function" then
            error(("%s.%s must be a function, not a %s"):format(kind, name, type(value)), 3)
        end
    end
end

---The version of a model; 1 where none is said. `fail` raises where it stands.
function declaration.version(given, fail)
    if given ~= nil and (math.type(given) ~= "integer" or given < 1) then
        fail("version is a whole number from 1 on, not %s", tostring(given))
    end
    return given or 1
end

-- { "refresh", toggle = { ... } } as a list of { name, type }.
local function read_list(kind, given, fail)
    local list, seen = {}, {}
    if given ~= nil and type(given) ~= "table" then
        fail("%s is a table of names, not a %s", kind, type(given))
    end
    for key, value in pairs(given or {}) do
        local name, of = key, value
        if math.type(key) == "integer" then
            name, of = value, nil
        end
        if type(name) ~= "string" or not name:find "^[%a_][%w_%-]*$" or #name > 64 then
            fail("%s: a name is letters, digits, _ and -, not '%s'", kind, tostring(name))
        end
        if seen[name] then
            fail("'%s' is declared twice", name)
        end
        seen[name] = true
        list[#list + 1] = { name = name, of = of }
    end
    return list
end

---The events and messages of a declaration into `spec`. `fail(message, ...)` raises where it stands.
function declaration.read(spec, given, fail)
    spec.events = read_list("events", given.events, fail)
    spec.messages = read_list("messages", given.messages, fail)
    spec.handlers = {}
    for _, event in ipairs(spec.events) do
        for _, message in ipairs(spec.messages) do
            if event.name == message.name then
                fail("'%s' is declared as an event and as a message: the browser could forge it", event.name)
            end
        end
    end
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

---What `update` is before the app assigns a function of its own: it keeps handlers in `spec.handlers`.
function declaration.update(spec)
    local names = names_of(spec)
    return setmetatable({}, {
        __index = spec.handlers,
        __newindex = function(_, name, handler)
            if not knows(names, name) then
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

---What an app gets for a declaration that it made: `update`, and what it assigns, which stays in `spec.assigned`.
function declaration.assignable(kind, spec, check)
    local update = declaration.update(spec)
    local assigned = {}
    spec.assigned = assigned
    return setmetatable({ _spec = spec }, {
        __metatable = "ls." .. kind,
        __index = function(_, name)
            if name == "update" then
                return assigned.update or update
            end
            return assigned[name]
        end,
        __newindex = function(_, name, value)
            check(name, value)
            assigned[name] = value
        end,
    })
end

return declaration
