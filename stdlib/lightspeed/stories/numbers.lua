-- Stories of pictures of numbers.

local ls = require "lightspeed"
local t = require "lightspeed.stories.knobs"

local DAYS = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" }
local SERIES = {
    { name = "Shop", values = { 12, 18, 9, 22, 31, 40, 17 } },
    { name = "Market", values = { 4, 7, 3, 9, 12, 25, 8 } },
    { name = "Online", values = { 9, 6, 11, 8, 14, 12, 13 } },
}

-- As many series as asked for; some go below zero where that is asked for too.
local function series_of(k)
    local list = table.move(SERIES, 1, math.max(1, math.min(#SERIES, k.count or 1)), 1, {})
    for number, one in ipairs(list) do
        local values = {}
        for place, value in ipairs(one.values) do
            local is_gap = k.gap and place == 4
            values[place] = not is_gap and (k.negative and value - 15 or value)
        end
        list[number] = { name = one.name, values = k.empty and {} or values }
    end
    return list
end

local function Chart(k, id)
    return html[[
        <ls.chart id={id} title={k.title} type={k.type} stacked={k.stacked} height={k.height} labels={DAYS}
            series={series_of(k)} />
    ]]
end

local function Sparkline(k, id)
    local values = k.empty and {} or SERIES[1].values
    return html[[
        <p>Visits <ls.sparkline id={id} values={values} label={k.label} type={k.type} width={k.width}
            height={k.height} /> this week</p>
    ]]
end

return {
    {
        name = "chart",
        tag = "ls.chart",
        about = "Numbers as lines, bars or areas; and as a table, for whoever wants to know them exactly.",
        fixed = { "labels={m.days}", "series={m.series}" },
        knobs = {
            t.text("title", "Loaves sold"),
            t.usual(t.choice("type", { "line", "bar", "area" })),
            t.flag "stacked",
            t.usual(t.number("height", 240, 60, 600)),
            t.content("count", 2),
            t.content("negative", false),
            t.content("gap", false),
            t.content("empty", false),
        },
        variants = {
            { title = "Bars", knobs = { type = "bar" } },
            { title = "Stacked areas", knobs = { type = "area", stacked = true, count = 3 } },
            { title = "Below zero", knobs = { type = "bar", negative = true, count = 1 } },
            { title = "A gap", knobs = { gap = true, count = 1 } },
        },
        show = Chart,
    },
    {
        name = "sparkline",
        tag = "ls.sparkline",
        about = "A chart as small as a word.",
        fixed = { "values={m.visits}" },
        knobs = {
            t.text("label", "Visits this week"),
            t.usual(t.choice("type", { "line", "bar" })),
            t.usual(t.number("width", 100, 10, 600)),
            t.usual(t.number("height", 24, 10, 200)),
            t.content("empty", false),
        },
        variants = {
            { title = "Bars", knobs = { type = "bar" } },
            { title = "Large", knobs = { width = 240, height = 60 } },
        },
        show = Sparkline,
    },
}
