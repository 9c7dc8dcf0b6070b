-- For spec/proof/lines.test.mjs: acts that are written down in order, a field that is echoed, and a clock that
-- patches the page all the time, until it is told to be quiet.
local ls = require "lightspeed"

local random = ls.view {
    title = function(m)
        return ("%d done"):format(#m.done)
    end,
    events = {
        act = { id = "integer" },
        typed = { text = "string" },
        chosen = { colour = "string" },
        begin = {},
        quiet = {},
    },
    messages = { "tick" },
}

function random.init()
    return { done = {}, text = "", colour = "red", ticks = 0, rows = {} }
end

function random.update.begin(m)
    m.done, m.text, m.colour, m.ticks, m.rows = {}, "", "red", 0, {}
    return m, ls.every(15):to "tick"
end

function random.update.tick(m)
    m.ticks = m.ticks + 1
    local at = m.ticks % 7 + 1
    if m.rows[at] then
        table.remove(m.rows, at)
    else
        table.insert(m.rows, 1, m.ticks)
    end
end

function random.update.quiet(m)
    return m, ls.cancel "tick"
end

function random.update.act(m, e)
    m.done[#m.done + 1] = e.id
end

function random.update.typed(m, e)
    m.text = e.text
end

function random.update.chosen(m, e)
    m.colour = e.colour
end

function random.render(m)
    return html[[
        <button id="begin" ls-click="begin">Begin</button>
        <button id="quiet" ls-click="quiet">Be quiet</button>
        <button id="act" ls-click="act" ls-value-id="0" class={m.ticks % 2 == 0 and "even"}>Act</button>
        <form ls-change="typed">
            <input id="text" name="text" value={m.text} aria-label="Text" class={m.ticks % 3 == 0 and "third"}>
        </form>
        <form ls-change="chosen">
            <select id="colour" name="colour" aria-label="Colour">
                {for _, colour in ipairs { "red", "green", "blue" } do}
                    <option ls-key={colour} value={colour} selected={colour == m.colour}>{colour}</option>
                {end}
            </select>
        </form>
        <output id="done">{table.concat(m.done, " ")}</output>
        <output id="echo">{m.text}</output> <output id="picked">{m.colour}</output>
        <output id="ticks">{m.ticks}</output>
        <ul>
            {for _, row in ipairs(m.rows) do}
                <li ls-key={row}>{row} {if row % 2 == 0 then}<b>{m.ticks}</b>{end}</li>
            {end}
        </ul>
    ]]
end

return random
