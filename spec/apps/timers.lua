-- Commands at work: timers, messages to oneself, and a title that follows the model.
local ls = require "lightspeed"

local view = ls.view {
    title = function(m)
        return ("%d ticks"):format(m.ticks)
    end,
    events = { after = { ms = "integer" }, every = { ms = "integer" }, cancel = {}, send = { n = "integer" } },
    messages = { "tick", "born", count = { n = "integer" } },
}

function view.init()
    return { ticks = 0, log = {}, at = 0, born = false }, ls.after(50):to "born"
end

function view.update.born(m)
    m.born = true
end

function view.update.after(m, e)
    return m, ls.after(e.ms):to "tick"
end

function view.update.every(m, e)
    return m, ls.every(e.ms):to "tick"
end

function view.update.cancel(m)
    return m, ls.cancel "tick"
end

function view.update.tick(m)
    m.ticks = m.ticks + 1
    m.at = ls.now()
end

function view.update.send(m, e)
    m.log[#m.log + 1] = "sent"
    return m, ls.send("count", { n = e.n }), ls.send("count", { n = e.n + 1 })
end

function view.update.count(m, e)
    m.log[#m.log + 1] = "count " .. e.n
    if e.n < 3 then
        return m, ls.send("count", { n = e.n + 2 })
    end
end

function view.render(m)
    return html[[
        <main>
            <h1>{m.ticks}</h1>
            <p>{m.born and "born" or "unborn"}</p>
            <ol>{for _, entry in ipairs(m.log) do}<li>{entry}</li>{end}</ol>
            <button ls-click="every" ls-value-ms="1000">Start</button>
            <button ls-click="cancel">Stop</button>
        </main>
    ]]
end

return view
