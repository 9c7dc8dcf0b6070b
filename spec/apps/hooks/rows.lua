-- Hooks where elements are replaced, in nested views and components, and in what a layout wrote.
local add_lists = require "lists"
local ls = require "lightspeed"

local leaf = ls.view { params = { name = "string" }, events = { "bump" } }

function leaf.init(params)
    return { name = params.name, n = 0 }
end

function leaf.update.bump(m)
    m.n = m.n + 1
end

function leaf.render(m)
    return html[[<b id="leaf-{m.name}" ls-hook="Log">{m.n}</b><button id="bump-{m.name}" ls-click="bump">+</button>]]
end

local Card = ls.component { attrs = { name = "string" }, events = { "more" } }

function Card.init()
    return { n = 0, open = true }
end

function Card.update.more(m)
    m.n = m.n + 1
    return m, ls.reply(m.n)
end

function Card.render(m, a)
    return html[[<div id="card-{a.name}" ls-hook="Log"><i>{m.n}</i><button ls-click="more">more</button></div>]]
end

local view = ls.view {
    title = "Rows",
    events = { "add", "remove", "turn", "swap", "same", "ping", "card" },
}

function view.init()
    return { rows = { "a", "b" }, made = 2, root = 1, pings = 0, has_card = true, id = "fixed" }
end

add_lists(view, function(made)
    return string.char(96 + made)
end)

function view.update.swap(m)
    m.root = m.root + 1
end

function view.update.same(m)
    m.pings = m.pings + 1
end

function view.update.ping(m)
    m.pings = m.pings + 1
    m.root = m.root + 1
    return m, ls.reply(m.pings)
end

function view.update.card(m)
    m.has_card = not m.has_card
end

function view.render(m)
    return html[[
        <ul>{for _, row in ipairs(m.rows) do}<li ls-key={row}><ls.live of={leaf} id={row} name={row} /></li>{end}</ul>
        {for _, root in ipairs { m.root } do}
            <section ls-key={root} id="root-{root}" ls-hook="Log"><u>{root}</u></section>
        {end}
        <p id={m.id} ls-hook="Log">{m.pings}</p>
        {if m.has_card then}<Card name="x" />{end}
        {for _, name in ipairs { "add", "remove", "turn", "swap", "same", "ping", "card" } do}
            <button id="{name}-button" ls-click={name}>{name}</button>
        {end}
    ]]
end

local row = ls.view {}

function row.render()
    return html[[<p id="row" ls-hook="Row">a row</p>]]
end

local function layout(page, slots)
    return html[[
        <ls.layout {page}><:header><p id="static" ls-hook="Log">static</p></:header>{slots()}</ls.layout>
    ]]
end

return ls.app({ layout = layout }):live("/", view):live("/rows", row):static("public"):script "app.js"
