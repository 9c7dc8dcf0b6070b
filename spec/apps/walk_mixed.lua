-- A component around a nested view, which has a component of the same kind: whose click is whose?

local ls = require "lightspeed"

local Stepper = ls.component { attrs = { id = "string" }, events = { step = {} } }

function Stepper.init()
    return { n = 0 }
end

function Stepper.update.step(m)
    m.n = m.n + 1
end

function Stepper.render(m, a, slots)
    return html[[
        <div><button id={a.id} ls-click="step">{m.n}</button>{slots()}</div>
    ]]
end

local inner = ls.view { events = { add = {} } }

function inner.init()
    return { n = 0 }
end

function inner.update.add(m)
    m.n = m.n + 1
end

function inner.render(m)
    return html[[<button id="inner" ls-click="add">{m.n}</button><Stepper id="inner-step"/>]]
end

local outer = ls.view { events = { add = {} } }

function outer.init()
    return { n = 0 }
end

function outer.update.add(m)
    m.n = m.n + 1
end

function outer.render(m)
    return html[[
        <Stepper id="outer-step">
            <button id="outer" ls-click="add">{m.n}</button>
            <ls.live of={inner} id="nested" />
        </Stepper>
    ]]
end

return outer
