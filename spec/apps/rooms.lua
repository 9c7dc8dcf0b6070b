-- Rooms that nobody looks at, which tell their topic who is in them, and a page for each.
local ls = require "lightspeed"

local Room = ls.actor {
    messages = { join = { who = "string" }, leave = { who = "string" } },
}

function Room.init(args)
    return { name = args.name, people = {} }
end

function Room.update.join(m, e)
    m.people[e.who] = true
    return m, ls.broadcast("room:" .. m.name, "people", m.people)
end

function Room.update.leave(m, e)
    m.people[e.who] = nil
    return m, ls.broadcast("room:" .. m.name, "people", m.people)
end

local chat = ls.view {
    params = { room = "string" },
    events = { join = { who = "string" }, leave = { who = "string" } },
    messages = { "people" },
}

function chat.init(params)
    local room = "room:" .. params.room
    return { room = room, people = {} },
        ls.start("rooms", Room, { name = params.room }):named(room),
        ls.subscribe(room)
end

function chat.update.join(m, e)
    return m, ls.tell(m.room, "join", e)
end

function chat.update.leave(m, e)
    return m, ls.tell(m.room, "leave", e)
end

function chat.update.people(m, people)
    m.people = {}
    for who in pairs(people) do
        m.people[#m.people + 1] = who
    end
    table.sort(m.people)
end

function chat.render(m)
    return html[[<ul>{for _, who in ipairs(m.people) do}<li ls-key={who}>{who}</li>{end}</ul>]]
end

return ls.app()
    :supervise("rooms", { strategy = "one_for_one", max_restarts = 5, within = 10 }, {
        ls.child(Room, { name = "lobby" }):named "room:lobby",
    })
    :live("/:room", chat)
