-- What belongs to the page's scripts, in a page that changes all the time: for the specs of ls-keep and ls-keep-attr.
local add_lists = require "lists"
local ls = require "lightspeed"

local view = ls.view {
    title = "Keep",
    events = { "count", "turn", "add", "remove", "wrap", "grow" },
}

function view.init()
    return { n = 0, rows = { 1, 2, 3 }, made = 3, big = "", wrapped = false }
end

function view.update.count(m)
    m.n = m.n + 1
end

add_lists(view, function(made)
    return made
end)

function view.update.remove(m)
    table.remove(m.rows)
end

function view.update.grow(m)
    m.n = m.n + 1
    m.big = m.n .. ("x"):rep(20000)
end

function view.update.wrap(m)
    m.wrapped = not m.wrapped
end

function view.render(m)
    return html[[
        <p id="n">{m.n}</p>
        <ul>
            {for _, row in ipairs(m.rows) do}
                <li ls-key={row} title={m.n}><b>{m.n}</b><div id="widget-{row}" class="widget" data-ls-keep
                    ls-hook="Widget">
                    first {m.n} {if m.n > 1 then}<i>{m.n}</i>{end}
                </div></li>
            {end}
        </ul>
        <x-calm id="calm" level={m.n}>calm</x-calm>
        <textarea id="area" ls-keep>{m.n}</textarea>
        <section ls-keep><p id="editor" contenteditable="true" aria-label="Editor">written {m.n}</p></section>
        <details id="details" open={m.wrapped}><summary>more</summary>{m.n}</details>
        <p id="attrs" class="shown-{m.n}" title={m.n} aria-label={m.n} lang="en"
           ls-keep-attr="class aria-*">{m.n}</p>
        {local more = { class = "c" .. m.n, title = tostring(m.n) }}
        <p id="spread" {more} ls-keep-attr="title">x</p>
        <p id="foreign">one <b>{m.n}</b> two {m.n} three</p>
        <p id="big" hidden>{m.big}</p>
        {for _, name in ipairs { "count", "turn", "add", "remove", "wrap", "grow" } do}
            <button id="{name}-button" ls-click={name}>{name}</button>
        {end}
    ]]
end

return ls.app():live("/", view):static("public"):script "app.js"
