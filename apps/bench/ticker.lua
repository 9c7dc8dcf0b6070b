-- The ticker of the benchmark: one number from a topic. An event `tick` is said to all who look.

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

function ticker.update.ticked(m, e)
    m.n = e.n
end

function ticker.render(m)
    return html[[<h1>{m.n}</h1>]]
end

return ticker
