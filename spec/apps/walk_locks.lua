-- A page on which much is on its way at once: a form that answers at every key, buttons that take their time, and
-- ticks everywhere, so that a spec sees what may show and what has to wait.

local ls = require "lightspeed"

local FORM = { name = "string", note = "string", fixed = "string", how = "string?", extra = "string?" }

-- A radio in something to be clicked, in a form, in a component; and news of its own.
local Poll = ls.component {
    attrs = { id = "string" },
    events = { picked = {}, chosen = { size = "string?" }, more = {} },
}

function Poll.init()
    return { size = "small", picks = 0, more = 0 }
end

function Poll.update.picked(m)
    m.picks = m.picks + 1
end

function Poll.update.chosen(m, e)
    m.size = e.size or "none"
end

function Poll.update.more(m)
    m.more = m.more + 1
end

function Poll.render(m, a)
    return html[[
        <section id={a.id}>
            <form ls-change="chosen">
                {for _, size in ipairs { "small", "large" } do}
                    <div class="pick" ls-click="picked">
                        <input type="radio" name="size" value={size} checked={m.size == size} aria-label={size}>
                    </div>
                {end}
                <output class="size">{m.size} {m.picks}</output>
            </form>
            <button class="more" ls-click="more">more</button> <b>{m.more}</b>
        </section>
    ]]
end

local view = ls.view {
    title = "Locks",
    events = { typed = FORM, sent = FORM, "start", "stop", "run", "crash", "poke", "drop" },
    messages = { "tick" },
}

function view.init()
    return { ticks = 0, name = "", note = "", items = {}, sent = 0, ran = 0, poked = 0, is_there = true }
end

function view.update.start(m)
    return m, ls.every(20):to "tick"
end

function view.update.stop(m)
    return m, ls.cancel "tick"
end

function view.update.tick(m)
    m.ticks = m.ticks + 1
end

function view.update.typed(m, e)
    m.name, m.note = e.name, e.note
    m.items[#m.items + 1] = e.name
end

function view.update.sent(m, e)
    m.sent = m.sent + 1
    m.name, m.note = "", e.note:upper()
    m.items[#m.items + 1] = "sent " .. (e.how or "by itself")
end

function view.update.run(m)
    m.ran = m.ran + 1
end

function view.update.crash()
    error "as the spec wants it"
end

function view.update.poke(m)
    m.poked = m.poked + 1
end

function view.update.drop(m)
    m.is_there = not m.is_there
end

local function Part(a)
    return html[[<p class={"part", odd = a.n % 2 == 1}>{a.label} <b>{a.n}</b></p>]]
end

function view.render(m)
    return html[[
        <main>
            <p><output id="outside">{m.ticks}</output> <output id="sent">{m.sent}</output>
            <output id="heard">{#m.items}</output></p>
            <button id="start" ls-click="start">Start</button> <button id="stop" ls-click="stop">Stop</button>
            <button id="drop" ls-click="drop">Drop</button>
            <form id="form" ls-change="typed" ls-submit="sent" class={"form", odd = m.ticks % 2 == 1}>
                <input name="name" value={m.name} class={"field", odd = m.ticks % 2 == 1}>
                <textarea name="note">{m.note}</textarea>
                <input name="fixed" value="by the author" readonly>
                <input type="checkbox" name="extra">
                <button id="save" name="how" value="now" ls-disable-with="Saving…">Save {m.sent}</button>
                <button id="never" disabled>Never</button>
                <button id="off" type="button">Nothing</button>
                <input type="submit" id="also" value="Also" ls-disable-with="Also saving…">
                <output id="inside">{m.ticks}</output> <i id="within" ls-when="loading">sending</i>
                <ul id="items">
                    {for i, item in ipairs(m.items) do}<li ls-key={i} id="item-{i}" ls-hook="Log">{item}</li>{end}
                </ul>
            </form>
            <button id="run" ls-click="run" ls-disable-with="Running…">Run <b>{m.ticks}</b> {m.ran}</button>
            <button id="sole" ls-click="run" ls-disable-with="Running…" aria-busy="false">{m.ran}</button>
            <p><button id="slow" ls-click="run">Run</button> <i id="beside" ls-when="loading">running</i></p>
            <button id="crash" ls-click="crash" ls-disable-with="Crashing…">Crash</button>
            <div id="box" ls-click="poke" title="ticks {m.ticks}">
                <span id="poked">{m.poked}</span>
                <Part label="in a part" n={m.ticks} />
                {if m.is_there then}<Poll id="inner" />{end}
            </div>
            <Poll id="outer" />
        </main>
    ]]
end

return ls.app():live("/", view):static("hooks/public"):script "app.js"
