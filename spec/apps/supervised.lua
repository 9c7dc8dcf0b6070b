-- For specs of a whole host: a tree of supervision three deep, which pages that are asked for drive. What its actors
-- do is noted in a database, in its order.
local ls = require "lightspeed"

local notes = ls.service("notes", function()
    local db = ls.db "notes.db"
    db:migrate { "create table notes (id integer primary key, text text)" }
    local notes = {}

    function notes.add(text)
        db:run("insert into notes (text) values (?)", text)
    end

    function notes.all()
        local texts = {}
        for _, row in ipairs(db:all "select text from notes order by id") do
            texts[#texts + 1] = row.text
        end
        return table.concat(texts, " ")
    end

    return notes
end, { pool = 1 })

local Hand = ls.actor { messages = { "crash", "hang", stop = { reason = "string" } } }

function Hand.init(name)
    return { name = name }, notes.add("+" .. name)
end

function Hand.update.crash(m)
    error(m.name .. " fell")
end

function Hand.update.hang(m)
    m.hangs = true
end

function Hand.update.stop(m, e)
    while m.hangs do
    end
    return m, notes.add(("-%s:%s"):format(m.name, e.reason))
end

-- What it is told has happened for good: a durable actor's tells wait for the disk, its calls of services do not.
local Scribe = ls.actor { messages = { note = { text = "string" } } }

function Scribe.init()
    return {}
end

function Scribe.update.note(m, e)
    return m, notes.add(e.text)
end

local Ledger = ls.actor { durable = true, messages = { "add", "say", stop = { reason = "string" } } }

function Ledger.init()
    return { total = 0 }
end

function Ledger.update.add(m)
    m.total = m.total + 1
end

function Ledger.update.say(m)
    return m, ls.tell("scribe", "note", { text = "total:" .. m.total })
end

function Ledger.update.stop(m, e)
    m.total = m.total + 100
    return m, notes.add("ledger:" .. e.reason)
end

local page = ls.view {
    params = { start = "string?", open = "string?", tell = "string?", word = "string?" },
    messages = { "noted" },
}

function page.init(params)
    local m = { text = "" }
    if params.start then
        return m, ls.start("crowd", Hand, params.start):named(params.start)
    elseif params.open then
        return m, ls.start("crowd", Ledger):named(params.open)
    elseif params.tell then
        return m, ls.tell(params.tell, params.word)
    end
    return m, notes.all():to "noted"
end

function page.update.noted(m, text, err)
    m.text = text or err
end

function page.render(m)
    return html[[<p>{m.text}</p>]]
end

local once = { max_restarts = 1, within = 600 }

return ls.app()
    :supervise("books", {}, { ls.child(Scribe):named "scribe", ls.child(Ledger):named "ledger" })
    :supervise("shop", { max_restarts = 3, within = 600 }, {
        ls.child(Hand, "till"):named("till"),
        ls.child(Hand, "shelf"):named("shelf"),
    })
    :supervise("outer", once, {
        ls.child(Hand, "a"):named "a",
        ls.group("middle", once, {
            ls.child(Hand, "b"):named "b",
            ls.group("inner", once, {
                ls.child(Hand, "c"):named "c",
                ls.child(Hand, "d"):named("d"):stop_in(100),
            }),
        }),
    })
    :supervise("crowd", {}, {})
    :live("/", page)
