-- Components with timers, and what they tell those around them; for specs.

local ls = require "lightspeed"

local Watch = ls.component {
    attrs = { id = "string" },
    events = { start = {}, stop = {}, tell = { name = "string", data = "string?" } },
    messages = { tick = {} },
}

function Watch.init()
    return { ticks = 0, runs = false }
end

function Watch.update.start(m)
    m.runs = true
    return m, ls.every(1000):to "tick"
end

function Watch.update.stop(m)
    m.runs = false
    return m, ls.cancel "tick"
end

function Watch.update.tick(m)
    m.ticks = m.ticks + 1
end

function Watch.update.tell(m, e)
    return m, ls.emit(e.name, { n = e.data })
end

function Watch.render(m, a)
    return html[[
        <p id={a.id}>
            {m.ticks}
            {if m.runs then}<button ls-click="stop">stop</button>{else}<button ls-click="start">start</button>{end}
        </p>
    ]]
end

-- Says what its own init asked for.
local Greeter = ls.component { messages = { "greet", "late" } }

function Greeter.init()
    return { text = "" }, ls.send "greet", { ls.after(60000):to "late" }
end

function Greeter.update.greet(m)
    m.text = "greeted"
end

function Greeter.update.late(m)
    m.text = m.text .. " and late"
end

function Greeter.render(m)
    return html[[<b>{m.text}</b>]]
end

local Box = ls.component { messages = { told = { n = "integer" } } }

function Box.update.told(m, e)
    m.n = e.n
end

function Box.render(m)
    return html[[<div>box {m.n} <Watch id="inside"/></div>]]
end

local view = ls.view {
    events = { less = {}, more = {}, late = {}, wrong = {} },
    messages = { told = { n = "integer" } },
}

function view.init()
    return { watches = { "w1", "w2" } }
end

function view.update.less(m)
    m.watches = { "w1" }
end

function view.update.more(m)
    m.watches = { "w1", "w2" }
end

function view.update.late(m)
    m.late = true
end

function view.update.wrong(m)
    return m, ls.emit "told"
end

function view.update.told(m, e)
    m.told = e.n
end

function view.render(m)
    return html[[
        {for _, id in ipairs(m.watches) do}<Watch ls-key={id} id={id}/>{end}
        {if m.late then}<Greeter/>{end}
        <p>view {m.told}</p>
        <Box/>
    ]]
end

return view
