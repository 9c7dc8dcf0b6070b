-- ls.channel: what a program with a WebSocket may talk to without a page: JavaScript of any site of the app's own, or
-- a live page's. It is its contract (params, events, messages) and a few functions that are assigned to it, like a
-- view, and runs in a session like one.

local declaration = require "lightspeed.declaration"

local options = { "params", "events", "messages", "limits", "version", "durable" }
local functions = { "join", "update", "migrate" }

-- What a channel may say of each of its topics: how it is written, and the most that it may be.
local limits = {
    events = { most = 1000000, written = "events = 20, that one client may push a second" },
    burst = { most = 1000000, written = "burst = 50, that one client may push at once" },
    frame = {
        most = 65536,
        written = 'frame = "8KB", of an event or of what a client joins with',
        is_size = true,
    },
    members = { most = 1000000, written = "members = 1000, clients that may be in a topic" },
    broadcasts = { most = 1000000, written = "broadcasts = 100, messages a second that a topic carries" },
}

-- Every channel of the app, in the order of their declarations; for lua/contract.lua, while the app is loaded.
local declared = {}

local check_assignment = declaration.assignments("a", "channel", functions, function(name)
    return name == "init" and ": it begins with join(topic, params, session)"
        or name == "render" and ": it has no page; tell the client with ls.push_event"
end)

local DIGITS_MAX = 9 -- more are beyond all limits
local units = { B = 1, KB = 1024, MB = 1024 * 1024 }

-- 8192, or "8KB"; nil for what is neither.
local function bytes_of(given)
    if math.type(given) == "integer" then
        return given
    end
    local number, unit = tostring(given):match "^(%d+) ?([KM]?B)$"
    return number and #number <= DIGITS_MAX and math.tointeger(number) * units[unit] or nil
end

-- All of `limits` as whole numbers; nil where there are none. `fail` raises where it stands.
local function read_limits(given, fail)
    if given == nil then
        return nil
    elseif type(given) ~= "table" then
        fail("limits is a table: limits = { members = 1000 }, not a %s", type(given))
    end
    local names = {}
    for name in pairs(limits) do
        names[#names + 1] = name
    end
    table.sort(names)
    local read = {}
    for name, value in pairs(given) do
        local limit = limits[name]
        if not limit then
            fail("there is no limit '%s'%s", tostring(name), __host.hint(tostring(name), names))
        end
        local number = limit.is_size and bytes_of(value) or math.type(value) == "integer" and value
        if not number or number < 1 or number > limit.most then
            fail(
                "limits: %s; a whole number from 1 to %d, not %s",
                limit.written,
                limit.most,
                tostring(value)
            )
        end
        read[name] = number
    end
    return read
end

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
---@param given table { params, events, messages, limits, version, durable }
local function channel(given)
    if type(given) ~= "table" then
        error("ls.channel takes a table: ls.channel { events = { ... } }", 2)
    end
    declaration.check_options("ls.channel", given, options)
    if given.durable ~= nil and type(given.durable) ~= "boolean" then
        error(("ls.channel: durable is true or false, not a %s"):format(type(given.durable)), 2)
    end
    local where = __host.where(2) or "a channel"
    local function fail(message, ...)
        error(("%s: ls.channel: %s"):format(where, message:format(...)), 0)
    end
    local spec = {
        where = where,
        version = declaration.version(given.version, fail),
        durable = given.durable == true,
        params = given.params or {},
        limits = read_limits(given.limits, fail),
    }
    declaration.read(spec, given, fail)
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
