-- What the records of fuzz/corpus/record are of: a view with a component, a nested view, timers and messages.
local ls = require "lightspeed"

local leaf = ls.view { params = { name = "string" }, events = { "add" } }

function leaf.init(p)
    return { name = p.name, n = 0 }
end

function leaf.update.add(m)
    m.n = m.n + 1
end

function leaf.render(m)
    return html[[<b>{m.name}</b><i>{m.n}</i>]]
end

local Stepper = ls.component { attrs = { id = "string" }, events = { "step" }, messages = { "tick" } }

function Stepper.init()
    return { n = 0 }
end

function Stepper.migrate(m, from)
    return { n = from }
end

function Stepper.update.step(m)
    m.n = m.n + 1
    return m, ls.after(500):to "tick"
end

function Stepper.update.tick(m)
    m.n = m.n + 100
end

function Stepper.render(m)
    return html[[<u>{m.n}</u>]]
end

local view = ls.view {
    params = { page = "integer?" },
    events = { "add", "later", "say" },
    messages = { "tick", heard = { text = "string" } },
}

function view.init(p)
    return { n = 0, page = p.page or 0, said = "", list = { { a = 1.5 } } }
end

function view.params(m, p)
    m.page = p.page or 0
end

function view.update.add(m)
    m.n = m.n + 1
end

function view.update.later(m)
    return m, ls.every(1000):to "tick", ls.patch { page = m.page + 1 }
end

function view.update.say(m)
    return m, ls.send("heard", { text = "said" })
end

function view.update.tick(m)
    m.n = m.n + 1000
end

function view.update.heard(m, e)
    m.said = e.text
end

function view.render(m)
    return html[[
        <p>{m.n} {m.page} {m.said}</p>
        <Stepper id="s" />
        <ls.live of={leaf} id="leaf" name="it" />
    ]]
end

return view
