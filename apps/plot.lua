-- A plot that JavaScript draws: the app pushes points, a hook (plot/plot.js) draws them on a canvas and says what a
-- person points at. What it is about stands in the page as text too, for those who see no canvas.
local ls = require "lightspeed"

local POINTS_MAX = 60

local plot = ls.view {
    title = "Plot",
    events = { "toggle", at = { index = "integer" } },
    messages = { "tick" },
}

function plot.init()
    return { points = {}, runs = false, phase = 0 }
end

function plot.update.toggle(m)
    m.runs = not m.runs
    return m, m.runs and ls.every(250):to "tick" or ls.cancel "tick"
end

function plot.update.tick(m)
    m.phase = m.phase + 1
    local value = 50 + 40 * math.sin(m.phase / 6) + 8 * math.sin(m.phase * 1.7)
    m.points[#m.points + 1] = math.floor(value * 10) / 10
    if #m.points > POINTS_MAX then
        table.remove(m.points, 1)
    end
    return m, ls.push_event("points", m.points)
end

-- What the hook asks for when a person points at the plot: its answer is said, not shown.
function plot.update.at(m, e)
    return m, ls.reply { value = m.points[e.index] or false, index = e.index }
end

function plot.render(m)
    local last = m.points[#m.points]
    return html[[
        <h1>Plot</h1>
        <canvas id="plot" ls-hook="Plot" width="600" height="200" role="img"
            aria-label="The last {POINTS_MAX} points"></canvas>
        <p>{if last then}The last of {#m.points} points is <output>{last}</output>.{else}Nothing yet.{end}</p>
        <button ls-click="toggle">{m.runs and "Stop" or "Start"}</button>
    ]]
end

return ls.app():live("/", plot):static("plot"):script "plot.js"
