-- ls.table: rows of a list under headings, each column written once.

local ls = require "lightspeed"

-- The function that names a row.
local function key_function(key)
    if type(key) == "function" then
        return key
    end
    local field = key or "id"
    return function(row, number)
        local value = type(row) == "table" and row[field] or nil
        if value == nil then
            error(
                ('<ls.table>: row %d has no %s; name rows by key="field" or key={function(row) … end}'):format(
                    number,
                    field
                ),
                0
            )
        end
        return value
    end
end

local function sort_of(a, column)
    if column.sort == nil or column.sort ~= a.sort then
        return column.sort and "none" or nil
    end
    return a.descending and "descending" or "ascending"
end

-- A click on a heading sorts by it, a second click the other way around.
local function Heading(a)
    local column, direction = a.column, a.direction
    if not (column.sort and a.event) then
        return html[[{column.label}]]
    end
    return html[[
        <button type="button" ls-click={a.event} ls-value-by={column.sort}
            ls-value-descending={direction == "ascending" and "true" or "false"}>{column.label}</button>
    ]]
end

-- The class of each column's cells; nil where it has none.
local function classes_of(columns)
    local classes = {}
    for place, column in ipairs(columns) do
        local class = column.class
        if column.number then
            class = class and class .. " ls-number" or "ls-number"
        end
        classes[place] = class
    end
    return classes
end

local function Headings(a)
    return html[[
        <tr>
            {for place, column in ipairs(a.columns) do}
                <th scope="col" aria-sort={sort_of(a.table, column)} class={a.classes[place]}>
                    <Heading column={column} direction={sort_of(a.table, column)} event={a.table.event} />
                </th>
            {end}
        </tr>
    ]]
end

---A table.
---
---    <ls.table rows={m.users} caption="Users" sort={m.by} descending={m.descending} event="sort">
---        <:col label="Name" sort="name" header let="user">{user.name}</:col>
---        <:col label="Age" sort="age" number let="user">{user.age}</:col>
---        <:empty>Nobody yet.</:empty>
---    </ls.table>
---
---    attributes  rows        a list
---                key         what names a row: a field, or a function(row); "id" where none is given
---                caption     what the table shows
---                sort        the `sort` of the column by which the rows are sorted; the app sorts them
---                descending  whether it is the other way around
---                event       sent by a click on a heading that has `sort`:
---                            { by = "string", descending = "boolean" }
---                row_class   function(row): the class of its <tr>
---                all others go to the <table>
---    slots       col         a column: gets the row. Its attributes:
---                            label, sort, class, number (digits stand below each other), header (it names the row)
---                empty       what shows where there are no rows
---                foot        rows below all others, as <tr>…</tr>
local Table = ls.component {
    attrs = {
        rows = "list",
        key = "any?",
        caption = "any?",
        sort = "string?",
        descending = "boolean?",
        event = "string?",
        row_class = "function?",
        rest = "global",
    },
    slots = { "empty", "foot", col = { required = true } },
    render = function(a, slots)
        local columns, key, row_class = slots.col, key_function(a.key), a.row_class
        local classes = classes_of(columns)
        return html[[
            <table {a.rest}>
                {if a.caption then}<caption>{a.caption}</caption>{end}
                <thead><Headings table={a} columns={columns} classes={classes} /></thead>
                <tbody>
                    {-- Cells are written out here, and not a component each: there may be thousands. }
                    {for number, row in ipairs(a.rows) do}
                        <tr ls-key={key(row, number)} class={row_class and row_class(row)}>
                            {for place, column in ipairs(columns) do}
                                {if column.header then}
                                    <th scope="row" class={classes[place]}>{column(row)}</th>
                                {else}
                                    <td class={classes[place]}>{column(row)}</td>
                                {end}
                            {end}
                        </tr>
                    {end}
                    {if #a.rows == 0 and slots.empty then}
                        <tr><td colspan={#columns}>{slots.empty()}</td></tr>
                    {end}
                </tbody>
                {if slots.foot then}<tfoot>{slots.foot()}</tfoot>{end}
            </table>
        ]]
    end,
}

return { table = Table }
