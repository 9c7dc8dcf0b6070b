-- Cells: a spreadsheet of 26 columns and 100 rows. What a cell means is in formula.lua, how change spreads in
-- sheet.lua; here is how it shows, and how a person gets about in it: by mouse, or by keys as in any spreadsheet.

local formula = require "sevenguis.formula"
local ls = require "lightspeed"
local sheet = require "sevenguis.sheet"
local tasks = require "sevenguis.tasks"
local t = ls.types

local Name = t.string { pattern = "^[A-Z]%d%d?$" }

local cells = ls.view {
    title = "Cells",
    events = {
        choose = { cell = Name },
        edit = { cell = Name },
        move = { cell = Name, key = t.enum { "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight" } },
        save = { cell = Name, value = t.string { trim = true, max = 200 } },
        discard = { cell = Name },
    },
    css = css[[
        .sheet { border: 1px solid var(--ls-line); height: min(70vh, 44rem); overflow: auto; position: relative; }
        table { border-collapse: separate; border-spacing: 0; font-size: 0.875rem; margin: 0; width: max-content; }
        th, td { border: solid var(--ls-line); border-width: 0 1px 1px 0; height: 1.75rem; padding: 0;
            line-height: 1.2; }
        td { max-width: 12rem; min-width: 5.5rem; overflow: hidden; padding-inline: 0.4rem; position: relative;
            text-overflow: ellipsis; white-space: nowrap; }
        th { background: var(--ls-shade); font-weight: 500; position: sticky; text-align: center; }
        thead th { inset-block-start: 0; z-index: 2; }
        tbody th { inset-inline-start: 0; min-width: 3rem; z-index: 1; }
        thead td { background: var(--ls-shade); inset-block-start: 0; inset-inline-start: 0; min-width: 3rem;
            position: sticky; z-index: 3; }
        tbody tr:hover { background: none; }
        .number { text-align: end; }
        .problem { color: var(--ls-bad); }
        .here { align-items: center; display: flex; inset: 0; overflow: hidden; padding-inline: 0.4rem;
            position: absolute; box-shadow: inset 0 0 0 2px var(--ls-accent); }
        .here:focus-visible { outline-offset: -3px; }
        .number .here { justify-content: end; }
        td form { inset: 0; margin: 0; position: absolute; }
        td input { border: 0; border-radius: 0; font-size: inherit; height: 100%; padding: 0 0.4rem; width: 100%; }
    ]],
}

function cells.init()
    local filled = sheet.new()
    for name, text in pairs { A0 = "Price", B0 = "12", A1 = "Pieces", B1 = "4", A2 = "Sum", B2 = "=B0*B1" } do
        sheet.write(filled, name, text)
    end
    -- The focus follows the chosen cell once somebody has chosen one.
    return { sheet = filled, chosen = "A0", has_moved = false, editing = false }
end

local function choose(m, name)
    if formula.place(name) then
        m.chosen, m.has_moved = name, true
        return true
    end
end

function cells.update.choose(m, e)
    choose(m, e.cell)
end

local STEPS = { ArrowUp = { 0, -1 }, ArrowDown = { 0, 1 }, ArrowLeft = { -1, 0 }, ArrowRight = { 1, 0 } }

-- From the cell that is chosen by now: keys may come faster than answers.
function cells.update.move(m, e)
    local column, row = formula.place(m.chosen)
    local step = STEPS[e.key]
    column = math.max(0, math.min(formula.COLUMNS - 1, column + step[1]))
    row = math.max(0, math.min(formula.ROWS - 1, row + step[2]))
    choose(m, formula.name(column, row))
end

function cells.update.edit(m, e)
    m.editing = choose(m, e.cell) and e.cell or m.editing
end

-- Enter, and leaving the field: whichever comes first ends the edit, and the other is late.
function cells.update.save(m, e)
    if m.editing == e.cell then
        m.editing = false
        sheet.write(m.sheet, e.cell, e.value)
    end
end

function cells.update.discard(m, e)
    m.editing = m.editing ~= e.cell and m.editing
end

local function Editor(a)
    return html[[
        <form ls-submit="save" ls-value-cell={a.name}>
            <input name="value" value={a.text} ls-autofocus ls-blur="save value" ls-keydown.escape="discard"
                ls-value-cell={a.name} aria-label="Content of {a.name}" autocomplete="off" maxlength="200">
        </form>
    ]]
end

local function Shown(a)
    return html[[{if a.problem then}<span class="problem" title={a.problem}>#</span>{else}{a.text}{end}]]
end

-- The one cell that is chosen: where the keys are heard.
local function Here(a)
    return html[[
        <span class="here" tabindex="0" ls-autofocus={a.has_focus} ls-keydown.up.down.left.right.prevent="move key"
            ls-keydown.enter.f2.prevent="edit" ls-value-cell={a.name}>
            <Shown text={a.text} problem={a.problem} />
        </span>
    ]]
end

local function Row(a)
    local m, row = a.model, a.row
    local values = m.sheet.values
    return html[[
        <tr>
            <th scope="row">{row}</th>
            {for column = 0, formula.COLUMNS - 1 do}
                {local name = formula.name(column, row)}
                {local text, problem = sheet.shown(m.sheet, name)}
                <td class={number = type(values[name]) == "number"} ls-click="choose" ls-on-dblclick="edit"
                    ls-value-cell={name}>
                    {if name == m.editing then}
                        <Editor name={name} text={m.sheet.texts[name]} />
                    {elseif name == m.chosen then}
                        <Here name={name} text={text} problem={problem} has_focus={m.has_moved} />
                    {elseif problem then}
                        <Shown problem={problem} />
                    {else}
                        {text}
                    {end}
                </td>
            {end}
        </tr>
    ]]
end

function cells.render(m)
    return html[[
        <tasks.Nav current="/cells" />
        <h1>Cells</h1>
        <p>Double-click a cell, or press Enter in it, and write: a number, a text, or <code>=B0 * (1 + A3)</code>,
            <code>=sum(A0:A9)</code>.</p>
        <div class="sheet">
            <table aria-label="Cells">
                <thead>
                    <tr>
                        <td></td>
                        {for c = 0, formula.COLUMNS - 1 do}<th scope="col">{string.char(65 + c)}</th>{end}
                    </tr>
                </thead>
                <tbody>
                    {for row = 0, formula.ROWS - 1 do}<Row ls-key={row} model={m} row={row} />{end}
                </tbody>
            </table>
        </div>
    ]]
end

return cells
