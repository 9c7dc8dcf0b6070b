-- The benchmark's bad neighbour: one event counts, the other never comes back.
local ls = require "lightspeed"

local spinner = ls.view {
    title = "Spinner",
    events = { add = { by = "integer" }, "spin" },
}

function spinner.init()
    return { n = 0 }
end

function spinner.update.add(m, e)
    m.n = m.n + e.by
end

function spinner.update.spin()
    while true do
    end
end

function spinner.render(m)
    return html [[
        <main>
            <h1>{m.n}</h1>
            <button ls-click="add" ls-value-by="1">+</button>
            <button ls-click="spin">Spin</button>
        </main>
    ]]
end

return spinner
