-- Says what lies `n` tables deep, in each way that something is said to others.
local ls = require "lightspeed"

local function nest(n)
    local value = "x"
    for _ = 1, n do
        value = { value }
    end
    return value
end

local function depth_of(value)
    local depth = 0
    while type(value) == "table" do
        value, depth = value[1], depth + 1
    end
    return depth
end

local Parrot = ls.actor { messages = { "give", "take" } }

function Parrot.init()
    return {}
end

function Parrot.update.give(m, n)
    return m, ls.reply(nest(n))
end

function Parrot.update.take(m, value)
    return m, ls.reply(depth_of(value))
end

local Well = ls.service("well", function()
    return {
        give = function(n)
            return nest(n)
        end,
        fail = function(n)
            return nest(n), "and more"
        end,
    }
end)

local deep = ls.view {
    params = { n = "integer" },
    events = { "track", "shout", "ask", "tell", "send", "call", "fail" },
    messages = { "people", "heard" },
}

function deep.init(params)
    local m = { n = params.n, people = 0, heard = "" }
    return m, ls.track "room":to "people", ls.subscribe "room"
end

function deep.update.track(m)
    return m, ls.track("room", { deep = nest(m.n - 1) }, { key = "k" }):to "people"
end

function deep.update.shout(m)
    return m, ls.broadcast("room", "heard", nest(m.n))
end

function deep.update.ask(m)
    return m, ls.ask("parrot", "give", m.n):to "heard"
end

function deep.update.tell(m)
    return m, ls.ask("parrot", "take", nest(m.n)):to "heard"
end

function deep.update.send(m)
    return m, ls.send("heard", nest(m.n))
end

function deep.update.call(m)
    return m, Well.give(m.n):to "heard"
end

function deep.update.fail(m)
    return m, Well.fail(m.n):to "heard"
end

function deep.update.people(m, list)
    m.people = #list
end

function deep.update.heard(m, value, err)
    m.heard = ("%s%s"):format(type(value) == "number" and value or depth_of(value), err and " " .. err or "")
end

function deep.render(m)
    return html[[<p>{m.people} {m.heard}</p>
<button ls-click="track">track</button><button ls-click="shout">shout</button><button ls-click="ask">ask</button>
<button ls-click="tell">tell</button><button ls-click="send">send</button><button ls-click="call">call</button>
<button ls-click="fail">fail</button>]]
end

return ls.app():supervise("birds", {}, { ls.child(Parrot):named "parrot" }):live("/:n", deep)
