-- For specs of actors: rooms that count, fail, ask each other and end, and a page that does all of that to them.
local ls = require "lightspeed"

local Room = ls.actor {
    messages = {
        add = { by = "integer" },
        "fail",
        "fail_badly",
        "who",
        "silent",
        "leave",
        "tick",
        "sum",
        forward = { to = "string" },
        "got",
        stop = { reason = "string" },
        "listen",
        news = { text = "string" },
        "measure",
        "measured",
    },
}

local town = ls.service("town", function()
    return {
        measure = function(what)
            return #what
        end,
    }
end)

function Room.init(args)
    if args.breaks then
        error "this room cannot be opened"
    end
    return { name = args.name, total = args.total or 0, answers = {} }
end

function Room.update.add(m, e)
    m.total = m.total + e.by
end

function Room.update.fail(m)
    m.total = -1000
    error "a wall fell in"
end

function Room.update.fail_badly(m)
    error(("the roof of %s fell in"):format(m.name))
end

function Room.update.who(m)
    return m, ls.reply { name = m.name, total = m.total }
end

function Room.update.silent() end

function Room.update.leave(m)
    return m, ls.stop "everybody left"
end

function Room.update.tick(m)
    m.total = m.total + 1
end

function Room.update.sum(m)
    return m, ls.after(1000):to "tick"
end

function Room.update.forward(m, e)
    return m, ls.ask(e.to, "who"):to "got"
end

function Room.update.got(m, value, err)
    m.answers[#m.answers + 1] = { value = value, err = err }
end

function Room.update.listen(m)
    return m, ls.subscribe "town"
end

function Room.update.news(m, e)
    m.news = e.text
end

function Room.update.measure(m)
    return m, town.measure(m.name):to "measured"
end

function Room.update.measured(m, value, err)
    m.measured = err or value
end

function Room.update.stop(m, e)
    return m, ls.tell("witness", "add", { by = e.reason == "closed" and 100 or 1 })
end

local page = ls.view {
    events = {
        start = { name = "string", total = "integer?" },
        break_in = { name = "string" },
        tell = { name = "string", by = "integer" },
        wrong = { name = "string" },
        ask = { name = "string", message = "string", ms = "integer?" },
        watch = { name = "string" },
        unwatch = { name = "string" },
        stop = { name = "string", reason = "string?" },
        lost_group = {},
        leave = {},
    },
    messages = { "answer", down = { name = "string", reason = "string" }, "started" },
}

function page.init()
    return { log = {} }
end

local function log(m, text, ...)
    m.log[#m.log + 1] = text:format(...)
end

function page.update.start(m, e)
    return m,
        ls.start("rooms", Room, { name = e.name, total = e.total }):named(e.name):to "started",
        ls.tell(e.name, "add", { by = 1 })
end

function page.update.break_in(m, e)
    return m, ls.start("rooms", Room, { name = e.name, breaks = true }):named(e.name)
end

function page.update.tell(m, e)
    return m, ls.tell(e.name, "add", { by = e.by })
end

function page.update.wrong(m, e)
    return m, ls.tell(e.name, "add", { by = "much" })
end

function page.update.ask(m, e)
    local ask = ls.ask(e.name, e.message):to "answer"
    return m, e.ms and ask:timeout(e.ms) or ask
end

function page.update.watch(m, e)
    return m, ls.watch(e.name):to "down"
end

function page.update.unwatch(m, e)
    return m, ls.unwatch(e.name)
end

function page.update.stop(m, e)
    return m, ls.stop_actor(e.name, e.reason)
end

function page.update.lost_group(m)
    local group = "roms" -- a literal one would be found when the app loads
    return m, ls.start(group, Room, {}):named "nowhere"
end

function page.update.leave(m)
    return m, ls.stop()
end

function page.update.answer(m, value, err)
    log(m, "%s %s", value and (value.name .. "=" .. value.total) or "nil", tostring(err))
end

function page.update.started(m, value, err)
    log(m, "started %s %s", tostring(value), tostring(err))
end

function page.update.down(m, e)
    log(m, "%s is down: %s", e.name, e.reason)
end

function page.render(m)
    return html[[<ol>{for n, line in ipairs(m.log) do}<li ls-key={n}>{line}</li>{end}</ol>]]
end

return ls.app()
    :supervise("rooms", { strategy = "one_for_one", max_restarts = 3, within = 10 }, {
        ls.child(Room, { name = "lobby" }):named "lobby",
        ls.child(Room, { name = "cellar", total = 7 }):named "cellar",
    })
    :supervise("apart", { max_restarts = 1 }, {
        ls.child(Room, { name = "witness" }):named "witness",
    })
    :live("/", page)
