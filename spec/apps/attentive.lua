-- What looks after people who work with keys, who listen, and who write for long: places for the focus, regions that
-- are read out, lists that keep their place, forms that are not lost.

local ls = require "lightspeed"
local t = ls.types

local view = ls.view {
    title = "Attentive",
    events = {
        "open",
        "close",
        "rename",
        "leave",
        "say",
        "append",
        "prepend",
        remove = { id = "integer" },
        save = { note = t.string { max = 100 }, kind = t.string { max = 10 } },
    },
    messages = { "gone" },
    css = css[[
        .log { height: 120px; overflow: auto; }
        .log p { height: 30px; margin: 0; }
        [hidden] { display: none; }
    ]],
}

function view.init()
    local m =
        { open = false, renaming = false, said = "", rows = {}, lines = {}, first = 1, last = 20, saved = 0 }
    m.rows, m.note, m.wrong = { 1, 2, 3 }, "", false
    return m
end

function view.update.open(m)
    m.open = true
end

function view.update.close(m)
    m.open = false
end

function view.update.rename(m)
    m.renaming = true
end

function view.update.leave(m)
    m.renaming = false
end

function view.update.remove(m, e)
    for i, id in ipairs(m.rows) do
        if id == e.id then
            table.remove(m.rows, i)
        end
    end
end

-- What has the focus goes, without the person having done anything.
function view.update.say(m)
    m.said = m.said .. "Said. "
    return m, ls.after(50):to "gone"
end

function view.update.gone(m)
    m.rows = {}
end

function view.update.append(m)
    m.last = m.last + 3
end

function view.update.prepend(m)
    m.first = m.first - 3
end

function view.update.save(m, e)
    m.note, m.wrong = e.note, e.note == ""
    m.saved = m.saved + (m.wrong and 0 or 1)
end

local function Log(a)
    return html[[
        <div id={a.where} class="log" tabindex="0" role="log" aria-label={a.where} ls-scroll={a.where}>
            {for i = a.first, a.last do}<p ls-key={i}>line {i}</p>{end}
        </div>
    ]]
end

function view.render(m)
    return html[[
        <h1>Attentive</h1>
        <button id="open" ls-click="open">Open</button>
        {if m.open then}
            <div id="menu" ls-focus-trap>
                <button hidden>Hidden</button>
                <button id="first" ls-autofocus ls-click="close">First</button>
                <a id="second" href="#x">Second</a>
                <button disabled>Off</button>
                <input id="r1" type="radio" name="r" aria-label="r1">
                <input id="last" aria-label="last">
            </div>
        {end}
        <button id="rename" ls-click="rename">Rename</button>
        {if m.renaming then}
            <form ls-submit="leave"><input id="name" value="old name" aria-label="name" ls-autofocus></form>
        {end}
        <ul>{for _, id in ipairs(m.rows) do}
            <li ls-key={id}>
                <a href="#{id}">{id}</a>
                <button id="remove-{id}" ls-click="remove" ls-value-id={id}>Remove</button>
            </li>
        {end}</ul>
        <p id="said" ls-announce>{m.said}</p>
        <button id="say" ls-click="say">Say</button>
        <button id="append" ls-click="append">Append</button>
        <button id="prepend" ls-click="prepend">Prepend</button>
        <Log where="end" first={m.first} last={m.last} />
        <Log where="keep" first={m.first} last={m.last} />
        <Log where="top" first={m.first} last={m.last} />
        <form id="letter" ls-submit="save" ls-unsaved="Leave the letter?">
            <input name="note" value={m.note} aria-label="note" aria-invalid={m.wrong and "true"}>
            <button id="save">Save</button> <button type="reset" id="undo">Undo</button>
        </form>
        <select name="kind" form="letter" aria-label="kind"><option>a</option><option>b</option></select>
        <output>{m.saved}</output> <a id="away" href="/away" ls-navigate>Away</a>
        <code id="code">lightspeed new</code>
        <button id="copy" ls-copy="#code" ls-on-copied={ls.js.set_attr("title", "copied")}
            ls-on-copy-failed={ls.js.set_attr("title", "failed")}>Copy</button>
    ]]
end

local away = ls.view { title = "Away" }

function away.init()
    return {}
end

function away.render()
    return html[[ <h1>Away</h1> ]]
end

return ls.app():live("/", view):live("/away", away)
