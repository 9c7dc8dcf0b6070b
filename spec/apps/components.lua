-- Components with a state of their own, for specs: alone, many, in each other, and with what a view puts between
-- their tags.

local ls = require "lightspeed"
local t = ls.types

local Stepper = ls.component {
    attrs = { id = "string?", start = "integer?", label = "string?", fails = "boolean?" },
    events = { step = { by = "integer" }, fail = {}, spoil = {} },
    messages = { tick = {} },
}

function Stepper.init(a)
    return { n = a.start or 0, ticks = 0 }
end

function Stepper.update.step(m, e)
    m.n = m.n + e.by
    return m, ls.emit("stepped", { n = m.n })
end

function Stepper.update.fail(m)
    m.n = -1
    error "stepper fails"
end

function Stepper.update.spoil(m)
    m.bad = function() end
end

function Stepper.update.tick(m)
    m.ticks = m.ticks + 1
end

function Stepper.render(m, a)
    if a.fails and m.n > 6 then
        error "stepper cannot be shown"
    end
    return html[[
        <button class="stepper" id={a.id} ls-click="step" ls-value-by="1">{a.label} {m.n}.{m.ticks}</button>
    ]]
end

-- Opens and closes; what it shows is of whoever uses it.
local Panel = ls.component {
    attrs = { title = "string", icon = "any?" },
    slots = { "foot" },
    events = { toggle = {} },
}

function Panel.init()
    return { open = true }
end

function Panel.update.toggle(m)
    m.open = not m.open
end

function Panel.render(m, a, slots)
    return html[[
        <section>
            <h2 ls-click="toggle">{a.title}</h2>{a.icon}
            {if m.open then}
                <div>{slots()}<Stepper label="own"/></div>
                {if slots.foot then}<footer>{slots.foot()}</footer>{end}
            {end}
        </section>
    ]]
end

local view = ls.view {
    events = {
        order = { ids = "string" },
        add = {},
        hide = { on = "boolean" },
        break_it = {},
        once = {},
        twice = {},
    },
    messages = { stepped = { n = "integer" } },
}

function view.init()
    return { ids = {}, sum = 0, added = 0, shown = true, fails = false, twice = false }
end

function view.update.order(m, e)
    m.ids = {}
    for id in e.ids:gmatch "%S+" do
        m.ids[#m.ids + 1] = id
    end
end

function view.update.add(m)
    m.added = m.added + 1
end

function view.update.hide(m, e)
    m.shown = not e.on
end

function view.update.break_it(m)
    m.fails = true
end

function view.update.once() end

function view.update.twice(m)
    m.twice = true
end

function view.update.stepped(m, e)
    m.sum = m.sum + e.n
end

function view.render(m)
    return html[[
        <h1>{m.sum} {m.added}</h1>
        {if m.shown then}<p><Stepper id="one" start="5" label="one" fails={m.fails}/></p>{end}
        <ul>{for _, id in ipairs(m.ids) do}<li ls-key={id}>{id} <Stepper id={id} label={id}/></li>{end}</ul>
        <ol>{for _, id in ipairs(m.ids) do}<Stepper ls-key={"row " .. id} label={"row " .. id}/>{end}</ol>
        <Panel title="panel" icon={html[=[<i ls-click="add">icon</i>]=]}>
            <button id="in" ls-click="add">add</button>
            <Stepper id="inner" label="inner"/>
            <:foot><button id="foot" ls-click="add">add at foot</button></:foot>
        </Panel>
        <button id="target" ls-click="step" ls-value-by="10" ls-target="#one">from outside</button>
        {if m.twice then}<Stepper/><Stepper/>{end}
    ]]
end

return view
