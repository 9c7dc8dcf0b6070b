-- The benchmark's table: the operations of the js-framework-benchmark on keyed rows.
local ls = require "lightspeed"

local adjectives = {
    "pretty",
    "large",
    "big",
    "small",
    "tall",
    "short",
    "long",
    "handsome",
    "plain",
    "quaint",
    "clean",
    "elegant",
    "easy",
    "angry",
    "crazy",
    "helpful",
    "mushy",
    "odd",
    "unsightly",
    "adorable",
    "important",
    "inexpensive",
    "cheap",
    "expensive",
    "fancy",
}
local colours =
    { "red", "yellow", "blue", "green", "pink", "brown", "purple", "brown", "white", "black", "orange" }
local nouns = {
    "table",
    "chair",
    "house",
    "bbq",
    "desk",
    "car",
    "pony",
    "cookie",
    "sandwich",
    "burger",
    "pizza",
    "mouse",
    "keyboard",
}

local rows = ls.view {
    title = "Rows",
    events = {
        create = { n = "integer" },
        append = { n = "integer" },
        update = {},
        swap = {},
        select = { id = "integer" },
        remove = { id = "integer" },
        clear = {},
    },
}

local function pick(list)
    return list[math.random(#list)]
end

local function add(m, count)
    for _ = 1, count do
        m.last = m.last + 1
        m.rows[#m.rows + 1] =
            { id = m.last, label = pick(adjectives) .. " " .. pick(colours) .. " " .. pick(nouns) }
    end
end

function rows.init()
    return { rows = {}, last = 0, selected = false }
end

function rows.update.create(m, e)
    m.rows = {}
    m.selected = false
    add(m, math.min(e.n, 20000))
end

function rows.update.append(m, e)
    add(m, math.min(e.n, 20000))
end

function rows.update.update(m)
    for i = 1, #m.rows, 10 do
        m.rows[i].label = m.rows[i].label .. " !!!"
    end
end

function rows.update.swap(m)
    if #m.rows > 998 then
        m.rows[2], m.rows[999] = m.rows[999], m.rows[2]
    end
end

function rows.update.select(m, e)
    m.selected = e.id
end

function rows.update.remove(m, e)
    for i, row in ipairs(m.rows) do
        if row.id == e.id then
            table.remove(m.rows, i)
            return
        end
    end
end

function rows.update.clear(m)
    m.rows = {}
end

function rows.render(m)
    return html[[
        <main>
            <h1>{#m.rows} rows</h1>
            <p>
                <button id="run" ls-click="create" ls-value-n="1000">Create 1,000 rows</button>
                <button id="runlots" ls-click="create" ls-value-n="10000">Create 10,000 rows</button>
                <button id="add" ls-click="append" ls-value-n="1000">Append 1,000 rows</button>
                <button id="update" ls-click="update">Update every 10th row</button>
                <button id="clear" ls-click="clear">Clear</button>
                <button id="swaprows" ls-click="swap">Swap rows</button>
            </p>
            <table>
                <tbody>
                    {for _, row in ipairs(m.rows) do}
                        <tr ls-key={row.id} class={row.id == m.selected and "danger"}>
                            <td>{row.id}</td>
                            <td><a ls-click="select" ls-value-id={row.id}>{row.label}</a></td>
                            <td><a ls-click="remove" ls-value-id={row.id}>×</a></td>
                        </tr>
                    {end}
                </tbody>
            </table>
        </main>
    ]]
end

return rows
