-- Views that one goes between; each counts what it was told, so that a spec sees which session it is.

local ls = require "lightspeed"
local t = ls.types

local list = ls.view {
    title = function(m)
        return "List " .. m.page
    end,
    params = { page = t.integer { min = 1, max = 99, default = 1 } },
    events = { "add", "send_params", "send_other" },
}

list.css = css[[.tall { height: 3000px }]]

function list.init(params)
    return { page = params.page, n = 0, moves = 0 }
end

function list.params(m, params)
    m.page, m.moves = params.page, m.moves + 1
end

function list.update.send_params(m)
    return m, ls.patch { page = 7 }
end

function list.update.send_other(m)
    return m, ls.navigate "/other"
end

function list.update.add(m)
    m.n = m.n + 1
end

local function Links()
    return html[[
        <nav>
            <a id="one" href="/?page=1" ls-patch>1</a> <a id="two" href="/?page=2" ls-patch>2</a>
            <a id="three" href="/?page=3" ls-patch ls-replace>3</a>
            <a id="list" href="/" ls-navigate>list</a> <a id="other" href="/other" ls-navigate>other</a>
            <a id="to-far" href="/other#far" ls-navigate>far</a> <a id="near" href="#below">below</a>
            <a id="third" href="/other" ls-navigate ls-replace>in its place</a>
            <a id="desk" href="/desk" ls-navigate>desk</a> <a id="nothing" href="/nothing" ls-navigate>nothing</a>
            <a id="warm" href="/other" ls-navigate ls-prefetch>warm</a>
            <a id="plain" href="/_ls/nothing">a page of no view</a>
        </nav>
    ]]
end

function list.render(m, page)
    return html[[
        <h1>List</h1>
        <p>page <b id="page">{m.page}</b> of <i id="path">{page.path}</i> <i id="param">{page.params.page}</i></p>
        <p><button id="add" ls-click="add">add</button> <b id="n">{m.n}</b> moves <b id="moves">{m.moves}</b></p>
        <button id="send-params" ls-click="send_params">to page 7</button>
        <button id="send-other" ls-click="send_other">to the other</button>
        <Links />
        <div class="tall"></div>
        <p id="below">below</p>
    ]]
end

local other = ls.view { title = "Other", events = { "add" } }

other.css = css[[.tall { height: 4000px } #box { height: 100px; overflow: auto }]]

function other.init()
    return { n = 0 }
end

function other.update.add(m)
    m.n = m.n + 1
end

function other.render(m)
    return html[[
        <h1>Other</h1>
        <p><button id="add" ls-click="add">add</button> <b id="n">{m.n}</b></p>
        <div id="box"><p class="tall">box</p></div>
        <Links />
        <div class="tall"></div>
        <p id="far">far</p>
    ]]
end

local desk = ls.view { title = "Desk" }

function desk.render()
    return html[[<h1>Desk</h1> <Links />]]
end

return ls.app():live("/", list):live("/other", other):scope("/desk", {}, function(s)
    s:live("/", desk)
end)
