-- A number that everybody sees: whoever presses the button moves it for all who look. One message to a topic, and the
-- host does the rest.

local ls = require "lightspeed"

local ticker = ls.view {
    title = "Ticker",
    events = { "tick" },
    messages = { ticked = { n = "integer" } },
}

function ticker.init()
    return { n = 0 }, ls.subscribe "ticker"
end

function ticker.update.tick(m)
    return m, ls.broadcast("ticker", "ticked", { n = m.n + 1 })
end

-- Two who press at once say the same number: the larger one stands.
function ticker.update.ticked(m, e)
    m.n = math.max(m.n, e.n)
end

function ticker.render(m)
    return html[[
        <h1>{m.n}</h1>
        <p>Everybody who has this page open sees the same number.</p>
        <button ls-click="tick">Tick</button>
    ]]
end

return ticker
