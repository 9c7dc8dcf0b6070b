-- The table of the js-framework-benchmark, in the markup that its runner expects: the ids of the buttons, the classes
-- of the cells, `danger` on the row that is selected. The runner opens it at the address that its frameworks have,
-- and `make bench` measures the same file.
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

local function Action(a)
    return html[[
        <div class="col-sm-6 smallpad">
            <button type="button" class="btn btn-primary btn-block" id={a.id} ls-click={a.event} ls-value-n={a.n}>
                {a.label}
            </button>
        </div>
    ]]
end

function rows.render(m)
    return html[[
        <div id="main"><div class="container">
            <div class="jumbotron"><div class="row">
                <div class="col-md-6"><h1>Lightspeed, keyed</h1></div>
                <div class="col-md-6"><div class="row">
                    <Action id="run" event="create" n="1000" label="Create 1,000 rows" />
                    <Action id="runlots" event="create" n="10000" label="Create 10,000 rows" />
                    <Action id="add" event="append" n="1000" label="Append 1,000 rows" />
                    <Action id="update" event="update" label="Update every 10th row" />
                    <Action id="clear" event="clear" label="Clear" />
                    <Action id="swaprows" event="swap" label="Swap Rows" />
                </div></div>
            </div></div>
            <table class="table table-hover table-striped test-data">
                <tbody id="tbody">
                    {for _, row in ipairs(m.rows) do}
                        <tr ls-key={row.id} class={row.id == m.selected and "danger"}>
                            <td class="col-md-1">{row.id}</td>
                            <td class="col-md-4">
                                <a class="lbl" ls-click="select" ls-value-id={row.id}>{row.label}</a>
                            </td>
                            <td class="col-md-1">
                                <a class="remove" ls-click="remove" ls-value-id={row.id}>
                                    <span class="glyphicon glyphicon-remove remove" aria-hidden="true"></span>
                                </a>
                            </td>
                            <td class="col-md-6"></td>
                        </tr>
                    {end}
                </tbody>
            </table>
            <span class="preloadicon glyphicon glyphicon-remove" aria-hidden="true"></span>
        </div></div>
    ]]
end

return ls.app():live("/", rows):live("/frameworks/keyed/lightspeed/index.html", rows)
