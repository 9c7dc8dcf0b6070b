-- An actor that is present as a visitor is, for specs.
local ls = require "lightspeed"

local Bot = ls.actor { messages = { "people", "go" } }

function Bot.init()
    return { people = 0 }, ls.track("room", { name = "bot" }):to "people"
end

function Bot.update.people(m, list)
    m.people = #list
    return m, ls.broadcast("count", "counted", m.people)
end

function Bot.update.go(m)
    return m, ls.stop()
end

local view = ls.view { events = { "come", "send_away" }, messages = { "people", "counted" } }

function view.init()
    return { shown = "", counted = 0 }, ls.track("room"):to "people", ls.subscribe "count"
end

function view.update.come(m)
    return m, ls.track("room", { name = "visitor" }):to "people"
end

function view.update.send_away(m)
    return m, ls.tell("bot", "go")
end

function view.update.people(m, list)
    local names = {}
    for i, person in ipairs(list) do
        names[i] = person.name
    end
    m.shown = table.concat(names, " ")
end

function view.update.counted(m, count)
    m.counted = count
end

function view.render(m)
    return html[[<p>{m.shown}</p><b>{m.counted}</b>]]
end

return ls.app():supervise("bots", {}, { ls.child(Bot, {}):named("bot"):restart "transient" }):live("/", view)
