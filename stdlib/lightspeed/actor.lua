-- ls.actor: a view without a page. It is its contract (messages) and a few functions that are assigned to it, like a
-- view, and runs in a session like one: the same sandbox, the same budget, the same roll-back.

local declaration = require "lightspeed.declaration"

local options = { "messages", "version", "durable" }
local functions = { "init", "update", "migrate" }

-- Every actor of the app, in the order of their declarations; for lua/contract.lua, while the app is loaded.
local declared = {}

local check_assignment = declaration.assignments("an", "actor", functions, function(name)
    return name == "render" and ": nobody looks at it; what is to be seen is a view, made by ls.view"
end)

---Declares an actor. Messages are what it may be told; everything else is refused. One that declares a message `stop`
--- is told that as its last one, with { reason = ... }, when it is asked to end.
---@param given table { messages, version, durable }
local function actor(given)
    if type(given) ~= "table" then
        error("ls.actor takes a table: ls.actor { messages = { ... } }", 2)
    end
    declaration.check_options("ls.actor", given, options, function(name)
        return name == "events" and ": events come from a page; an actor is told messages"
    end)
    if given.durable ~= nil and type(given.durable) ~= "boolean" then
        error(("ls.actor: durable is true or false, not a %s"):format(type(given.durable)), 2)
    end
    local where = __host.where(2) or "an actor"
    local function fail(message, ...)
        error(("%s: ls.actor: %s"):format(where, message:format(...)), 0)
    end
    local spec = {
        where = where,
        version = declaration.version(given.version, fail),
        durable = given.durable == true,
    }
    declaration.read(spec, { messages = given.messages }, fail)
    local made = declaration.assignable("actor", spec, check_assignment)
    declared[#declared + 1] = made
    return made
end

return { actor = actor, declared = declared }
