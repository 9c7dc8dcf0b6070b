-- Goes by more than its model: a variable of the file. Specs show that this is found out.

local ls = require "lightspeed"

local view = ls.view {
    title = "Forgetful",
    events = { "add" },
}

local count = 0

function view.init()
    return { n = 0 }
end

function view.update.add(m)
    count = count + 1
    m.n = count
end

function view.render(m)
    return html[[<button ls-click="add">{m.n}</button>]]
end

return view
