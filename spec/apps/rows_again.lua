-- Rows that are said again and again: with values of each kind, components, nested lists and keys that change their
-- type. For specs that hold each render against one that owes nothing to the page before.
local ls = require "lightspeed"
local t = ls.types

local view = ls.view {
    title = "Rows",
    events = {
        set = {
            rows = t.list { id = "integer", text = "string", kind = "integer" },
            swing = "integer",
        },
        twice = {},
    },
}

function view.init()
    return { rows = {}, swing = 0, double = false }
end

function view.update.set(m, e)
    m.rows, m.swing, m.double = e.rows, e.swing, false
end

function view.update.twice(m)
    m.double = true
end

-- The same to look at, and another value: 7, 7.0, "7".
local function said(number, kind)
    return kind == 0 and number or kind == 1 and number + 0.0 or kind == 2 and tostring(number) or number / 3
end

local function Cell(a)
    return html[[
        <td class={"cell", warm = a.kind > 1}>{said(a.id, a.kind)}{if a.kind > 0 then}<b>{a.text}</b>{end}</td>
    ]]
end

function view.render(m)
    return html[[
        <table><tbody>
            {for _, row in ipairs(m.rows) do}
                <tr ls-key={m.swing == 1 and tostring(row.id) or row.id} class={row.kind == 3 and "odd"}>
                    <td>{said(row.id, row.kind)}</td><td title={row.text}>{row.kind > 2}</td>
                    <Cell id={row.id} kind={row.kind} text={row.text} />
                    <td>{for i = 1, row.kind do}<i ls-key={i}>{row.text}{m.swing}</i>{end}</td>
                </tr>
            {end}
            {for i = 1, m.double and 2 or 0 do}<tr ls-key={1}><td>{i}</td></tr>{end}
        </tbody></table>
        <ul>{for _, row in ipairs(m.rows) do}<li>{row.text}</li>{end}</ul>
        <ol>
            {for _, row in ipairs(m.rows) do}
                <Cell ls-key={row.id} id={row.id} kind={row.kind % 2} text={row.text} />
            {end}
        </ol>
    ]]
end

return view
