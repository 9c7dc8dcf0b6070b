-- A stopwatch: a view that changes without a click, and stops when it is told to.
local ls = require "lightspeed"

local clock = ls.view {
    title = "Stopwatch",
    events = { "start", "stop" },
    messages = { "tick" },
}

function clock.init()
    return { tenths = 0, runs = false }
end

function clock.update.start(m)
    m.runs = true
    return m, ls.every(100):to "tick"
end

function clock.update.stop(m)
    m.runs = false
    return m, ls.cancel "tick"
end

function clock.update.tick(m)
    m.tenths = m.tenths + 1
end

function clock.render(m)
    return html[[
        <h1><output>{("%.1f"):format(m.tenths / 10)}</output> s</h1>
        {if m.runs then}
            <button ls-click="stop">Stop</button>
        {else}
            <button ls-click="start">Start</button>
        {end}
    ]]
end

return clock
