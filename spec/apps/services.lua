-- A view that asks services for all kinds of things, and says what came of it.
local ls = require "lightspeed"

local work = ls.service("work", function()
    local s, calls = {}, 0

    function s.sum(a, b)
        return a + b
    end

    function s.echo(...)
        return { n = select("#", ...), ... }
    end

    function s.count()
        calls = calls + 1
        return calls
    end

    function s.both()
        return "value", { name = "is taken" }
    end

    function s.refuse(why)
        return nil, why
    end

    function s.raise(text)
        error(text)
    end

    function s.nothing() end

    function s.code()
        return print
    end

    function s.spin()
        while true do
        end
    end

    function s.doze(ms)
        ls.sleep(ms)
        return "slept"
    end

    function s.grow()
        local list = {}
        while true do
            list[#list + 1] = ("x"):rep(1000) .. #list
        end
    end

    function s.now()
        return ls.now()
    end

    function s.has_io()
        return { io = io ~= nil, os = os ~= nil, load = load ~= nil, debug = debug ~= nil }
    end

    return s
end, { pool = 1, queue = 3, deadline = 60000 })

local hasty = ls.service("hasty", function()
    local s = {}

    function s.doze(ms)
        ls.sleep(ms)
        return "slept"
    end

    return s
end, { deadline = 200 })

local view = ls.view {
    events = {
        ask = { fn = "string", with = "any?", catch = "boolean?" },
        tell = { fn = "string" },
        typed = { fn = "string" },
        latest = { ms = "integer" },
        within = { fn = "string", most = "integer", with = "any?" },
        hasty = { ms = "integer" },
        fails_after = { fn = "string" },
        many = { count = "integer" },
        unknown = { fn = "string" },
    },
    messages = { "answer", "raised", number = { type = "integer" } },
}

function view.init()
    return { log = {} }
end

local function note(m, text)
    m.log[#m.log + 1] = text
end

local function shown(value)
    if type(value) ~= "table" then
        return tostring(value)
    end
    local parts = {}
    for key, item in pairs(value) do
        parts[#parts + 1] = tostring(key) .. "=" .. shown(item)
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

function view.update.ask(m, e)
    local call = work[e.fn](table.unpack(e.with or {})):to "answer"
    return m, e.catch and call:catch "raised" or call
end

function view.update.tell(m, e)
    return m, work[e.fn]()
end

function view.update.typed(m, e)
    return m, work[e.fn]("no number"):to "number"
end

function view.update.latest(m, e)
    return m, work.doze(e.ms):to("answer"):latest()
end

function view.update.within(m, e)
    return m, work[e.fn](e.with):to("answer"):timeout(e.most)
end

function view.update.hasty(m, e)
    return m, hasty.doze(e.ms):to "answer"
end

function view.update.fails_after(m, e)
    return m, work[e.fn]():to "answer", { 1 }
end

function view.update.many(m, e)
    local calls = {}
    for i = 1, e.count do
        calls[i] = work.doze(100):to "answer"
    end
    return m, calls
end

function view.update.unknown(m, e)
    return m, work[e.fn]()
end

function view.update.answer(m, value, err)
    note(m, shown(value) .. " " .. shown(err))
end

function view.update.raised(m, text)
    note(m, "raised " .. text)
end

function view.update.number(m, number, err)
    note(m, "number " .. shown(number) .. " " .. shown(err))
end

function view.render(m)
    return html[[<ul>{for _, line in ipairs(m.log) do}<li>{line}</li>{end}</ul>]]
end

return view
