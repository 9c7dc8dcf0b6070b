-- What the visitors of a kill campaign click: each click says which one it is, so that one that is lost or done
-- twice is found out; every seventh sends a message to itself, which must not be lost either. A campaign gives it
-- another VERSION now and then: a model that is migrated twice, or not at all, is found out, too.
local ls = require "lightspeed"

local VERSION = 1

local view = ls.view {
    title = "Clicks",
    durable = true,
    version = VERSION,
    events = { click = { k = "integer" } },
    messages = { "noted" },
}

function view.init()
    return { n = 0, notes = 0, wrong = 0, version = VERSION }
end

function view.migrate(m, from)
    if from ~= m.version then
        m.wrong = m.wrong + 1
    end
    m.version = VERSION
    return m
end

function view.update.click(m, e)
    m.n = m.n + 1
    if e.k ~= m.n or m.version ~= VERSION then
        m.wrong = m.wrong + 1
    end
    if m.n % 7 == 0 then
        return m, ls.send "noted"
    end
end

function view.update.noted(m)
    m.notes = m.notes + 1
end

function view.render(m)
    return html[[<p>{m.n}</p><p>{m.notes}</p><p>{m.wrong}</p>]]
end

return view
