-- ls.channel: what a program with a WebSocket may talk to without a page: JavaScript of any site of the app's own, or
-- a live page's. It is its contract (params, events, messages) and a few functions that are assigned to it, like a
-- view, and runs in a session like one.

local declaration = require "lightspeed.declaration"

local options = { "params", "events", "messages" }
local functions = { "join", "update" }

-- Every channel of the app, in the order of their declarations; for lua/contract.lua, while the app is loaded.
local declared = {}

local check_assignment = declaration.assignments("a", "channel", functions, function(name)
    return name == "init" and ": it begins with join(topic, params, session)"
        or name == "render" and ": it has no page; tell the client with ls.push_event"
end)

local refusal = { __metatable = "ls.command" }

-- What a session begins with: join's model; or nothing, and why not.
local function begin(join)
    return function(given, session)
        local results = table.pack(join(given.topic, given.params, session))
        if results[1] ~= nil then
            return table.unpack(results, 1, results.n)
        end
        if results.n < 2 or type(results[2]) ~= "string" then
            error('join returns a model, or nil and why not: return nil, "sign in first"', 0)
        end
        return {}, setmetatable({ op = "refuse", reason = results[2] }, refusal)
    end
end

---Declares a channel: params are what a client joins with, events what it may push, messages what the server may say
--- to it; everything else is refused. `join(topic, params, session)` says who may: it returns a model and commands,
--- or nil and why not.
---@param given table { params, events, messages }
local function channel(given)
    if type(given) ~= "table" then
        error("ls.channel takes a table: ls.channel { events = { ... } }", 2)
    end
    declaration.check_options("ls.channel", given, options)
    local spec = { where = __host.where(2) or "a channel", version = 1, params = given.params or {} }
    declaration.read(spec, given, function(message, ...)
        error(("%s: ls.channel: %s"):format(spec.where, message:format(...)), 0)
    end)
    local made = declaration.assignable("channel", spec, check_assignment)
    declared[#declared + 1] = made
    return made
end

-- The function that its sessions begin with; an error where the app has none.
local function begins(spec)
    return begin(
        spec.assigned.join
            or error(
                ("%s: a channel says who may join: function channel.join(topic, params, session) ... end"):format(
                    spec.where
                ),
                0
            )
    )
end

return { channel = channel, declared = declared, _begins = begins }
