-- What may happen at once with a move: streams, timers, typing, redirects, components without a slot.

local ls = require "lightspeed"
local t = ls.types

local function Plain()
    return html[[<p class="plain">nothing in here changes</p>]]
end

local child = ls.view { title = "Child", events = { "add" } }

function child.init()
    return { n = 0 }
end

function child.update.add(m)
    m.n = m.n + 1
end

function child.render(m)
    return html[[<button class="add" ls-click="add">{m.n}</button>]]
end

local rows = ls.view {
    title = "Rows",
    params = { set = t.string { default = "a", max = 20 } },
    events = { type = { text = "string" }, "nest" },
    messages = { "tick" },
}

local function reset(set)
    return ls.reset("rows", { { id = set .. 1 }, { id = set .. 2 } })
end

function rows.init(params)
    return { typed = "", ticks = 0, is_nested = false }, reset(params.set), ls.every(5):to "tick"
end

function rows.params(m, params)
    if params.set == "away" then
        return m, ls.navigate "/end"
    elseif params.set == "on" then
        return m, ls.patch { set = "b" }
    end
    return m, reset(params.set)
end

function rows.update.type(m, e)
    m.typed = e.text
end

function rows.update.nest(m)
    m.is_nested = true
end

function rows.update.tick(m)
    m.ticks = m.ticks + 1
end

function rows.render(m)
    return html[[
        <h1>Rows</h1> <i id="ticks">{m.ticks}</i>
        <ol>{for row in ls.stream "rows" do}<li ls-key={row.id}>{row.id}</li>{end}</ol>
        <input id="text" name="text" ls-change="type" ls-debounce="blur"> <b id="typed">{m.typed}</b>
        <a id="a" href="/?set=a" ls-patch>a</a> <a id="b" href="/?set=b" ls-patch>b</a>
        <a id="away" href="/?set=away" ls-patch>away</a> <a id="on" href="/?set=on" ls-patch>on</a>
        <a id="end" href="/end" ls-navigate>end</a>
        <button id="nest" ls-click="nest">nest</button>
        {if m.is_nested then}<ls.live of={child} id="child" />{end}
    ]]
end

local last = ls.view { title = "End", events = { type = { text = "string" } } }

function last.init()
    return { typed = 0 }
end

function last.update.type(m)
    m.typed = m.typed + 1
end

function last.render(m)
    return html[[
        <h1>End</h1>
        <Plain /><section><Plain /></section>
        <input id="text" name="text" ls-change="type"> <b id="typed">{m.typed}</b>
        <a id="rows" href="/" ls-navigate>rows</a>
    ]]
end

return ls.app():live("/", rows):live("/end", last)
