-- A number and two buttons: the smallest live view.
local ls = require "lightspeed"

local counter = ls.view {
    title = "Counter",
    events = { add = { by = "integer" } },
}

function counter.init()
    return { n = 0 }
end

function counter.update.add(m, e)
    m.n = m.n + e.by
end

function counter.render(m)
    return html[[
        <h1>{m.n}</h1>
        <button ls-click="add" ls-value-by="-1">−</button>
        <button ls-click="add" ls-value-by="1">+</button>
    ]]
end

return counter
