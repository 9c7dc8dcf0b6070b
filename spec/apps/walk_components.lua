-- Components in a browser: three lists that are put into other orders, one component that comes and goes, one that is
-- given another name, a form with one inside that moves by itself.

local ls = require "lightspeed"
local t = ls.types

local Cell = ls.component {
    attrs = { id = "string", label = "string?" },
    events = { step = { by = "integer" } },
}

function Cell.init()
    return { n = 0 }
end

function Cell.update.step(m, e)
    m.n = m.n + e.by
    return m, ls.emit("stepped", m.n)
end

function Cell.render(m, a)
    return html[[
        <button class="cell" id={a.id} ls-click="step" ls-value-by="1"><i>{a.label}</i> <b>{m.n}</b></button>
    ]]
end

-- Its root never changes; what is in it does.
local Frame = ls.component {
    attrs = { text = "string", tone = t.enum { "quiet", "loud", default = "quiet" } },
    events = { note = { text = "string" } },
}

function Frame.init(a)
    return { born = a.text, note = "" }
end

function Frame.update.note(m, e)
    m.note = e.text
end

function Frame.render(m, a, slots)
    return html[[
        <section class={"frame", a.tone}>
            <p class="text">{a.text}</p><p class="born">{m.born}</p><p class="note">{m.note}</p>
            <form ls-change="note"><input name="text"></form>
            {slots()}
        </section>
    ]]
end

local Clock = ls.component { messages = { "tick" } }

function Clock.init()
    return { ticks = 0 }, ls.every(20):to "tick"
end

function Clock.update.tick(m)
    m.ticks = m.ticks + 1
end

function Clock.render(m)
    return html[[<output id="ticks">{m.ticks}</output>]]
end

-- A keyed list of its own.
local Shelf = ls.component { events = { drop = {} } }

function Shelf.init()
    return { books = { "a", "b", "c" } }
end

function Shelf.update.drop(m)
    table.remove(m.books, 1)
end

function Shelf.render(m)
    return html[[
        <div id="shelf">
            <ul>{for _, book in ipairs(m.books) do}<li ls-key={book}>{book}</li>{end}</ul>
            <button id="drop" ls-click="drop">drop</button>
        </div>
    ]]
end

local view = ls.view {
    events = {
        order = { ids = "string" },
        show = { on = "boolean", text = "string" },
        tone = { tone = "string?" },
        name = { round = "integer" },
        save = { word = "string" },
        inside = {},
    },
    messages = { stepped = t.integer() },
}

function view.init()
    return { ids = {}, shown = true, text = "first", round = 1, sum = 0, saved = "", inside = 0 }
end

function view.update.order(m, e)
    m.ids = {}
    for id in e.ids:gmatch "%S+" do
        m.ids[#m.ids + 1] = id
    end
end

function view.update.show(m, e)
    m.shown, m.text = e.on, e.text
end

function view.update.tone(m, e)
    m.tone = e.tone
end

function view.update.name(m, e)
    m.round = e.round
end

function view.update.save(m, e)
    m.saved = m.saved .. e.word
end

function view.update.inside(m)
    m.inside = m.inside + 1
end

function view.update.stepped(m, n)
    m.sum = m.sum + n
end

function view.render(m)
    return html[[
        <h1>{m.sum}</h1><h2>{table.concat(m.ids, " ")}</h2><h3>{m.saved}</h3><h4>{m.inside}</h4>
        <form id="control" ls-submit="order"><input name="ids"><button>order</button></form>
        <ul id="all">{for _, id in ipairs(m.ids) do}<Cell ls-key={id} id={"all-" .. id} label={id}/>{end}</ul>
        <table><tbody id="rows">
            {for i, id in ipairs(m.ids) do}
                <tr ls-key={id}>
                    <td>{id}</td>
                    <td>{for k = 1, i do}<i>{id .. k}</i>{end}</td>
                    <td><Cell id={"row-" .. id} label={id}/></td>
                </tr>
            {end}
        </tbody></table>
        <ol id="none">{for _, id in ipairs(m.ids) do}<li>{id} <Cell id={"none-" .. id} label={id}/></li>{end}</ol>
        <button id="hide" ls-click="show" ls-value-on="false" ls-value-text="">hide</button>
        <button id="again" ls-click="show" ls-value-on="true" ls-value-text="second">again</button>
        <button id="loud" ls-click="tone" ls-value-tone="loud">loud</button>
        <button id="default" ls-click="tone">default</button>
        <button id="next" ls-click="name" ls-value-round={m.round + 1}>next</button>
        {if m.shown then}
            <Frame text={m.text} tone={m.tone}><button id="inside" ls-click="inside">inside</button></Frame>
        {end}
        <div id="named"><Cell id={"round-" .. m.round} label="named"/></div>
        <form id="slow" ls-submit="save"><input name="word"><Clock/><button>save</button></form>
        <Shelf/>
        <button id="far" ls-click="step" ls-value-by="5" ls-target={"#round-" .. m.round}>far</button>
    ]]
end

return view
