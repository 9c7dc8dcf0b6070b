-- For bench/actors.mjs: many actors that count, and one that starts them and tells them to.
local ls = require "lightspeed"

local STARTS = 500 -- in one turn
local TELLS = 200

local Counter = ls.actor { messages = { add = { by = "integer" } } }

function Counter.init()
    return { total = 0 }
end

function Counter.update.add(m, e)
    m.total = m.total + e.by
end

local Driver = ls.actor { messages = { start = { count = "integer" }, tell = { rounds = "integer" } } }

function Driver.init()
    return { started = 0, next = 1 }
end

function Driver.update.start(m, e)
    local commands = {}
    for number = m.started + 1, math.min(m.started + STARTS, e.count) do
        commands[#commands + 1] = ls.start("counters", Counter):named("counter:" .. number)
        m.started = number
    end
    if m.started < e.count then
        commands[#commands + 1] = ls.send("start", e)
    end
    return m, commands
end

function Driver.update.tell(m, e)
    local commands = {}
    for _ = 1, TELLS do
        commands[#commands + 1] = ls.tell("counter:" .. m.next, "add", { by = 1 })
        m.next = m.next % m.started + 1
    end
    if e.rounds > 1 then
        commands[#commands + 1] = ls.send("tell", { rounds = e.rounds - 1 })
    end
    return m, commands
end

local page = ls.view { params = { what = "string", count = "integer" } }

function page.init(params)
    if params.what == "start" then
        return {}, ls.tell("driver", "start", { count = params.count })
    end
    return {}, ls.tell("driver", "tell", { rounds = params.count // TELLS })
end

function page.render()
    return html[[<p>It has been told.</p>]]
end

return ls.app()
    :supervise("counters")
    :supervise("driving", {}, { ls.child(Driver):named "driver" })
    :live("/:what/:count", page)
