-- ls.actor: a view without a page. It is its contract (messages) and a few functions that are assigned to it, like a
-- view, and runs in a session like one: the same sandbox, the same budget, the same roll-back.

local declaration = require "lightspeed.declaration"

local options = { "messages", "version", "durable" }
local functions = { "init", "update", "migrate" }

-- Every actor of the app, in the order of their declarations; for lua/contract.lua, while the app is loaded.
local declared = {}

local function check_assignment(name, value)
    if not declaration.knows(functions, name) then
        local hint = name == "render"
                and ": nobody looks at it; what is to be seen is a view, made by ls.view"
            or __host.hint(name, functions)
        error(("an actor has no '%s'%s"):format(tostring(name), hint), 3)
    end
    if type(value) ~= "function" then
        error(("actor.%s must be a function, not a %s"):format(name, type(value)), 3)
    end
end

---Declares an actor. Messages are what it may be told; everything else is refused. One that declares a message `stop`
--- is told that as its last one, with { reason = ... }, when it is asked to end.
---@param given table { messages, version, durable }
local function actor(given)
    if type(given) ~= "table" then
        error("ls.actor takes a table: ls.actor { messages = { ... } }", 2)
    end
    for name in pairs(given) do
        if not declaration.knows(options, name) then
            local hint = name == "events" and ": events come from a page; an actor is told messages"
                or __host.hint(name, options)
            error(("ls.actor has no option '%s'%s"):format(tostring(name), hint), 2)
        end
    end
    if given.durable ~= nil and type(given.durable) ~= "boolean" then
        error(("ls.actor: durable is true or false, not a %s"):format(type(given.durable)), 2)
    end
    local spec = {
        where = __host.where(2) or "an actor",
        version = given.version or 1,
        durable = given.durable == true,
        events = {},
    }
    declaration.read(spec, { messages = given.messages }, function(message, ...)
        error(("%s: ls.actor: %s"):format(spec.where, message:format(...)), 0)
    end)
    if math.type(spec.version) ~= "integer" or spec.version < 1 then
        error(("ls.actor: version is a whole number from 1 on, not %s"):format(tostring(given.version)), 2)
    end
    local update = declaration.update(spec)
    local assigned = {}
    spec.assigned = assigned
    local made = setmetatable({ _spec = spec }, {
        __metatable = "ls.actor",
        __index = function(_, name)
            if name == "update" then
                return assigned.update or update
            end
            return assigned[name]
        end,
        __newindex = function(_, name, value)
            check_assignment(name, value)
            assigned[name] = value
        end,
    })
    declared[#declared + 1] = made
    return made
end

return { actor = actor, declared = declared }
