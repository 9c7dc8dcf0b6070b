-- Rows that go with a transition, and what shows until the host has answered: spec/walk/commands_rows.test.mjs.

local ls = require "lightspeed"

local view = ls.view {
    title = "Rows",
    events = {
        "reset",
        "odd",
        "back",
        "swap",
        "born",
        "fail",
        take = { id = "integer" },
        like = { id = "integer" },
        refuse = { id = "integer" },
    },
    messages = { "pulse" },
}

local function fresh()
    local rows = {}
    for id = 1, 4 do
        rows[id] = { id = id, likes = 0 }
    end
    return rows
end

local function find(m, id)
    for at, row in ipairs(m.rows) do
        if row.id == id then
            return row, at
        end
    end
end

local function items()
    return ls.reset("items", fresh())
end

function view.init()
    return { rows = fresh(), births = 0, pulses = 0, shows_panel = true }, items()
end

function view.streams()
    return items()
end

function view.update.reset(m)
    m.rows = fresh()
    return m, items()
end

function view.update.odd(m)
    m.rows = { m.rows[1], m.rows[3] }
    return m, ls.remove("items", 2), ls.remove("items", 4)
end

function view.update.back(m)
    m.shows_panel = not m.shows_panel
    return m
end

function view.update.swap(m)
    m.rows[1], m.rows[#m.rows] = m.rows[#m.rows], m.rows[1]
    return m
end

function view.update.take(m, e)
    local _, at = find(m, e.id)
    table.remove(m.rows, at)
    return m
end

function view.update.like(m, e)
    local row = find(m, e.id)
    row.likes = row.likes + 1
    return m
end

function view.update.refuse(m)
    m.births = m.births / nil
end

view.update.fail = view.update.refuse

function view.update.born(m)
    m.births = m.births + 1
    return m
end

function view.update.pulse(m)
    m.pulses = m.pulses + 1
    return m
end

local leave = ls.js.hide { transition = "ls-fade-out", time = 700 }

local function liking(event, id)
    return ls.js.push(
        event,
        { id = id },
        { optimistic = ls.js.add_class("liked"):set_attr("aria-pressed", "true") }
    )
end

function view.render(m)
    return html[[
        <section>
            <button id="reset" ls-click="reset">reset</button>
            <button id="odd" ls-click="odd">odd</button>
            <button id="back" ls-click="back">panel</button>
            <button id="swap" ls-click="swap">swap</button>
            <output id="births">{m.births}</output>
            <ul id="rows">
                {for _, row in ipairs(m.rows) do}
                    <li ls-key={row.id} id={"row" .. row.id} ls-removed={leave} ls-transition="slide">
                        <span>row {row.id}</span>
                        <button class="take" ls-click="take" ls-value-id={row.id}>take</button>
                        <button
                            class={"like", liked = row.likes > 0}
                            ls-click={liking("like", row.id)}
                            ls-offline="queue"
                        >
                            {row.likes}
                        </button>
                        <button class="refuse" ls-click={liking("refuse", row.id)}>no</button>
                        <button class="quick" ls-click={ls.js.push("refuse", { id = row.id }, {
                            optimistic = ls.js.hide("closest li"),
                        })}>hide</button>
                    </li>
                {end}
            </ul>
            <ol id="items">
                {for item in ls.stream "items" do}
                    <li ls-key={item.id} id={"item" .. item.id} ls-removed={leave}>
                        item {item.id}
                        <button class="away" ls-click={ls.js.hide("closest li")}>away</button>
                    </li>
                {end}
            </ol>
            <div id="place">
                {if m.shows_panel then}
                    <p id="panel" ls-mounted={ls.js.add_class("seen"):push "born"} ls-removed={leave}>panel</p>
                {end}
            </div>
        </section>
    ]]
end

return view
