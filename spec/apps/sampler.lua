-- Whatever can stand in a slot, from one list of numbers: nested lists with and without keys, templates that
-- come and go, sets of attributes, textareas, and text that needs escapes.
local ls = require "lightspeed"
local t = ls.types

local view = ls.view {
    title = function(m)
        return ("<%d> & more"):format(#m.rows)
    end,
    events = {
        set = {
            rows = t.list { id = "integer", text = "string", kind = "integer" },
            note = "string",
            flag = "boolean",
        },
    },
}

function view.init()
    return { rows = {}, note = "", flag = false }
end

function view.update.set(m, e)
    m.rows, m.note, m.flag = e.rows, e.note, e.flag
end

local function attributes_of(row)
    local set = { title = row.text }
    if row.kind % 2 == 0 then
        set["data-even"] = true
    end
    if row.kind % 3 == 0 then
        set["aria-label"] = row.text .. "'\""
    end
    return set
end

local function Cell(a)
    return html[[
        <td class={"cell", warm = a.row.kind > 3}>
            {if a.row.kind == 0 then}
                {a.row.text}
            {elseif a.row.kind == 1 then}
                <b>{a.row.text}</b> and <i>{a.row.id}</i>
            {elseif a.row.kind == 2 then}
                {for i = 1, a.row.id % 4 do}{i}, {end}
            {else}
                <ul>{for i = 1, a.row.id % 5 do}<li ls-key={i * a.row.kind % 7}>{a.row.text}{i}</li>{end}</ul>
            {end}
        </td>
    ]]
end

function view.render(m)
    return html[[
        <main {m.flag and { id = "on", hidden = true } or {}}>
            before {m.note} between {m.flag} after
            <textarea name="note">{m.note}</textarea>
            <pre>{m.note}</pre>
            <a href={m.note}>link</a>
            <input value={m.note} disabled={m.flag}>
            <table><tbody>
                {for _, row in ipairs(m.rows) do}
                    <tr ls-key={row.id} {attributes_of(row)}><Cell row={row} /><td>{row.id}</td></tr>
                {end}
            </tbody></table>
            {for _, row in ipairs(m.rows) do}{row.text} {end}
            <p>{if m.flag then}<em>on</em>{end}</p>
            {if not m.flag and #m.rows > 3 then}<p>many</p>{end}
        </main>
    ]]
end

return view
