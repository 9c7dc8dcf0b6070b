-- Every shipped component in one page: the desk of a small coffee roastery.

local ls = require "lightspeed"
local orders = require "gallery.orders"
local roastery = require "gallery.roastery"
local t = ls.types

local Order = {
    customer = t.string { trim = true, max = 60, default = "" },
    coffee = t.string { max = 20, default = "" },
    kilos = t.string { trim = true, max = 10, default = "" },
    grind = t.enum { "beans", "filter", "espresso", default = "beans" },
    note = t.string { max = 200, default = "" },
    news = t.boolean { default = false },
}

-- Classes are this page's own; all else looks as the default stylesheet has it.
local looks = css[[
    .row { align-items: end; display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; justify-content: space-between; }
    .row h1, .row .ls-field { margin-block: 0; }
    .row .ls-field:has([type="checkbox"]) { margin-inline-end: auto; padding-block: 0.5rem; }
    header.row { margin-block-end: 1.5rem; }
    .figures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); }
    .figures li { background: var(--ls-surface); border: 1px solid var(--ls-line); border-radius: var(--ls-round);
        margin: 0; padding: 0.75rem 1rem; }
    .figures h2 { color: var(--ls-quiet); font-size: 0.875rem; letter-spacing: 0; margin: 0; }
    .figures p { margin: 0 0 0.25rem; }
    .figures b { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
    .wide { overflow-x: auto; }
    .wide table { font-size: 0.9375rem; }
    .wide :where(td, th) { padding-inline: 0.5rem; white-space: nowrap; }
    .wide :where(th:first-child) { padding-inline-start: 0; }
    mark { background: var(--ls-shade); border-radius: 1em; color: inherit; font-size: 0.8125rem;
        padding: 0.1em 0.7em; }
    mark.new { background: color-mix(in oklab, var(--ls-accent) 18%, var(--ls-surface)); }
    mark.paid { background: color-mix(in oklab, var(--ls-good) 18%, var(--ls-surface)); }
]]

local gallery = ls.view {
    title = "Roastery",
    css = looks,
    events = {
        show = { tab = "string" },
        draw = {
            type = t.enum { "line", "bar", "area", default = "line" },
            stacked = t.boolean { default = false },
        },
        sort = {
            by = t.enum { "id", "customer", "coffee", "kilos", "cents", "at", "state" },
            descending = "boolean",
        },
        page = { page = t.integer { min = 1 } },
        check = Order,
        order = Order,
        "sell",
        "begin",
        "leave",
        "dismiss",
    },
}

function gallery.init()
    local m = {
        tab = "sales",
        type = "line",
        stacked = false,
        sales = roastery.sales(),
        orders = roastery.orders(ls.now()),
        last_id = 1057,
        by = "at",
        descending = true,
        page = 1,
        form = orders.blank(),
        ordering = false,
        said = false,
    }
    orders.sort(m)
    return m
end

function gallery.update.show(m, e)
    m.tab = e.tab
end

function gallery.update.draw(m, e)
    m.type, m.stacked = e.type, e.stacked
end

function gallery.update.sort(m, e)
    m.by, m.descending, m.page = e.by, e.descending, 1
    orders.sort(m)
end

function gallery.update.page(m, e)
    m.page = math.min(e.page, (#m.orders + 7) // 8)
end

-- One more bag over the counter: a single value of the chart changes.
function gallery.update.sell(m)
    local values = m.sales.series[1].values
    values[#values] = values[#values] + 1
end

function gallery.update.begin(m)
    m.form, m.ordering, m.said = orders.blank(), true, false
end

function gallery.update.leave(m)
    m.ordering = false
end

-- A field is used once it holds something, so that nothing is red before anybody came to it.
function gallery.update.check(m, e)
    local used = m.form.used
    for name, value in pairs(e) do
        used[name] = used[name] or value ~= "" and value ~= false
    end
    m.form = orders.check(e, used)
end

function gallery.update.order(m, e)
    m.form = orders.check(e, { customer = true, coffee = true, kilos = true })
    if m.form.valid then
        orders.add(m)
        m.ordering = false
        m.said = ("Order %d is placed: %d kilos for %s."):format(m.last_id, m.form.values.kilos, e.customer)
    end
end

function gallery.update.dismiss(m)
    m.said = false
end

local function total(values)
    local sum = 0
    for _, value in ipairs(values) do
        sum = sum + value
    end
    return sum
end

local function Figure(a)
    return html[[
        <li>
            <h2>{a.one.name}</h2>
            <p><b>{total(a.one.values)}</b> kg</p>
            <ls.sparkline values={a.one.values} label="{a.one.name} by month" width={120} height={32} />
        </li>
    ]]
end

local function Sales(a)
    local m = a.model
    return html[[
        <form ls-change="draw" class="row">
            <ls.select name="type" label="Drawn as" options={{ "line", "bar", "area" }} value={m.type} />
            <ls.input name="stacked" type="checkbox" label="On each other" checked={m.stacked} />
            <button type="button" ls-click="sell">Sell a kilo</button>
        </form>
        <ls.chart title="Kilos sold by month" type={m.type} stacked={m.stacked} labels={m.sales.labels}
            series={m.sales.series} />
    ]]
end

local function About()
    return html[[
        <p>
            Roasting since <ls.time at="1998-05-02" format="long" />. The desk shows what
            <ls.link href="https://lightspeed.example/ui" target="_blank">the shipped components</ls.link> do.
        </p>
    ]]
end

function gallery.render(m)
    return html[[
        <header class="row">
            <h1>Roastery</h1>
            <nav aria-label="Desk">
                <ls.link navigate="/" current>Desk</ls.link>
                <button type="button" command="show-modal" commandfor="help">Help</button>
                <button type="button" ls-click="begin">New order</button>
            </nav>
        </header>
        <ls.flash kind="success" text={m.said} close="dismiss" />
        <ul class="figures" role="list">
            {for number, one in ipairs(m.sales.series) do}<Figure ls-key={number} one={one} />{end}
        </ul>
        <ls.tabs id="desk" label="Desk" selected={m.tab} event="show">
            <:tab name="sales" label="Sales"><Sales model={m} /></:tab>
            <:tab name="orders" label="Orders ({#m.orders})"><orders.Table model={m} /></:tab>
            <:tab name="about" label="About"><About /></:tab>
        </ls.tabs>
        <orders.Dialog model={m} />
        <ls.dialog id="help" title="Help">
            <p>Sort the orders by a click on a heading. Arrow keys go from tab to tab.</p>
            <p>This dialog was opened by the browser alone.</p>
        </ls.dialog>
    ]]
end

return ls.app({ css = css[[ :root { --ls-measure: 54rem; } ]] }):live("/", gallery)
