-- Pages that do to each other, and to actors, whatever there is to do, and keep account of what comes of it.
local ls = require "lightspeed"
local t = ls.types

-- Says what it hears again, and notes what comes out of its order.
local Worker = ls.actor {
    messages = { hear = { from = "string", n = "integer" }, "fail", "leave" },
}

function Worker.init()
    return { last = {}, wrong = 0 }
end

function Worker.update.hear(m, e)
    if e.n <= (m.last[e.from] or 0) then
        m.wrong = m.wrong + 1
    end
    m.last[e.from] = e.n
    return m, ls.reply { n = e.n, wrong = m.wrong }
end

function Worker.update.fail()
    error "as it was told"
end

function Worker.update.leave(m)
    return m, ls.stop "left"
end

local Doing = { what = "string" }

local page = ls.view {
    params = { name = "string" },
    events = {
        start = Doing,
        tell = Doing,
        ask = Doing,
        fail = Doing,
        leave = Doing,
        stop = Doing,
        watch = Doing,
        unwatch = Doing,
        subscribe = Doing,
        unsubscribe = Doing,
        shout = Doing,
        track = Doing,
        untrack = Doing,
    },
    messages = {
        "answer",
        "started",
        down = { name = "string", reason = "string" },
        heard = { from = "string", n = "integer" },
        people = t.list { key = "string", metas = t.list { name = "string" } },
    },
}

function page.init(params)
    return {
        name = params.name,
        said = 0, -- the number of what it said last
        asked = 0,
        answered = 0,
        answer = 0, -- the number of the last one that was answered
        watching = {},
        ends = {}, -- how many it may be told of, by name: one for each watch that was not taken back
        hears = {}, -- the last number of each whom it hears, by topic
        people = {},
        tracks = {},
        wrong = {},
    }
end

local function complain(m, text, ...)
    m.wrong[#m.wrong + 1] = text:format(...)
end

function page.update.start(m, e)
    m.asked = m.asked + 1
    return m, ls.start("all", Worker):named(e.what):to "started"
end

function page.update.started(m)
    m.answered = m.answered + 1
end

function page.update.tell(m, e)
    m.said = m.said + 1
    return m, ls.tell(e.what, "hear", { from = m.name .. e.what, n = m.said })
end

function page.update.ask(m, e)
    m.said, m.asked = m.said + 1, m.asked + 1
    return m, ls.ask(e.what, "hear", { from = m.name .. e.what, n = m.said }):to "answer"
end

function page.update.answer(m, value)
    m.answered = m.answered + 1
    if value and value.wrong > 0 then
        complain(m, "a worker heard %d out of order", value.wrong)
    end
end

function page.update.fail(m, e)
    return m, ls.tell(e.what, "fail")
end

function page.update.leave(m, e)
    return m, ls.tell(e.what, "leave")
end

function page.update.stop(m, e)
    return m, ls.stop_actor(e.what)
end

function page.update.watch(m, e)
    m.ends[e.what] = (m.ends[e.what] or 0) + 1
    m.watching[e.what] = true
    return m, ls.watch(e.what):to "down"
end

function page.update.unwatch(m, e)
    m.watching[e.what], m.ends[e.what] = nil, nil
    return m, ls.unwatch(e.what)
end

function page.update.down(m, e)
    m.ends[e.name] = (m.ends[e.name] or 0) - 1
    if m.ends[e.name] < 0 then
        complain(m, "%s is down (%s), which it did not watch", e.name, e.reason)
    end
    m.watching[e.name] = nil
end

function page.update.subscribe(m, e)
    m.hears[e.what] = m.hears[e.what] or {}
    return m, ls.subscribe(e.what)
end

function page.update.unsubscribe(m, e)
    m.hears[e.what] = nil
    return m, ls.unsubscribe(e.what)
end

function page.update.shout(m, e)
    m.said = m.said + 1
    return m, ls.broadcast(e.what, "heard", { from = m.name .. " " .. e.what, n = m.said })
end

function page.update.heard(m, e)
    local topic = e.from:match " (.*)"
    local last = m.hears[topic]
    if not last then
        complain(m, "heard of %s, to which it does not listen", topic)
    elseif e.n <= (last[e.from] or 0) then
        complain(m, "heard %d of %s after %d", e.n, e.from, last[e.from])
    else
        last[e.from] = e.n
    end
end

function page.update.track(m, e)
    m.tracks[e.what] = true
    return m, ls.track(e.what, { name = m.name .. e.what }, { key = m.name }):to "people"
end

function page.update.untrack(m, e)
    m.tracks[e.what], m.people[e.what] = nil, nil
    return m, ls.untrack(e.what)
end

-- Which topic a list is of says what is in it; it has oneself, or it is late.
function page.update.people(m, list)
    local names, topic = {}, nil
    for _, person in ipairs(list) do
        local name = person.metas[1].name
        names[#names + 1] = person.key
        topic = name:sub(#person.key + 1)
        if #person.metas > 1 then
            complain(m, "%s is there %d times", person.key, #person.metas)
        end
    end
    table.sort(names)
    if topic and m.tracks[topic] then
        m.people[topic] = table.concat(names, " ")
    end
end

local function sorted(set)
    local names = {}
    for name in pairs(set) do
        names[#names + 1] = name
    end
    table.sort(names)
    return names
end

local function account(m)
    local parts = {
        ("asked %d answered %d"):format(m.asked, m.answered),
        "watching " .. table.concat(sorted(m.watching), " "),
        "wrong " .. table.concat(m.wrong, "; "),
    }
    for _, topic in ipairs(sorted(m.tracks)) do
        parts[#parts + 1] = topic .. ": " .. (m.people[topic] or "?")
    end
    return table.concat(parts, "\n")
end

function page.render(m)
    return html[[<pre>{account(m)}</pre>]]
end

return ls.app():supervise("all", { max_restarts = 1000, within = 1 }, {}):live("/:name", page)
