-- Everything that a view can do wrong, each behind a button; the number tells what became of its model.
local ls = require "lightspeed"

local failures = ls.view {
    title = "Failures",
    events = { add = { by = "integer" }, "spin", "swallow", "crash", "spoil", "forget", "hoard", "flood" },
}

function failures.init()
    return { n = 0, is_spoilt = false }
end

function failures.update.add(m, e)
    m.n = m.n + e.by
end

function failures.update.spin(m)
    m.n = 1000
    while true do
    end
end

function failures.update.swallow(m)
    m.n = 1000
    while true do
        pcall(function()
            while true do
            end
        end)
    end
end

function failures.update.crash(m)
    m.n = 1000
    error "the view is out of sorts"
end

function failures.update.spoil(m)
    m.n = 1000
    m.is_spoilt = true
end

-- Not plain data, so it cannot be kept.
function failures.update.forget(m)
    m.n = 1000
    m.callback = function() end
end

function failures.update.hoard(m)
    m.n = 1000
    m.list = {}
    for i = 1, math.huge do
        m.list[i] = ("x"):rep(1000) .. i
    end
end

function failures.update.flood(m)
    m.n = 1000
    return m, ls.send("nobody", {})
end

function failures.render(m)
    local number = m.is_spoilt and m.nobody.number or m.n
    return html[[
        <main>
            <h1>{number}</h1>
            <button id="add" ls-click="add" ls-value-by="1">+</button>
            <button id="misfit" ls-click="add" ls-value-by={"one"}>Add what is no number</button>
            <button id="spin" ls-click="spin">Spin</button>
            <button id="swallow" ls-click="swallow">Spin and swallow what ends it</button>
            <button id="crash" ls-click="crash">Fail in update</button>
            <button id="spoil" ls-click="spoil">Fail in render</button>
            <button id="forget" ls-click="forget">Keep what cannot be kept</button>
            <button id="hoard" ls-click="hoard">Take all memory</button>
            <button id="flood" ls-click="flood">Ask for what is not allowed</button>
        </main>
    ]]
end

return failures
