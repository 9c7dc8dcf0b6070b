-- Elements with hooks that write down what they are told (public/app.js), for the specs of hooks.
local add_lists = require "lists"
local ls = require "lightspeed"

-- A component with events of its own, for pushes that are for others.
local Tally = ls.component { events = { told = { n = "integer" } } }

function Tally.init()
    return { sum = 0 }
end

function Tally.update.told(m, e)
    m.sum = m.sum + e.n
    return m, ls.reply(m.sum)
end

function Tally.render(m)
    return html[[<p id="tally" ls-hook="Log">{m.sum}</p>]]
end

local BUTTONS =
    { "add", "remove", "turn", "toggle", "count", "other", "rename", "ignore", "points", "bad", "dial" }

local view = ls.view {
    title = "Hooks",
    events = {
        "add",
        "remove",
        "turn",
        "toggle",
        "count",
        "other",
        "rename",
        "ignore",
        "crash",
        "points",
        "bad",
        "dial",
        told = { n = "integer", text = "string?" },
    },
}

function view.init()
    return {
        rows = { "a", "b", "c" },
        n = 0,
        made = 3,
        hook = "Log",
        on = true,
        told = "nothing",
        phone = "0123456789",
    }
end

add_lists(view, function(made)
    return string.char(96 + made)
end)

function view.update.toggle(m)
    m.on = not m.on
end

function view.update.count(m)
    m.n = m.n + 1
end

function view.update.rename(m)
    m.hook = m.hook == "Log" and "Second" or "Log"
end

function view.update.told(m, e)
    m.told = ("%d %s"):format(e.n, e.text or "-")
    return m, ls.reply { twice = e.n * 2, said = m.told }
end

function view.update.crash()
    error "on purpose"
end

function view.update.bad(m)
    m.n = m.n + 1
    m.bad = true
end

function view.update.points(m)
    return m, ls.push_event("points", { 1, 2, 3 }), ls.push_event("show", { n = m.n })
end

function view.update.dial(m)
    m.phone = m.phone:reverse()
end

function view.update.other() end

function view.update.ignore() end

function view.render(m)
    return html[[
        <ul>{for _, row in ipairs(m.rows) do}<li ls-key={row} id={row} ls-hook="Log">{row}</li>{end}</ul>
        <div id="box" ls-hook={m.hook}><b>{m.n}</b></div>
        {if m.on then}<p id="on" ls-hook={m.bad and "Throws" or "Log"}><i id="inner" data-ls-hook="Log"></i></p>{end}
        {if m.bad then}<p id="more" ls-hook="Logg">more</p>{end}
        <Tally />
        <p id="hint" hidden ls-on-reveal={ls.js.show "#hint"} ls-hook="Hint">a hint</p>
        <p id="told">{m.told}</p>
        <p id="phone" ls-hook="Phone">{m.phone}</p>
        {for _, name in ipairs(BUTTONS) do}
            <button id="{name}-button" ls-click={name}>{name}</button>
        {end}
    ]]
end

return ls.app():live("/", view):static("public"):script "app.js"
