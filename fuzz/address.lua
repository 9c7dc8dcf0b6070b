-- Routes of every kind, for the fuzz target of addresses.

local ls = require "lightspeed"
local t = ls.types

local function view_of(params)
    local view = ls.view { params = params }
    function view.render()
        return html[[<p>here</p>]]
    end
    return view
end

local list = view_of {
    page = t.integer { min = 1, max = 99, default = 1 },
    ratio = "number?",
    all = "boolean?",
    q = t.string { max = 40, optional = true },
    day = t.date { optional = true },
    sort = t.enum { "name", "size", default = "name" },
}

local room = view_of { room = t.string { max = 40 }, tab = "string?" }
local numbered = view_of { n = "integer", q = "string?" }

return ls.app()
    :live("/", list)
    :live("/rooms/new", list)
    :live("/rooms/:room", room)
    :live("/rooms/:room/tabs/:tab", room)
    :live("/n/:n", numbered)
