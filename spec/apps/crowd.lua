-- Who is there, for specs in browsers: people with pages, with parts of pages, and with programs.
local ls = require "lightspeed"
local t = ls.types

local Person = { key = "string", metas = t.list { from = "string" } }

local function names(people)
    local list = {}
    for i, person in ipairs(people) do
        local from = {}
        for k, meta in ipairs(person.metas) do
            from[k] = meta.from
        end
        table.sort(from)
        list[i] = person.key .. ": " .. table.concat(from, " ")
    end
    table.sort(list)
    return table.concat(list, ", ")
end

-- A part of a page that is there by itself.
local Badge =
    ls.component { attrs = { id = "string", name = "string" }, messages = { people = t.list(Person) } }

function Badge.init(a)
    return { names = "" }, ls.track("crowd", { from = "part" }, { key = a.name }):to "people"
end

function Badge.update.people(m, people)
    m.names = names(people)
end

function Badge.render(m)
    return html[[<p id="part">{m.names}</p>]]
end

local Crowd = ls.view {
    params = { name = t.string { max = 20 } },
    events = { "part" },
    messages = { people = t.list(Person) },
}

function Crowd.init(params)
    local m = { name = params.name, names = "", has_part = false }
    return m, ls.track("crowd", { from = "page" }, { key = m.name }):to "people"
end

function Crowd.update.part(m)
    m.has_part = not m.has_part
end

function Crowd.update.people(m, people)
    m.names = names(people)
end

function Crowd.render(m)
    return html[[
        <h1>{m.names}</h1>
        <button ls-click="part">Part</button>
        {if m.has_part then}<Badge id="badge" name={m.name} />{end}
    ]]
end

local Program = ls.channel {
    params = { name = "string" },
    messages = { people = t.list(Person) },
    durable = true,
}

function Program.join(_, params)
    return {}, ls.track("crowd", { from = "program" }, { key = params.name }):to "people"
end

function Program.update.people(m, people)
    return m, ls.push_event("people", { names = names(people) })
end

return ls.app():live("/:name", Crowd):channel("crowd", Program)
