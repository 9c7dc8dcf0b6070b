-- The benchmark's counter: a number, two buttons and about 2 KB of text around them; and a bad neighbour's event,
-- which never comes back.
local ls = require "lightspeed"

local counter = ls.view {
    title = "Counter",
    events = { add = { by = "integer" }, "spin" },
}

function counter.init()
    return { n = 0 }
end

function counter.update.add(m, e)
    m.n = m.n + e.by
end

function counter.update.spin()
    while true do
    end
end

function counter.render(m)
    return html[[
        <main>
            <h1>{m.n}</h1>
            <button ls-click="add" ls-value-by="-1">−</button>
            <button ls-click="add" ls-value-by="1">+</button>
            <p>
                Lightspeed serves live pages whose state stays on the server. A view is three small
                functions: one makes the model, one answers an event, one shows the page. The host does
                the rest: it keeps sessions, checks what comes in, compares what a page showed with what
                it shows now and sends the difference.
            </p>
            <p>
                Lightspeed serves live pages whose state stays on the server. A view is three small
                functions: one makes the model, one answers an event, one shows the page. The host does
                the rest: it keeps sessions, checks what comes in, compares what a page showed with what
                it shows now and sends the difference.
            </p>
            <p>
                Lightspeed serves live pages whose state stays on the server. A view is three small
                functions: one makes the model, one answers an event, one shows the page. The host does
                the rest: it keeps sessions, checks what comes in, compares what a page showed with what
                it shows now and sends the difference.
            </p>
            <p>
                Lightspeed serves live pages whose state stays on the server. A view is three small
                functions: one makes the model, one answers an event, one shows the page. The host does
                the rest: it keeps sessions, checks what comes in, compares what a page showed with what
                it shows now and sends the difference.
            </p>
            <p>
                Lightspeed serves live pages whose state stays on the server. A view is three small
                functions: one makes the model, one answers an event, one shows the page. The host does
                the rest: it keeps sessions, checks what comes in, compares what a page showed with what
                it shows now and sends the difference.
            </p>
            <p>
                Lightspeed serves live pages whose state stays on the server. A view is three small
                functions: one makes the model, one answers an event, one shows the page. The host does
                the rest: it keeps sessions, checks what comes in, compares what a page showed with what
                it shows now and sends the difference.
            </p>
        </main>
    ]]
end

return counter
