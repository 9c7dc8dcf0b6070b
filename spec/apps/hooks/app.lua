-- Elements with hooks that write down what they are told (public/app.js), for the specs of hooks.
local ls = require "lightspeed"

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
        told = { n = "integer", text = "string?" },
    },
}

function view.init()
    return { rows = { "a", "b", "c" }, n = 0, made = 3, hook = "Log", on = true, told = "nothing" }
end

function view.update.add(m)
    m.made = m.made + 1
    m.rows[#m.rows + 1] = string.char(96 + m.made)
end

function view.update.remove(m)
    table.remove(m.rows, 1)
end

function view.update.turn(m)
    table.insert(m.rows, 1, table.remove(m.rows))
end

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
end

function view.update.other() end

function view.update.ignore() end

function view.render(m)
    return html[[
        <ul>{for _, row in ipairs(m.rows) do}<li ls-key={row} id={row} ls-hook="Log">{row}</li>{end}</ul>
        <div id="box" ls-hook={m.hook}><b>{m.n}</b></div>
        {if m.on then}<p id="on" ls-hook="Log"><i id="inner" data-ls-hook="Log"></i></p>{end}
        <p id="told">{m.told}</p>
        <p id="phone" ls-hook="Phone">0123456789</p>
        {for _, name in ipairs { "add", "remove", "turn", "toggle", "count", "other", "rename", "ignore" } do}
            <button id="{name}-button" ls-click={name}>{name}</button>
        {end}
    ]]
end

return ls.app():live("/", view):static("public"):script "app.js"
