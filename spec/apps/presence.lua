-- Presence at work, for specs: a view that is in "room" as it is told, and a component that is there by itself.
local ls = require "lightspeed"
local t = ls.types

local Seat = ls.component { attrs = { id = "string" }, messages = { "seats" } }

function Seat.init()
    return { seats = 0 }, ls.track("seats", { seat = true }):to "seats"
end

function Seat.update.seats(m, list)
    m.seats = #list
end

function Seat.render(m)
    return html[[<b>{m.seats}</b>]]
end

local view = ls.view {
    events = {
        be = { name = "string", key = "string?" },
        odd = { what = "string" },
        many = { topics = "integer" },
        "sit",
        "stand",
        "go",
    },
    messages = {
        people = t.list { name = "string" },
        everybody = "any",
        came = "any",
        went = "any",
    },
}

function view.init()
    return { shown = "", log = "", sits = false }
end

function view.update.be(m, e)
    if e.key then
        return m, ls.track("keys", { name = e.name }, { key = e.key }):to "everybody"
    end
    return m, ls.track("room", { name = e.name }):to("people"):joins("came"):leaves "went"
end

function view.update.odd(m, e)
    local odd = {
        misfit = ls.track("room", { nme = "x" }):to "people",
        handler = ls.track("room", { name = "x" }):to "peple",
        nothing = ls.track "room",
        event = ls.track("room", { name = "x" }):to "be",
        large = ls.track("room", { name = ("x"):rep(2000) }):to "people",
        topic = ls.track("a\nb", { name = "x" }):to "people",
    }
    return m, odd[e.what]
end

function view.update.many(m, e)
    local commands = {}
    for i = 1, e.topics do
        commands[i] = ls.track("topic " .. i, { name = "x" }):to "people"
    end
    return m, commands
end

function view.update.sit(m)
    m.sits = true
end

function view.update.stand(m)
    m.sits = false
end

function view.update.go(m)
    m.shown = ""
    return m, ls.untrack "room"
end

local function names_of(list)
    local names = {}
    for i, person in ipairs(list) do
        names[i] = person.name or person.metas[1].name
    end
    return table.concat(names, " ")
end

function view.update.people(m, list)
    m.shown = names_of(list)
end

function view.update.everybody(m, list)
    local names = {}
    for i, person in ipairs(list) do
        local metas = {}
        for j, meta in ipairs(person.metas) do
            metas[j] = meta.name
        end
        names[i] = person.key .. "=" .. table.concat(metas, "+")
    end
    m.shown = table.concat(names, " ")
end

function view.update.came(m, list)
    m.log = m.log .. "+" .. names_of(list)
end

function view.update.went(m, list)
    m.log = m.log .. "-" .. names_of(list)
end

function view.render(m)
    return html[[
        <p>{m.shown}</p>
        <i>{m.log}</i>
        {if m.sits then}<Seat id="seat" />{end}
    ]]
end

return view
