-- Components with slots, as the host runs them: contents that receive values, repeat and nest.
local ls = require "lightspeed"

local view = ls.view {
    title = "Slots",
    events = { "hit", "spill" },
}

local function Card(a, slots)
    return html[[
        <section>
            <h2>{a.title}</h2>
            {slots()}
            {if slots.actions then}<footer>{slots.actions(a.title)}</footer>{end}
        </section>
    ]]
end

local function Table(a, slots)
    return html[[
        <table>
            <thead><tr>{for _, col in ipairs(slots.col) do}<th>{col.label}</th>{end}</tr></thead>
            <tbody>
                {for i, row in ipairs(a.rows) do}
                    <tr ls-key={row.name}>{for _, col in ipairs(slots.col) do}<td>{col(row, i)}</td>{end}</tr>
                {end}
            </tbody>
        </table>
    ]]
end

local function Bare(_, slots)
    return html[[<i>{slots()}{slots.actions}{getmetatable(slots)}</i>]]
end

function view.init()
    return { n = 1, rows = { { name = "x" }, { name = "y" } } }
end

function view.update.hit(m)
    m.n = m.n + 1
    m.rows[1], m.rows[2] = m.rows[2], m.rows[1]
end

function view.update.spill(m)
    m.spill = true
end

function view.render(m)
    return html[[
        <Card title="Card {m.n}">
            <p>{m.spill and nothing.here}body</p>
            <:actions let="title"><button ls-click="hit">{title}: one</button></:actions>
            <:actions><button>two</button></:actions>
        </Card>
        <Table rows={m.rows}>
            <:col label="Name" let="row">{row.name}</:col>
            <:col label="No {m.n}" let="_, i"><Card title={i}><b>{i * m.n}</b></Card></:col>
        </Table>
        <Bare /><Bare></Bare>
    ]]
end

return view
