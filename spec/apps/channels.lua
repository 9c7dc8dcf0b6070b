-- Channels, for specs: rooms where clients without a page talk, with those who look at one.
local ls = require "lightspeed"
local t = ls.types

local Room = ls.channel {
    params = { name = t.string { min = 1, max = 20 } },
    events = {
        say = { text = t.string { max = 100 } },
        quiet = {},
        boom = {},
        leave_me = {},
        show = {},
        flood = { n = "integer" },
    },
    messages = { said = { who = "string", text = "string" }, "lost" },
}

function Room.join(topic, params, session)
    if params.name == "mallory" then
        return nil, "not you"
    elseif params.name == "chaos" then
        error "boom"
    end
    local m = { topic = topic, me = params.name, said = 0 }
    return m, ls.subscribe(topic), ls.reply { topic = topic, user = session.user, has_id = session.id ~= nil }
end

function Room.update.say(m, e)
    m.said = m.said + 1
    return m, ls.broadcast(m.topic, "said", { who = m.me, text = e.text }), ls.reply { said = m.said }
end

function Room.update.leave_me(m)
    return m, ls.stop "enough is enough"
end

function Room.update.quiet(m)
    return m
end

function Room.update.boom(m)
    m.said = 1000
    error "boom"
end

function Room.update.show(m)
    return m, ls.flash("info", "no page to show it")
end

function Room.update.flood(m, e)
    local commands = {}
    for i = 1, e.n do
        commands[i] = ls.push_event("said", { who = "flood", text = ("x"):rep(1000) })
    end
    return m, commands
end

function Room.update.said(m, line)
    return m, ls.push_event("said", line)
end

function Room.update.lost(m)
    return m
end

-- Who is there, and a clock.
local Crowd = ls.channel {
    params = { name = "string" },
    messages = { people = t.list { name = "string" }, "tick" },
}

function Crowd.join(topic, params)
    return {}, ls.track(topic, { name = params.name }):to "people", ls.after(1000):to "tick"
end

function Crowd.update.people(m, people)
    return m, ls.push_event("people", people)
end

function Crowd.update.tick(m)
    return m, ls.push_event("tick", {})
end

-- As many as fit in, who say as much as fits; and nothing is lost with the host.
local Small = ls.channel {
    params = { name = "string" },
    events = { say = { text = "string" }, note = {} },
    messages = { said = { text = "string" } },
    limits = { events = 5, burst = 6, frame = "1KB", members = 2, broadcasts = 4 },
    durable = true,
}

function Small.join(topic)
    return { topic = topic, said = 0, notes = 0 }, ls.subscribe(topic), ls.reply { topic = topic }
end

function Small.update.say(m, e)
    m.said = m.said + 1
    return m, ls.broadcast(m.topic, "said", { text = e.text }), ls.reply { said = m.said }
end

function Small.update.note(m)
    m.notes = m.notes + 1
    return m, ls.reply { notes = m.notes }
end

function Small.update.said(m, line)
    return m, ls.push_event("said", line)
end

-- Programs whose sessions outlive the host.
local Lasting = ls.channel {
    events = { add = { by = "integer" } },
    messages = { added = { total = "integer" } },
    durable = true,
}

function Lasting.join()
    return { total = 0 }, ls.subscribe "lasting", ls.reply { total = 0 }
end

function Lasting.update.add(m, e)
    m.total = m.total + e.by
    return m, ls.reply { total = m.total }
end

function Lasting.update.added(m, news)
    return m, ls.push_event("added", news)
end

-- For those who have signed in.
local Members = ls.channel {}

function Members.join(_, _, session)
    if not session.user then
        return nil, "sign in first"
    end
    return {}
end

local Wall = ls.view {
    events = { "sign_in", "sign_out", say = { text = "string" } },
    messages = { said = { who = "string", text = "string" } },
}

function Wall.init()
    return { lines = {} }, ls.subscribe "room:lobby"
end

function Wall.update.sign_in(m)
    return m, ls.put_session { user = "ann" }
end

function Wall.update.sign_out(m)
    return m, ls.clear_session()
end

function Wall.update.say(m, e)
    return m, ls.broadcast("room:lobby", "said", { who = "wall", text = e.text })
end

function Wall.update.said(m, line)
    m.lines[#m.lines + 1] = line
end

function Wall.render(m)
    return html[[
        <button ls-click="sign_in">Sign in</button>
        <button ls-click="sign_out">Sign out</button>
        <button ls-click="say" ls-value-text="from the wall">Say</button>
        <ul>
            {for i, line in ipairs(m.lines) do}
                <li ls-key={i}>{line.who}: {line.text}</li>
            {end}
        </ul>
    ]]
end

return ls.app()
    :static("rooms")
    :live("/", Wall)
    :channel("room:*", Room)
    :channel("lobby", Room)
    :channel("crowd", Crowd)
    :channel("members", Members)
    :channel("small:*", Small)
    :channel("lasting", Lasting)
