-- ls.chart: numbers as lines, bars or areas; SVG made by the host, and the same numbers as a table.
--
-- How it fits any width without a script: lengths along the width are per cent of it, heights are pixels, text is
-- never stretched. Lines are drawn in an inner <svg> of 1000 units that is stretched along its width alone, with
-- strokes that are not.
--
-- How a changed value costs little: every mark has a key (its series and place), and a line is cut into pieces of a
-- few points, so what travels is one mark and not the chart.

local ls = require "lightspeed"
local scale = require "lightspeed.ui.scale"
local series = require "lightspeed.ui.series"
local width = require "lightspeed.ui.width"

local FONT = 12
local ABOVE, BELOW = 10, 24 -- of the plot: half a line of text, and the labels
local NARROW = 400 -- pixels: the width for which labels are chosen
local PIECE = 8 -- points of a line
local POINTS_MAX = 40 -- marked one by one
local COLOURS = { "#2f6fed", "#d9480f", "#0b8a5f", "#a63fd1", "#b7791f", "#0e8ba8", "#d6336c", "#6b7280" }

local function colour(number)
    local place = (number - 1) % #COLOURS + 1
    return ("var(--ls-chart-%d, %s)"):format(place, COLOURS[place])
end

-- A tenth of a pixel is as much as one can see.
local function round(number)
    local rounded = math.floor(number * 10 + 0.5) / 10
    return math.tointeger(rounded) or rounded
end

local function percent(number)
    return ("%.4g%%"):format(number)
end

-- --- the plan: what is where ---

local function axis_of(a, data)
    local zero = a.zero
    if zero == nil and (a.type ~= "line" or a.stacked) then
        zero = true
    end
    return scale.axis(data.low or 0, data.high or 0, { zero = zero, min = a.min, max = a.max })
end

local function texts_of(a, axis)
    local texts, widest = {}, 0
    for number, tick in ipairs(axis.ticks) do
        texts[number] = a.format and a.format(tick) or scale.text(tick, axis.step)
        widest = math.max(widest, width.of(texts[number], FONT))
    end
    return texts, widest
end

-- Every value as people read it: beside its mark, and in the table.
local function write_values(data, format)
    for _, one in ipairs(data) do
        one.texts = {}
        for place, value in ipairs(one.values) do
            one.texts[place] = value and format(value)
        end
    end
end

---Everything that the parts below need to know.
local function make_plan(a, data)
    local axis = axis_of(a, data)
    local texts, widest = texts_of(a, axis)
    local left = math.min(25, (widest + 10) / NARROW * 100)
    local format = a.format or scale.number
    write_values(data, format)
    return {
        kind = a.type,
        stacked = a.stacked,
        data = data,
        count = #data.labels,
        axis = axis,
        texts = texts,
        height = a.height,
        top = ABOVE,
        bottom = a.height - BELOW,
        left = left,
        breadth = 100 - left - 1.5,
        format = format,
    }
end

local function y_of(plan, value)
    return round(plan.bottom - scale.place(plan.axis, value) * (plan.bottom - plan.top))
end

-- Where a place along the axis is, from 0 to 1: bars and single points have a band each, lines go from edge to
-- edge.
local function along(plan, place)
    if plan.kind == "bar" or plan.count == 1 then
        return (place - 0.5) / plan.count
    end
    return (place - 1) / (plan.count - 1)
end

local function x_of(plan, place)
    return plan.left + along(plan, place) * plan.breadth
end

-- --- the parts ---

local function Grid(a)
    local plan = a.plan
    return html[[
        <g fill="currentColor" text-anchor="end">
            {for number, tick in ipairs(plan.axis.ticks) do}
                <g ls-key={number}>
                    {local y = y_of(plan, tick)}
                    <line x1={percent(plan.left)} x2={percent(plan.left + plan.breadth)} y1={y} y2={y}
                        stroke="currentColor" stroke-opacity={tick == 0 and ".5" or ".15"}></line>
                    <text x={percent(plan.left)} y={y} dx="-8" dy=".35em"
                        fill-opacity=".75">{plan.texts[number]}</text>
                </g>
            {end}
        </g>
    ]]
end

-- Every so many labels that they do not touch each other, and how wide one may be.
local function label_step(plan)
    local room, widest = plan.breadth / 100 * NARROW, 0
    for _, label in ipairs(plan.data.labels) do
        widest = math.max(widest, width.of(label, FONT))
    end
    local most = math.max(1, math.floor(room / math.min(widest + 10, 90)))
    local step = math.max(1, math.ceil(plan.count / most))
    return step, math.max(24, room / math.ceil(plan.count / step) - 8)
end

local function anchor(plan, place)
    if plan.kind == "bar" or plan.count == 1 then
        return nil
    end
    return place == 1 and "start" or place == plan.count and "end" or nil
end

local function Labels(a)
    local plan = a.plan
    local step, most = label_step(plan)
    return html[[
        <g fill="currentColor" fill-opacity=".75" text-anchor="middle">
            {for place = 1, plan.count, step do}
                <text ls-key={place} x={percent(x_of(plan, place))} y={plan.height - 6}
                    text-anchor={anchor(plan, place)}>{width.fit(plan.data.labels[place], FONT, most)}</text>
            {end}
        </g>
    ]]
end

local function tip(plan, one, place)
    local text = one.texts[place]
    return text and plan.data.labels[place] .. ", " .. one.name .. ": " .. text
end

-- The upper and the lower end of a bar; no bar is lower than a pixel, and where there is no value there is none.
local function ends_of(plan, one, place)
    if not one.values[place] then
        return plan.bottom, plan.bottom
    end
    local base, top = y_of(plan, one.bases[place]), y_of(plan, one.tops[place])
    local upper = math.min(base, top)
    return upper, math.max(base, top, upper + 1)
end

-- Bars of one series. Side by side within a band of 1/count, unless they are stacked.
local function Bars(a)
    local plan, one = a.plan, a.one
    local band = plan.breadth / plan.count
    local lanes = plan.stacked and 1 or #plan.data
    local lane = band * (plan.count > 30 and 0.9 or 0.7) / lanes
    local from = -lane * lanes / 2 + (plan.stacked and 0 or (a.number - 1) * lane)
    return html[[
        <g fill={colour(a.number)}>
            {for place = 1, plan.count do}
                {local y1, y2 = ends_of(plan, one, place)}
                <rect ls-key={place} x={percent(x_of(plan, place) + from)} width={percent(lane)} y={y1}
                    height={round(y2 - y1)}>
                    <title>{tip(plan, one, place)}</title>
                </rect>
            {end}
        </g>
    ]]
end

-- The pieces of a line: where there is a gap, one ends. Each begins where the one before ended, and keeps its key as
-- long as its first point has its place.
local function pieces_of(plan, one)
    local pieces, piece = {}, nil
    local function point(place)
        return ("%s,%s"):format(round(along(plan, place) * 1000), y_of(plan, one.tops[place]))
    end
    for place = 1, plan.count do
        if not one.tops[place] or one.values[place] == false then
            piece = nil
        else
            local text = point(place)
            if piece then
                piece.points[#piece.points + 1] = text
                piece.last = place
            end
            if not piece or (place - 1) % PIECE == 0 and place < plan.count then
                piece = { key = place, points = { text }, first = place, last = place }
                pieces[#pieces + 1] = piece
            end
        end
    end
    return pieces
end

-- What closes the area under a piece: back along what it stands on.
local function under(plan, one, piece)
    local points = {}
    for place = piece.last, piece.first, plan.stacked and -1 or piece.first - piece.last do
        local x = round(along(plan, place) * 1000)
        points[#points + 1] = ("%s,%s"):format(x, y_of(plan, one.bases[place]))
    end
    return table.concat(points, " ")
end

local function Line(a)
    local plan, one = a.plan, a.one
    local pieces = pieces_of(plan, one)
    return html[[
        <g stroke={colour(a.number)} fill={colour(a.number)} stroke-linejoin="round" stroke-linecap="round">
            {if plan.kind == "area" then}
                <g stroke="none" fill-opacity={plan.stacked and ".45" or ".2"} shape-rendering="crispEdges">
                    {for _, piece in ipairs(pieces) do}
                        <polygon ls-key={piece.key}
                            points="{table.concat(piece.points, ' ')} {under(plan, one, piece)}"></polygon>
                    {end}
                </g>
            {end}
            <g fill="none" stroke-width="2">
                {for _, piece in ipairs(pieces) do}
                    <polyline ls-key={piece.key} points={table.concat(piece.points, " ")}
                        vector-effect="non-scaling-stroke"></polyline>
                {end}
            </g>
        </g>
    ]]
end

local function Points(a)
    local plan, one, xs = a.plan, a.one, a.xs
    return html[[
        <g fill={colour(a.number)}>
            {for place = 1, plan.count do}
                {local is_there = one.values[place]}
                <circle ls-key={place} cx={xs[place]} cy={is_there and y_of(plan, one.tops[place])}
                    r={is_there and 3.5 or 0}>
                    <title>{tip(plan, one, place)}</title>
                </circle>
            {end}
        </g>
    ]]
end

-- Where the points are along the width: all series have the same places.
local function places(plan)
    local xs = {}
    for place = 1, plan.count do
        xs[place] = percent(x_of(plan, place))
    end
    return xs
end

local function Lines(a)
    local plan = a.plan
    return html[[
        <svg x={percent(plan.left)} width={percent(plan.breadth)} height={plan.height}
            viewBox="0 0 1000 {plan.height}" preserveAspectRatio="none" overflow="visible">
            {for number, one in ipairs(plan.data) do}
                <Line ls-key={number} plan={plan} one={one} number={number} />
            {end}
        </svg>
        {if plan.count <= POINTS_MAX then}
            {local xs = places(plan)}
            {for number, one in ipairs(plan.data) do}
                <Points ls-key={number} plan={plan} one={one} number={number} xs={xs} />
            {end}
        {end}
    ]]
end

local function Marks(a)
    local plan = a.plan
    if plan.count == 0 or #plan.data == 0 then
        return html[[
            <text x="50%" y={plan.height // 2} text-anchor="middle" fill="currentColor"
                fill-opacity=".75">No data</text>
        ]]
    elseif plan.kind == "bar" then
        return html[[
            {for number, one in ipairs(plan.data) do}
                <Bars ls-key={number} plan={plan} one={one} number={number} />
            {end}
        ]]
    end
    return html[[<Lines plan={plan} />]]
end

local function Legend(a)
    return html[[
        <ul role="list" class="ls-legend">
            {for number, one in ipairs(a.data) do}
                <li ls-key={number}>
                    <svg width="12" height="12" aria-hidden="true">
                        <rect width="12" height="12" rx="2" fill={colour(number)}></rect>
                    </svg>
                    {one.name}
                </li>
            {end}
        </ul>
    ]]
end

-- The same numbers for whoever cannot see the picture, or wants to know them exactly.
local function Numbers(a)
    local plan, data = a.plan, a.plan.data
    return html[[
        <details>
            <summary>Show the numbers</summary>
            <table>
                <caption>{a.title}</caption>
                <thead>
                    <tr>
                        <td></td>
                        {for number, one in ipairs(data) do}<th ls-key={number} scope="col">{one.name}</th>{end}
                    </tr>
                </thead>
                <tbody>
                    {for place, label in ipairs(data.labels) do}
                        <tr ls-key={place}>
                            <th scope="row">{label}</th>
                            {for number, one in ipairs(data) do}
                                <td ls-key={number} class="ls-number">
                                    {one.texts[place] or "–"}
                                </td>
                            {end}
                        </tr>
                    {end}
                </tbody>
            </table>
        </details>
    ]]
end

local names = { line = "Line chart", bar = "Bar chart", area = "Area chart" }

-- What a screen reader says in place of the picture.
local function summary(a, plan)
    local data = plan.data
    if not data.low then
        return ("%s: %s, no data"):format(a.title, names[plan.kind])
    end
    local low, high = math.huge, -math.huge
    for _, one in ipairs(data) do
        for _, value in ipairs(one.values) do
            low, high = math.min(low, value or low), math.max(high, value or high)
        end
    end
    local range = low <= high and (", from %s to %s"):format(plan.format(low), plan.format(high)) or ""
    local many = #data > 1 and ("%d series, "):format(#data) or ""
    local values = scale.count(plan.count, "value")
    return ("%s: %s, %s%s%s"):format(a.title, names[plan.kind], many, values, range)
end

---A chart.
---
---    <ls.chart title="Visits" values={{ 3, 7, 5 }} labels={{ "Mon", "Tue", "Wed" }} />
---    <ls.chart title="Income" type="bar" stacked labels={m.months}
---        series={{ { name = "Shop", values = m.shop }, { name = "Fairs", values = m.fairs } }} />
---
---    attributes  title    needed: what the chart shows
---                type     line (default), bar, area
---                values   the numbers of one series; name is what it is called
---                series   or several: { { name =, values = }, … }
---                labels   a text for each place along the axis; numbers where none are given
---                stacked  series stand on each other
---                min, max the axis reaches at least so far
---                zero     whether the axis begins at zero: bars and areas always do, lines whose values are near it
---                format   function(number): how numbers are written
---                height   in pixels; 240 where none is given
---                all others go to the <figure>
---
---`false` among the values is a gap. Colours are --ls-chart-1 to --ls-chart-8. NaN and infinity are errors.
local Chart = ls.component {
    attrs = {
        title = "string",
        type = ls.types.enum { "line", "bar", "area", default = "line" },
        values = "list?",
        name = "string?",
        series = "list?",
        labels = "list?",
        stacked = "boolean?",
        min = "number?",
        max = "number?",
        zero = "boolean?",
        format = "function?",
        height = ls.types.integer { min = 60, default = 240 },
        class = "string?",
        rest = "global",
    },
    render = function(a)
        local data, why = series.read(a)
        if not data then
            error(why, 2)
        end
        local plan = make_plan(a, data)
        return html[[
            <figure class={"ls-chart", a.class} {a.rest}>
                <figcaption>{a.title}</figcaption>
                {if #data > 1 then}<Legend data={data} />{end}
                <svg role="img" aria-label={summary(a, plan)} width="100%" height={plan.height} font-size="12"
                    font-family="system-ui, sans-serif">
                    <Grid plan={plan} />
                    <Labels plan={plan} />
                    <Marks plan={plan} />
                </svg>
                {if plan.count > 0 then}<Numbers plan={plan} title={a.title} />{end}
            </figure>
        ]]
    end,
}

return { chart = Chart }
