-- Views that send their visitor on: from init, and away.

local ls = require "lightspeed"

local new = ls.view { title = "New", params = { from = "string?" }, events = { "away" } }

function new.update.away(m)
    return m, ls.redirect "https://away.example/"
end

function new.render()
    return html[[
        <h1>New</h1>
        <a href="/older" ls-navigate>old</a>
        <button ls-click="away">away</button>
    ]]
end

local function sends_to(path)
    local view = ls.view {}
    function view.init()
        return {}, ls.navigate(path)
    end
    function view.render()
        return html[[<p>nobody sees this</p>]]
    end
    return view
end

return ls.app()
    :live("/new", new)
    :live("/old", sends_to "/new")
    :live("/older", sends_to "/new?from=old")
    :live("/circle", sends_to "/circle")
