-- A page whose patches bring elements that would run something, were they written by a parser.
local ls = require "lightspeed"

local scripts = ls.view { events = { "show" } }

function scripts.init()
    return { shown = false }
end

function scripts.update.show(m)
    m.shown = true
end

function scripts.render(m)
    return html[[
        <main>
            <button id="show" ls-click="show">Show</button>
            {if m.shown then}
                <p id="shown">shown</p>
                <script>window.ran = "a script"</script>
                <script src="/ran.js"></script>
                <svg><script>window.ran = "a script of SVG"</script></svg>
                <a id="link" href={"javascript:window.ran='a link'"}>link</a>
            {end}
        </main>
    ]]
end

return scripts
