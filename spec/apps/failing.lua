-- Fails in every way a view can: each event is named for how.
local ls = require "lightspeed"

local view = ls.view {
    title = function(m)
        if m.bad_title then
            error "no title"
        end
        return "Failing " .. m.n
    end,
    params = { init = "boolean?" },
    events = {
        add = { by = "integer" },
        "raise",
        "raise_table",
        "spin",
        "spin_protected",
        "gorge",
        "half",
        "render",
        "title",
        "closure",
        "userdata",
        "knot",
        "metatable",
        "nan_key",
        "loop_later",
    },
    messages = { "later" },
}

function view.init(params)
    if params.init then
        error "init is broken"
    end
    return { n = 0, tasks = {} }
end

function view.update.add(m, e)
    m.n = m.n + e.by
end

function view.update.raise(m)
    m.n = 1000
    error "raised"
end

function view.update.raise_table(m)
    m.n = 1000
    error { code = 7 }
end

function view.update.spin(m)
    m.n = 1000
    while true do
    end
end

function view.update.spin_protected(m)
    m.n = 1000
    while true do
        pcall(function()
            while true do
            end
        end)
    end
end

function view.update.gorge(m)
    m.n = 1000
    for i = 1, 1e9 do
        m.tasks[i] = { ("x"):rep(1000) .. i }
    end
end

-- Half of a change is no change.
function view.update.half(m)
    m.n = m.n + 1
    m.tasks[1] = "new"
    m.tasks = nil + 1
end

function view.update.render(m)
    m.bad_render = true
end

function view.update.title(m)
    m.bad_title = true
end

function view.update.closure(m)
    m.tasks[3] = { on_click = function() end }
end

function view.update.userdata(m)
    m.co = coroutine.create(function() end)
end

function view.update.knot(m)
    m.tasks.back = m
end

function view.update.metatable(m)
    m.tasks = setmetatable({ "kept" }, {})
end

function view.update.nan_key(m)
    m.tasks[1.5] = true
end

function view.update.loop_later(m)
    m.n = m.n + 1
    return m, ls.after(100):to "later"
end

function view.update.later(m)
    m.n = 1000
    error "later"
end

function view.render(m)
    return html[[
        <main>
            <h1>{m.n}</h1>
            {if m.bad_render then}<p>{m.n.x.y}</p>{end}
        </main>
    ]]
end

return view
