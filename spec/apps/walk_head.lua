-- Pages whose layout says in the head what the place is.

local ls = require "lightspeed"
local t = ls.types

local function layout(page, slots)
    return html[[
        <ls.layout {page}>
            <:head>
                <meta name="description" content="About {page.title}">
                <meta property="og:title" content={page.model.name or "nameless"}>
                <link rel="canonical" href={page.path}>
                <link rel="icon" href="/favicon.ico">
                {if page.model.is_wide then}<link rel="stylesheet" href="/wide.css">{end}
                {if page.model.name then}<meta name="author" content={page.model.name .. " </head> & co"}>{end}
                <meta name="generator" content="by hand">
                <script nonce={page.nonce} ls-verbatim>window.ran = (window.ran || 0) + 1</script>
                <style nonce={page.nonce} ls-verbatim>h1 { color: rgb(1, 2, 3) }</style>
            </:head>
            {slots()}
        </ls.layout>
    ]]
end

local list = ls.view {
    title = function(m)
        return "List " .. m.page
    end,
    params = { page = t.integer { default = 1 } },
    events = { "rename", "next" },
}

function list.init(params)
    return { page = params.page }
end

function list.params(m, params)
    m.page = params.page
    m.name = params.page > 1 and "Page " .. params.page or nil
end

function list.update.rename(m)
    m.name = "Renamed"
end

function list.update.next(m)
    return m, ls.patch { page = m.page + 1 }
end

function list.render(m)
    return html[[
        <h1>List {m.page}</h1>
        <p><a id="two" href="/?page=2" ls-patch>2</a> <a id="same" href="/?page=1" ls-patch>1</a></p>
        <p><a id="wide" href="/wide" ls-navigate>wide</a></p>
        <button id="rename" ls-click="rename">rename</button> <button id="next" ls-click="next">next</button>
    ]]
end

local wide = ls.view { title = "Wide" }

function wide.init()
    return { is_wide = true, name = "Wide one" }
end

function wide.render()
    return html[[<h1>Wide</h1> <a id="list" href="/" ls-navigate>list</a>]]
end

return ls.app { layout = layout }:static("head"):live("/", list):live("/wide", wide)
