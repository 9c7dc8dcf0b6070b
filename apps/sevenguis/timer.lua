-- Timer: a gauge that fills, a slider that says how long that takes and acts while it moves, and a button that begins
-- again.

local ls = require "lightspeed"
local tasks = require "sevenguis.tasks"
local t = ls.types

local STEP_MS = 100
local LONGEST = 60 -- seconds

local timer = ls.view {
    title = "Timer",
    events = { last = { seconds = t.integer { min = 1, max = LONGEST } }, reset = {} },
    messages = { "tick" },
    css = css[[
        .parts { display: grid; gap: 1rem; max-width: 24rem; }
        progress { accent-color: var(--ls-accent); block-size: 1rem; display: block; width: 100%; }
        output { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
        button { justify-self: start; }
    ]],
}

-- Time passes only while there is some left, so that a timer which has ended costs nothing.
local function run(m)
    if m.runs == (m.elapsed < m.lasts) then
        return m
    end
    m.runs = not m.runs
    return m, m.runs and ls.every(STEP_MS):to "tick" or ls.cancel "tick"
end

function timer.init()
    return run { elapsed = 0, lasts = 10000, runs = false }
end

function timer.update.tick(m)
    m.elapsed = math.min(m.lasts, m.elapsed + STEP_MS)
    return run(m)
end

function timer.update.last(m, e)
    m.lasts = e.seconds * 1000
    return run(m)
end

function timer.update.reset(m)
    m.elapsed = 0
    return run(m)
end

function timer.render(m)
    local shown = math.min(m.elapsed, m.lasts)
    return html[[
        <tasks.Nav current="/timer" />
        <h1>Timer</h1>
        <div class="parts">
            <label>Elapsed time <progress max={m.lasts} value={shown}></progress></label>
            <output role="timer">{("%.1f"):format(m.elapsed / 1000)} s</output>
            <label>Duration: {m.lasts // 1000} s
                <input type="range" name="seconds" min="1" max={LONGEST} value={m.lasts // 1000} ls-change="last">
            </label>
            <button ls-click="reset">Reset</button>
        </div>
    ]]
end

return timer
