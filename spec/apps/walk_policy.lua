-- Styles of every kind, in a view, in a view nested in it and in a layout that has a script and a style of its own:
-- what a page's policy allows, and what it must not see.

local ls = require "lightspeed"

local inner = ls.view { title = "Inner" }

function inner.init()
    return {}
end

function inner.render()
    return html[[ <i id="nested" style={width = "7px", display = "inline-block"}>n</i> ]]
end

local view = ls.view {
    title = "Policy",
    events = { "more" },
}

function view.init()
    return { count = 1 }
end

function view.update.more(m)
    m.count = m.count + 1
end

function view.render(m)
    return html[[
        <h1>Policy</h1>
        <p id="fixed" style="width: 11px; font-family: 'No Such'; /* } */">fixed</p>
        <p id="plain" style="width: 12px">plain</p>
        <p id="moving" style={width = 20 + m.count .. "px"}>moving</p>
        <ul>{for i = 1, m.count do}<li ls-key={i} style={width = 30 + i .. "px", ["--row"] = i}>{i}</li>{end}</ul>
        <svg width="10" height="10"><rect id="rect" width="5" height="5" style="fill: red"></rect></svg>
        {if m.count > 1 then}<p id="late" style="width: 40px">late</p>{end}
        <ls.live of={inner} id="inner" />
        <button ls-click="more">More</button>
    ]]
end

local function layout(page, slots)
    return html[[
        <ls.layout {page}>
            <:head>
                <style nonce={page.nonce} ls-verbatim>#framed { height: 13px }</style>
                <script nonce={page.nonce}>document.documentElement.title = "ran";</script>
            </:head>
            {slots()}
            <div id="framed" style="width: 50px"></div>
        </ls.layout>
    ]]
end

return ls.app():layout(layout):live("/", view)
