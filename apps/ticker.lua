-- A number that everybody sees: whoever presses the button moves it for all who look. An actor has it, because there
-- is one number, whoever looks; a page asks for it once, and hears from a topic what becomes of it.

local ls = require "lightspeed"

local Counter = ls.actor { messages = { "read", "tick" } }

function Counter.init()
    return { n = 0 }
end

function Counter.update.read(m)
    return m, ls.reply(m.n)
end

function Counter.update.tick(m)
    m.n = m.n + 1
    return m, ls.broadcast("ticker", "ticked", { n = m.n })
end

local ticker = ls.view {
    title = "Ticker",
    events = { "tick" },
    messages = { "answer", ticked = { n = "integer" } },
}

function ticker.init()
    return { n = 0 }, ls.subscribe "ticker", ls.ask("counter", "read"):to "answer"
end

-- It may be older than what was heard meanwhile.
function ticker.update.answer(m, n)
    m.n = math.max(m.n, n or 0)
end

function ticker.update.tick(m)
    return m, ls.tell("counter", "tick")
end

function ticker.update.ticked(m, e)
    m.n = e.n
end

function ticker.render(m)
    return html[[
        <h1>{m.n}</h1>
        <p>Everybody who has this page open sees the same number.</p>
        <button ls-click="tick">Tick</button>
    ]]
end

return ls.app():supervise("ticker", {}, { ls.child(Counter):named "counter" }):live("/", ticker)
