-- Counter: a number, and a button that makes it one more.

local ls = require "lightspeed"
local tasks = require "sevenguis.tasks"

local counter = ls.view {
    title = "Counter",
    events = { "count" },
    css = css[[
        .counter { align-items: center; display: flex; gap: 1rem; }
        output { font-size: 2rem; font-variant-numeric: tabular-nums; min-width: 4ch; text-align: end; }
    ]],
}

function counter.init()
    return { count = 0 }
end

function counter.update.count(m)
    m.count = m.count + 1
end

function counter.render(m)
    return html[[
        <tasks.Nav current="/counter" />
        <h1>Counter</h1>
        <p class="counter">
            <output aria-label="Count">{m.count}</output>
            <button ls-click="count">Count</button>
        </p>
    ]]
end

return counter
