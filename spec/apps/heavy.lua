-- A counter whose model carries a load beside its number: as many records of some hundred bytes as its address says.
local ls = require "lightspeed"

local view = ls.view {
    params = { records = "integer" },
    events = { add = { by = "integer" }, "raise", "look" },
}

function view.init(params)
    local records = {}
    for i = 1, params.records do
        records[i] = { id = i, name = "record number " .. i, note = ("x"):rep(50), done = i % 2 == 0 }
    end
    return { n = 0, records = records }
end

function view.update.add(m, e)
    m.n = m.n + e.by
end

function view.update.raise(m)
    m.n = 1000
    m.records[#m.records].name = "changed"
    error "raised"
end

function view.update.look(m)
    assert(#m.records == 0 or m.records[#m.records].name == "record number " .. #m.records)
end

function view.render(m)
    return html[[<h1>{m.n}</h1><button ls-click="add" ls-value-by="1">+</button>
        <button ls-click="raise">raise</button><button ls-click="look">look</button>]]
end

return view
