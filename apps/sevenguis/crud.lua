-- CRUD: a list of people, of whom those show whose surname begins as somebody wrote; one may be chosen, and then be
-- renamed or taken away.

local ls = require "lightspeed"
local tasks = require "sevenguis.tasks"
local t = ls.types

local Name = t.string { trim = true, max = 60 }
local Person = { name = Name, surname = Name }

local crud = ls.view {
    title = "CRUD",
    events = {
        filter = { value = t.string { max = 60 } },
        choose = { person = t.integer { optional = true } },
        edit = Person,
        create = Person,
        update = {},
        delete = {},
    },
    css = css[[
        .desk { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); }
        .desk > * { margin: 0; }
        select { height: 100%; min-height: 12rem; width: 100%; }
        .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 1rem; }
    ]],
}

function crud.init()
    return {
        people = {
            { id = 1, name = "Hans", surname = "Emil" },
            { id = 2, name = "Max", surname = "Mustermann" },
            { id = 3, name = "Roman", surname = "Tisch" },
        },
        last_id = 3,
        prefix = "",
        chosen = false,
        name = "",
        surname = "",
    }
end

local function begins(text, prefix)
    return text:lower():sub(1, #prefix) == prefix:lower()
end

local function shown(m)
    local list = {}
    for _, person in ipairs(m.people) do
        if begins(person.surname, m.prefix) then
            list[#list + 1] = person
        end
    end
    return list
end

-- The chosen one, and where; nil where nobody is chosen who can be seen.
local function chosen(m)
    for i, person in ipairs(m.people) do
        if person.id == m.chosen and begins(person.surname, m.prefix) then
            return person, i
        end
    end
end

function crud.update.filter(m, e)
    m.prefix = e.value
    m.chosen = chosen(m) and m.chosen or false
end

function crud.update.choose(m, e)
    m.chosen = e.person or false
    local person = chosen(m)
    if person then
        m.name, m.surname = person.name, person.surname
    end
end

function crud.update.edit(m, e)
    m.name, m.surname = e.name, e.surname
end

function crud.update.create(m, e)
    m.name, m.surname = e.name, e.surname
    if m.name .. m.surname ~= "" then
        m.last_id = m.last_id + 1
        m.people[#m.people + 1] = { id = m.last_id, name = m.name, surname = m.surname }
    end
end

function crud.update.update(m)
    local person = chosen(m)
    if person and m.name .. m.surname ~= "" then
        person.name, person.surname = m.name, m.surname
        m.chosen = chosen(m) and m.chosen or false
    end
end

function crud.update.delete(m)
    local _, i = chosen(m)
    if i then
        table.remove(m.people, i)
        m.chosen = false
    end
end

function crud.render(m)
    local list = shown(m)
    local nobody = not chosen(m)
    return html[[
        <tasks.Nav current="/crud" />
        <h1>CRUD</h1>
        <p><label>Surname begins with
            <input value={m.prefix} ls-change="filter" autocomplete="off" maxlength="60"></label></p>
        <div class="desk">
            <select size="8" name="person" aria-label="People" ls-change="choose">
                {for _, person in ipairs(list) do}
                    <option ls-key={person.id} value={person.id} selected={person.id == m.chosen}>
                        {person.surname}, {person.name}
                    </option>
                {end}
            </select>
            <form ls-change="edit" ls-submit="create">
                <label>Name <input name="name" value={m.name} autocomplete="off" maxlength="60"></label>
                <label>Surname <input name="surname" value={m.surname} autocomplete="off" maxlength="60"></label>
                <div class="actions">
                    <button>Create</button>
                    <button type="button" ls-click="update" disabled={nobody}>Update</button>
                    <button type="button" ls-click="delete" disabled={nobody}>Delete</button>
                </div>
            </form>
        </div>
    ]]
end

return crud
