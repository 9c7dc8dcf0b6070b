-- Topics at work, for specs: a view that listens to "room", and says what it is told to.
local ls = require "lightspeed"

local view = ls.view {
    events = {
        say = { text = "string" },
        say_name = { name = "string" },
        listen = { topic = "string" },
        gap = { message = "string" },
        many = { topics = "integer", broadcasts = "integer" },
        large = { size = "integer" },
        "quit",
        "break",
    },
    messages = { said = { text = "string" }, "lost" },
}

function view.init()
    return { text = "", breaks = false }, ls.subscribe "room"
end

function view.update.say(m, e)
    return m, ls.broadcast("room", "said", { text = e.text })
end

function view.update.say_name(m, e)
    return m, ls.broadcast("room", e.name)
end

function view.update.listen(m, e)
    return m, ls.subscribe(e.topic)
end

function view.update.gap(m, e)
    return m, ls.subscribe("room"):gap(e.message)
end

function view.update.many(m, e)
    local commands = {}
    for i = 1, e.topics do
        commands[#commands + 1] = ls.subscribe("topic " .. i)
    end
    for _ = 1, e.broadcasts do
        commands[#commands + 1] = ls.broadcast("room", "said", { text = "many" })
    end
    return m, commands
end

function view.update.large(m, e)
    return m, ls.broadcast("room", "said", { text = ("x"):rep(e.size) })
end

function view.update.quit(m)
    return m, ls.unsubscribe "room"
end

view.update["break"] = function(m)
    m.breaks = true
end

function view.update.said(m, e)
    if m.breaks and e.text == "boom" then
        error "boom"
    end
    m.text = e.text
end

function view.update.lost(m, topic)
    m.text = "lost " .. topic
end

function view.render(m)
    return html[[<p>{m.text}</p>]]
end

return view
