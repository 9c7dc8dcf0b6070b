-- What goes past the templates: HTML that the app vouches for, elements whose tag is computed, and a template in a
-- file of its own.
local ls = require "lightspeed"
local t = ls.types

local Panel = ls.template "pages/panel.html"

local view = ls.view {
    title = "Markup",
    events = { set = { raw = t.string { optional = true }, level = "integer?" } },
}

function view.init()
    return { raw = "<em>as it is</em><!-- not this --> &amp; more", level = 2 }
end

function view.update.set(m, e)
    m.raw, m.level = e.raw, e.level or m.level
end

function view.render(m)
    return html[==[
        <article>{ls.raw(m.raw)}</article>
        <p>before {ls.raw(m.raw)} after</p>
        <svg viewBox="0 0 9 9"><g>{ls.raw('<circle r="' .. m.level .. '"/>')}</g></svg>
        {ls.el("h" .. m.level, { class = "title", onclick = nil }, "Level " .. m.level)}
        {local second = ls.el("li", { title = "2" }, html[=[<b>{m.level}</b>]=])}
        {ls.el("ul", { id = "list" }, { ls.el("li", nil, "one"), second })}
        {ls.el("a", { href = "javascript:alert(1)" }, "link")}{ls.el("hr")}
        {ls.el("textarea", { name = "note" }, "<raw & text>")}
        <button
            ls-click="set" ls-value-raw="<i>changed</i><script>window.hurt = true</script>"
            ls-value-level="3">set</button>
        <button ls-click="set">clear</button>
        <Panel title="From a file" level={m.level}><:body let="n">body {n}</:body></Panel>
    ]==]
end

return view
