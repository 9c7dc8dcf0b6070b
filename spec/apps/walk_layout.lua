-- Pages with layouts and looks of all sorts, for spec/walk/layout.test.mjs. Every view counts clicks on its button.
local ls = require "lightspeed"

local function counting(options)
    options.events = { "add" }
    local view = ls.view(options)
    function view.init()
        return { n = 0 }
    end
    function view.update.add(m)
        m.n = m.n + 1
    end
    function view.render(m, page)
        return html[[
            <h1>{page.path}</h1>
            <p><output id="n">{m.n}</output> of {page.locale}</p>
            <button id="add" ls-click="add">Add</button>
        ]]
    end
    return view
end

local function shop(page, slots)
    return html[[
        <ls.layout {page} lang="de">
            <:head><meta name="description" content="A shop of {page.title}"></:head>
            <:header>
                <nav aria-label="Main">
                    <ul>
                        {for _, path in ipairs { "/", "/plain" } do}
                            <li><a href={path} aria-current={path == page.path and "page"}>{path}</a></li>
                        {end}
                    </ul>
                </nav>
                <p id="beside">beside the view</p>
            </:header>
            {slots()}
            <:footer>Made by hand</:footer>
        </ls.layout>
    ]]
end

local function plain(page, slots)
    return html[[
        <!doctype html>
        <html lang={page.locale}>
            <head>
                <meta charset="utf-8">
                <title>{page.title} | plain</title>
                {page.head}
            </head>
            <body class={page.path:sub(2)}>
                <p id="beside">beside the view</p>
                {slots()}
            </body>
        </html>
    ]]
end

local red = css[[
    :scope { border-top: 3px solid rgb(1, 2, 3) }
    p { color: rgb(200, 0, 0) }
    @media (min-width: 1px) { h1 { font-size: 20px } }
    @keyframes nothing { to { opacity: 1 } }
    h1 { animation: nothing 1s }
]]

local blue = css[[
    p { color: rgb(0, 0, 200); content: "}" }
]]

local function without_head(page, slots)
    return html[[<!doctype html><html><body>{slots()}</body></html>]]
end

local function twice(page, slots)
    return html[[<!doctype html><html><head>{page.head}</head><body>{slots()}{slots()}</body></html>]]
end

local function no_document(page, slots)
    return html[[<div>{page.head}{slots()}</div>]]
end

return ls.app { layout = shop, css = css[[ #beside { letter-spacing: 7px } ]] }
    :live("/", counting { title = "<Cups>", css = red })
    :live("/plain", counting { title = "Cups", layout = plain, css = blue })
    :live("/bare", counting { layout = ls.layout, style = false })
    :live("/headless", counting { layout = without_head })
    :live("/twice", counting { layout = twice })
    :live("/fragment", counting { layout = no_document })
