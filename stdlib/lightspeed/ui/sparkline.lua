-- ls.sparkline: a few numbers as a line as high as a word, within a text or a cell.

local ls = require "lightspeed"
local scale = require "lightspeed.ui.scale"

local INSET = 2 -- so that a stroke at the edge is whole

local function round(number)
    local rounded = math.floor(number * 10 + 0.5) / 10
    return math.tointeger(rounded) or rounded
end

-- What is wrong with the values; nil where nothing is.
local function fault_of(a)
    for place = 1, #a.values do
        local why = scale.fault_of(a.values[place])
        if why then
            return ("<ls.sparkline>: value %d of '%s' %s"):format(place, a.label, why)
        end
    end
end

-- The least and the greatest value; a line of equal ones runs along the middle.
local function range_of(a)
    local low, high = a.min or math.huge, a.max or -math.huge
    for _, value in ipairs(a.values) do
        low, high = math.min(low, value), math.max(high, value)
    end
    if a.type == "bar" then
        low, high = math.min(low, 0), math.max(high, 0)
    end
    if low < high then
        return { low = low, high = high }
    end
    local size = math.max(math.abs(low), 1)
    return { low = low - size, high = low + size }
end

local function summary(a)
    local count = #a.values
    if count == 0 then
        return a.label .. ": no values"
    end
    local low, high = math.huge, -math.huge
    for _, value in ipairs(a.values) do
        low, high = math.min(low, value), math.max(high, value)
    end
    return ("%s: %s, from %s to %s, the last is %s"):format(
        a.label,
        scale.count(count, "value"),
        scale.number(low),
        scale.number(high),
        scale.number(a.values[count])
    )
end

local function Line(a)
    local points, count = {}, #a.values
    for place, value in ipairs(a.values) do
        local x = count == 1 and a.width / 2 or INSET + (place - 1) / (count - 1) * (a.width - 2 * INSET)
        points[place] = ("%s,%s"):format(round(x), round(a.y(value)))
    end
    local last_x, last_y = (points[count] or ""):match "(.*),(.*)"
    return html[[
        <polyline points={table.concat(points, " ")} fill="none" stroke="var(--ls-chart-1, #2f6fed)"
            stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"></polyline>
        {if last_x then}<circle cx={last_x} cy={last_y} r="2" fill="var(--ls-chart-1, #2f6fed)"></circle>{end}
    ]]
end

local function Bars(a)
    local lane, zero = a.width / math.max(1, #a.values), a.y(0)
    return html[[
        <g fill="var(--ls-chart-1, #2f6fed)">
            {for place, value in ipairs(a.values) do}
                {local y = a.y(value)}
                <rect ls-key={place} x={round((place - 1) * lane + lane * 0.1)} width={round(lane * 0.8)}
                    y={round(math.min(y, zero))} height={math.max(1, round(math.abs(zero - y)))}></rect>
            {end}
        </g>
    ]]
end

---A chart as small as a word.
---
---    <ls.sparkline values={user.visits} label="Visits of {user.name}" />
---
---    attributes  values   a list of numbers
---                label    needed: what they are; read out with the least, the greatest and the last of them
---                type     line (default) or bar
---                width    in pixels; 100 where none is given
---                height   in pixels; 24 where none is given
---                min, max the picture reaches at least so far, so that several can be compared
---                all others go to the <svg>
local Sparkline = ls.component {
    attrs = {
        values = "list",
        label = "string",
        type = ls.types.enum { "line", "bar", default = "line" },
        width = ls.types.integer { min = 10, default = 100 },
        height = ls.types.integer { min = 10, default = 24 },
        min = "number?",
        max = "number?",
        class = "string?",
        rest = "global",
    },
    render = function(a)
        local fault = fault_of(a)
        if fault then
            error(fault, 2)
        end
        local axis, height = range_of(a), a.height
        local function y(value)
            return INSET + (1 - scale.place(axis, value)) * (height - 2 * INSET)
        end
        local Picture = a.type == "bar" and Bars or Line
        return html[[
            <svg role="img" aria-label={summary(a)} width={a.width} height={height} viewBox="0 0 {a.width} {height}"
                class={"ls-sparkline", a.class} {a.rest}>
                <Picture values={a.values} width={a.width} y={y} />
            </svg>
        ]]
    end,
}

return { sparkline = Sparkline }
