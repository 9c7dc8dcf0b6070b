-- Cells: a spreadsheet of 26 columns and 100 rows. What a cell means is in formula.lua, how change spreads in
-- sheet.lua; here is how it shows, and how a person gets about in it: by mouse, or by keys as in any spreadsheet.

local formula = require "sevenguis.formula"
local ls = require "lightspeed"
local sheet = require "sevenguis.sheet"
local tasks = require "sevenguis.tasks"
local t = ls.types

local Cell = { cell = t.string { pattern = "^[A-Z]%d%d?$" } }

local cells = ls.view {
    title = "Cells",
    events = {
        choose = Cell,
        edit = Cell,
        move = { by = t.enum { "up", "down", "left", "right" } },
        save = { cell = Cell.cell, text = t.string { trim = true, max = 200 } },
        discard = Cell,
    },
    css = css[[
        .sheet { border: 1px solid var(--ls-line); height: min(70vh, 44rem); overflow: auto; position: relative; }
        table { border-collapse: separate; border-spacing: 0; font-size: 0.875rem; margin: 0; width: max-content; }
        th, td { border: solid var(--ls-line); border-width: 0 1px 1px 0; height: 1.75rem; padding: 0 0.4rem;
            line-height: 1.2; }
        td { max-width: 12rem; min-width: 5.5rem; overflow: hidden; position: relative; text-overflow: ellipsis;
            white-space: nowrap; }
        th { background: var(--ls-shade); font-weight: 500; position: sticky; text-align: center; }
        thead th { inset-block-start: 0; z-index: 2; }
        tbody th { inset-inline-start: 0; min-width: 3rem; z-index: 1; }
        thead th:first-child { inset-inline-start: 0; z-index: 3; }
        .number { text-align: end; }
        .problem { color: var(--ls-bad); }
        .chosen { outline: 2px solid var(--ls-accent); outline-offset: -2px; }
        td form { inset: 0; margin: 0; position: absolute; }
        td input { border: 0; border-radius: 0; font-size: inherit; height: 100%; padding: 0 0.4rem; width: 100%; }
    ]],
}

function cells.init()
    local filled = sheet.new()
    for name, text in pairs { A0 = "Price", B0 = "12", A1 = "Pieces", B1 = "4", A2 = "Sum", B2 = "=B0*B1" } do
        sheet.write(filled, name, text)
    end
    return { sheet = filled, chosen = "A0", editing = false }
end

local STEPS = { up = { 0, -1 }, down = { 0, 1 }, left = { -1, 0 }, right = { 1, 0 } }

local function move(m, by)
    local column, row = formula.place(m.chosen)
    local step = STEPS[by]
    column = math.max(0, math.min(formula.COLUMNS - 1, column + step[1]))
    row = math.max(0, math.min(formula.ROWS - 1, row + step[2]))
    m.chosen = formula.name(column, row)
    return m, ls.focus("#" .. m.chosen)
end

function cells.update.move(m, e)
    if m.editing then
        return m
    end
    return move(m, e.by)
end

function cells.update.choose(m, e)
    if formula.place(e.cell) then
        m.chosen = e.cell
    end
end

function cells.update.edit(m, e)
    if formula.place(e.cell) then
        m.chosen, m.editing = e.cell, e.cell
    end
end

-- Enter, and leaving the field: whichever comes first ends the edit, and the other is late.
function cells.update.save(m, e)
    if m.editing == e.cell then
        m.editing = false
        sheet.write(m.sheet, e.cell, e.text)
    end
end

function cells.update.discard(m, e)
    m.editing = m.editing ~= e.cell and m.editing
end

local function Editor(a)
    return html[[
        <form ls-submit="save" ls-value-cell={a.name}>
            <input name="text" value={a.text} ls-autofocus ls-blur="save" ls-keydown.escape="discard"
                ls-value-cell={a.name} aria-label="Content of {a.name}" autocomplete="off" maxlength="200">
        </form>
    ]]
end

local function Cell_(a)
    local name, chosen = a.name, a.chosen
    local shown, problem = sheet.shown(a.sheet, name)
    local kind = problem and "problem" or type(a.sheet.values[name]) == "number" and "number"
    return html[[
        <td id={name} class={[kind] = kind, chosen = chosen} tabindex={chosen and "0" or "-1"} title={problem}
            ls-click="choose" ls-on-dblclick="edit" ls-keydown.enter="edit" ls-value-cell={name}>
            {if a.editing then}<Editor name={name} text={a.sheet.texts[name]} />{else}{shown}{end}
        </td>
    ]]
end

function cells.render(m)
    return html[[
        <tasks.Nav current="/cells" />
        <h1>Cells</h1>
        <p>Double-click a cell, or press Enter in it, and write: a number, a text, or <code>=B0 * (1 + A3)</code>,
            <code>=sum(A0:A9)</code>.</p>
        <div class="sheet">
            <table role="grid" aria-label="Cells">
                <thead>
                    <tr><th></th>{for c = 0, formula.COLUMNS - 1 do}<th scope="col">{string.char(65 + c)}</th>{end}</tr>
                </thead>
                <tbody ls-keydown.up="move" ls-value-by="up">
                    {for r = 0, formula.ROWS - 1 do}
                        <tr>
                            <th scope="row">{r}</th>
                            {for c = 0, formula.COLUMNS - 1 do}
                                {local name = formula.name(c, r)}
                                <Cell_ name={name} sheet={m.sheet} chosen={name == m.chosen}
                                    editing={name == m.editing} />
                            {end}
                        </tr>
                    {end}
                </tbody>
            </table>
        </div>
    ]]
end

return cells
