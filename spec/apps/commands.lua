-- Returns every command that cannot be carried out.
local ls = require "lightspeed"

local view = ls.view {
    events = { "no_message", "unknown", "event", "misfit", "too_fast", "flood", "closure", "not_one" },
    messages = { "tick", shaped = { n = "integer" } },
}

function view.init()
    return { changed = false }
end

function view.update.tick() end
function view.update.shaped() end

local function with(...)
    local commands = { ... }
    return function(m)
        m.changed = true
        return m, table.unpack(commands)
    end
end

view.update.no_message = with(ls.after(10))
view.update.unknown = with(ls.after(10):to "tik")
view.update.event = with(ls.send "unknown")
view.update.misfit = with(ls.send("shaped", { n = "x" }))
view.update.too_fast = with(ls.every(0):to "tick")
view.update.closure = with(ls.send("tick", { f = print }))
view.update.not_one = with "tick"

function view.update.flood(m)
    m.changed = true
    local commands = {}
    for i = 1, 257 do
        commands[i] = ls.send "tick"
    end
    return m, table.unpack(commands)
end

function view.render(m)
    return html[[<p>{m.changed and "changed" or "as before"}</p>]]
end

return view
