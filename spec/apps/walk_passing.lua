-- Views that come as a transition, and one in another group without.

local ls = require "lightspeed"

local function moving(page, slots)
    return html[[<ls.layout {page} moves="slide">{slots()}</ls.layout>]]
end

local function place(title, given)
    local view = ls.view {
        title = title,
        layout = given.layout,
        params = { page = "integer?" },
        events = { "add" },
    }
    function view.init()
        return { n = 0 }
    end
    function view.params() end
    function view.update.add(m)
        m.n = m.n + 1
    end
    function view.render(m)
        return html[[
            <h1>{title}</h1>
            <button ls-click="add">add</button> <b>{m.n}</b>
            <p ls-transition="fade">moves by itself</p>
            <a id="one" href="/" ls-navigate>one</a> <a id="two" href="/two" ls-navigate>two</a>
            <a id="patch" href="?page=2" ls-patch>patch</a>
            <a id="still" href="/still" ls-navigate>still</a>
            <a id="still-two" href="/still/two" ls-navigate>still two</a>
        ]]
    end
    return view
end

local look = { layout = moving }

return ls.app()
    :live("/", place("One", look))
    :live("/two", place("Two", look))
    :live("/still", place("Still", {}))
    :live("/still/two", place("Still two", {}))
