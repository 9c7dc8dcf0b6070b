-- Actors, topics, keys and values whose names nobody would think of.
local ls = require "lightspeed"

local names = {
    "__proto__",
    "constructor",
    "__index",
    "\0",
    "a\0b",
    "\27[31mred\n",
    "\xff\xfe",
    "\u{1F600}",
    "' or 1 = 1; --",
    "<script>alert(1)</script>",
    (" "):rep(200),
    "..",
    "/",
    "%s%n",
}

local Echo = ls.actor { messages = { "say" } }

function Echo.init(e)
    return { name = e.name }, ls.subscribe(e.topic), ls.track(e.topic, { who = e.name }, { key = e.name })
end

function Echo.update.say(m, text)
    return m, ls.reply { m.name, text, [m.name] = text }
end

local Store = ls.service("store", function()
    local db = ls.db "names.db"
    db:migrate { [[create table if not exists names (name text primary key, n integer)]] }
    return {
        keep = function(name, n)
            db:run("insert or replace into names (name, n) values (:name, :n)", { name = name, n = n })
            local row = db:one("select name, n from names where name = ?", name)
            return { [row.name] = row.n, count = db:value "select count(*) from names" }
        end,
    }
end)

local page = ls.view {
    events = { next = {}, watch = {}, stop = {}, untrack = {} },
    messages = { "said", "kept", "people", "heard", "down" },
}

function page.init()
    return { at = 0, heard = 0, people = "" }
end

local function name_of(m)
    return names[m.at]
end

-- A topic is text without control characters.
local function topic_of(m)
    local name = name_of(m)
    return utf8.len(name) and not name:find "%c" and name or "topic " .. m.at
end

function page.update.next(m)
    m.at = m.at % #names + 1
    local name, topic = name_of(m), topic_of(m)
    return m,
        ls.start("all", Echo, { name = name, topic = topic }):named(name),
        ls.subscribe(topic),
        ls.track(topic, { who = name }, { key = name }):to "people",
        ls.broadcast(topic, "heard", { [name] = name }),
        ls.ask(name, "say", name):to "said",
        Store.keep(name, m.at):to "kept"
end

function page.update.watch(m)
    return m, ls.watch(name_of(m)):to "down"
end

function page.update.stop(m)
    return m, ls.stop_actor(name_of(m), name_of(m))
end

function page.update.untrack(m)
    return m, ls.untrack(topic_of(m)), ls.unsubscribe(topic_of(m))
end

function page.update.said(m, value, err)
    m.said = err or (value[1] == name_of(m) and value[2] == name_of(m) and value[name_of(m)] == name_of(m))
end

function page.update.kept(m, value, err)
    m.kept = err or (value[name_of(m)] == m.at and value.count == m.at)
end

function page.update.heard(m, value)
    m.heard = m.heard + (value[name_of(m)] == name_of(m) and 1 or 100)
end

function page.update.people(m, list)
    m.people = {}
    for _, person in ipairs(list) do
        m.people[#m.people + 1] = { key = person.key, count = #person.metas, who = person.metas[1].who }
    end
end

function page.update.down(m, e)
    m.down = e
end

function page.render(m)
    return html[[<h1>{tostring(m.said)} {tostring(m.kept)} {m.heard}</h1>
<button ls-click="next">next</button><button ls-click="watch">watch</button><button ls-click="stop">stop</button>
<button ls-click="untrack">untrack</button>
<p id="name">{m.at > 0 and names[m.at] or ""}</p>]]
end

return ls.app():supervise("all", {}, {}):live("/", page)
