-- A view of two counters that are components with models of their own, each of which fails in every way that a
-- component can, and of a number that is the view's.
local ls = require "lightspeed"

local EVENTS = {
    "add",
    "raise",
    "spin",
    "gorge",
    "paint",
    "paint_spin",
    "paint_gorge",
    "spoil",
    "ask",
    "breed",
    "shout",
}

local function eat(list)
    for i = 1, 1e9 do
        list[i] = { ("x"):rep(1000) .. i }
    end
end

local Child = ls.component { attrs = { id = "string" }, events = { "never" } }

function Child.init()
    error "the child is not born"
end

function Child.update.never() end

function Child.render()
    return html[[<i>never</i>]]
end

local Part = ls.component { attrs = { id = "string" }, events = EVENTS }

function Part.init()
    return { n = 0, list = {} }
end

function Part.render(m, a)
    if m.how == "paint" then
        error "not to be shown"
    elseif m.how == "paint_spin" then
        while true do
        end
    elseif m.how == "paint_gorge" then
        eat {}
    end
    return html[[<p id={a.id} ls-click="add">{m.n}</p>{if m.how == "breed" then}<Child id="child"/>{end}]]
end

function Part.update.add(m)
    m.n = m.n + 1
    return m, ls.emit("added", { by = 1 })
end

-- Each fails after it has changed much.
local function change(m, how)
    m.n = 1000
    m.list[#m.list + 1] = "changed"
    m.how = how
end

function Part.update.raise(m)
    change(m)
    error "raised"
end

function Part.update.spin(m)
    change(m)
    while true do
        pcall(function()
            while true do
            end
        end)
    end
end

function Part.update.gorge(m)
    change(m)
    eat(m.list)
end

function Part.update.paint(m)
    change(m, "paint")
end

function Part.update.paint_spin(m)
    change(m, "paint_spin")
end

function Part.update.paint_gorge(m)
    change(m, "paint_gorge")
end

function Part.update.spoil(m)
    change(m)
    m.bad = function() end
end

function Part.update.ask(m)
    change(m)
    return m, ls.send "nobody"
end

function Part.update.breed(m)
    change(m, "breed")
end

function Part.update.shout(m)
    change(m)
    return m, ls.emit("added", { by = "much" })
end

local view = ls.view { messages = { added = { by = "integer" } } }

function view.init()
    return { total = 0 }
end

function view.update.added(m, e)
    m.total = m.total + e.by
end

function view.render(m)
    return html[[<h1>{m.total}</h1><Part id="one"/><Part id="two"/>]]
end

return view
