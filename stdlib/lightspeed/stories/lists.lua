-- Stories of tables and pagers.

local ls = require "lightspeed"
local t = require "lightspeed.stories.knobs"

local PEOPLE = {
    { id = 1, name = "Ann", city = "Bergen", age = 31 },
    { id = 2, name = "Bob", city = "Aarhus", age = 44 },
    { id = 3, name = "Cy", city = "Cork", age = 27 },
}

local function sorted(by, descending)
    local rows = table.move(PEOPLE, 1, #PEOPLE, 1, {})
    table.sort(rows, function(a, b)
        if descending then
            return a[by] > b[by]
        end
        return a[by] < b[by]
    end)
    return rows
end

local function Table(k, id)
    local rows = k.empty and {} or sorted(k.sort or "id", k.descending)
    return html[[
        <ls.table id={id} rows={rows} caption={k.caption} sort={k.sort} descending={k.descending} event="sort">
            <:col label="Name" sort="name" header let="person">{person.name}</:col>
            <:col label="City" sort="city" let="person">{person.city}</:col>
            <:col label="Age" sort="age" number let="person">{person.age}</:col>
            <:empty>Nobody yet.</:empty>
        </ls.table>
    ]]
end

local function Pager(k, id)
    return html[[
        <ls.pager id={id} page={k.page} pages={k.pages} around={k.around} label={k.label} event="page" />
    ]]
end

return {
    {
        name = "table",
        tag = "ls.table",
        about = "Rows under headings, each column written once. A click on a heading asks for another order.",
        fixed = { "rows={m.people}", 'event="sort"' },
        body = [[
<:col label="Name" sort="name" header let="person">{person.name}</:col>
<:col label="City" sort="city" let="person">{person.city}</:col>
<:col label="Age" sort="age" number let="person">{person.age}</:col>
<:empty>Nobody yet.</:empty>]],
        knobs = {
            t.text("caption", "People"),
            t.choice("sort", { "", "name", "city", "age" }, "name"),
            t.flag "descending",
            t.content("empty", false),
        },
        variants = {
            { title = "Sorted by age, the oldest first", knobs = { sort = "age", descending = true } },
            { title = "Without rows", knobs = { empty = true } },
        },
        show = Table,
    },
    {
        name = "pager",
        tag = "ls.pager",
        about = "The way through a list that is shown page by page.",
        fixed = { 'event="page"' },
        knobs = {
            t.number("page", 5, 1, 1000),
            t.number("pages", 20, 0, 1000),
            t.usual(t.number("around", 1, 0, 5)),
            t.usual(t.text("label", "Pages")),
        },
        variants = {
            { title = "At the beginning", knobs = { page = 1, label = "First pages" } },
            { title = "Few pages", knobs = { page = 2, pages = 3, label = "Few pages" } },
        },
        show = Pager,
    },
}
