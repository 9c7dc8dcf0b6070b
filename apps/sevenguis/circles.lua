-- Circles: a click draws one, the nearest under the pointer is the one that is meant, a right click changes how wide
-- it is; and all of it can be undone, and done again.

local ls = require "lightspeed"
local tasks = require "sevenguis.tasks"
local t = ls.types

local WIDTH, HEIGHT = 640, 400
local FIRST_DIAMETER = 40
local CIRCLES_MAX = 500

local Point = { offsetX = "number", offsetY = "number" }

local circles = ls.view {
    title = "Circles",
    events = {
        draw = Point,
        point = Point,
        menu = Point,
        choose = { circle = "integer" },
        size = { diameter = t.integer { min = 2, max = 300 } },
        "add",
        "away",
        "dismiss",
        "adjust",
        "done",
        "undo",
        "redo",
    },
    css = css[[
        .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
        .canvas { margin-block-end: 1rem; max-width: 100%; overflow: auto; position: relative; width: max-content; }
        svg { background: var(--ls-surface); border: 1px solid var(--ls-edge); border-radius: var(--ls-round);
            cursor: crosshair; display: block; max-width: none; touch-action: manipulation; }
        circle { fill: none; pointer-events: none; stroke: var(--ls-text); stroke-width: 1.5; }
        circle:focus-visible { outline: none; stroke: var(--ls-accent); stroke-width: 3; }
        circle.selected { fill: color-mix(in oklab, var(--ls-quiet) 45%, transparent); }
        [role=menu] { background: var(--ls-surface); border: 1px solid var(--ls-line); border-radius: var(--ls-round);
            box-shadow: 0 0.5rem 1.5rem #0003; padding: 0.25rem; position: absolute; }
        [role=menuitem] { border: 0; }
    ]],
}

function circles.init()
    return { circles = {}, past = {}, future = {}, selected = false, menu = false, adjusting = false }
end

-- The circle whose centre is nearest to a point that is inside of it.
local function nearest(m, x, y)
    local found, least = false, math.huge
    for i, circle in ipairs(m.circles) do
        local distance = math.sqrt((circle.x - x) ^ 2 + (circle.y - y) ^ 2)
        if distance < circle.diameter / 2 and distance <= least then
            found, least = i, distance
        end
    end
    return found
end

-- --- what can be undone: a circle that came, or another diameter ---

local function note(m, deed)
    m.past[#m.past + 1] = deed
    m.future = {}
end

local function redo(m, deed)
    if deed.circle then
        local circle = deed.circle
        -- One of its own: what is in a model twice is two things when the session comes back.
        m.circles[#m.circles + 1] = { x = circle.x, y = circle.y, diameter = circle.diameter }
    else
        m.circles[deed.at].diameter = deed.to
    end
end

local function undo(m, deed)
    if deed.circle then
        m.circles[#m.circles] = nil
    else
        m.circles[deed.at].diameter = deed.from
    end
end

local function shift(m, from, to, call)
    local deed = table.remove(from)
    if deed then
        call(m, deed)
        to[#to + 1] = deed
        m.selected, m.menu = false, false
    end
end

function circles.update.undo(m)
    shift(m, m.past, m.future, undo)
end

function circles.update.redo(m)
    shift(m, m.future, m.past, redo)
end

-- --- drawing ---

local function draw(m, x, y)
    if #m.circles < CIRCLES_MAX then
        local deed = { circle = { x = x, y = y, diameter = FIRST_DIAMETER } }
        redo(m, deed)
        note(m, deed)
        m.selected = #m.circles
    end
end

function circles.update.draw(m, e)
    m.menu = false
    m.selected = nearest(m, e.offsetX, e.offsetY)
    if not m.selected then
        draw(m, e.offsetX, e.offsetY)
    end
end

-- For those who have no pointer: somewhere in the canvas.
function circles.update.add(m)
    draw(m, math.random(40, WIDTH - 40), math.random(40, HEIGHT - 40))
end

function circles.update.point(m, e)
    m.selected = m.menu and m.selected or nearest(m, e.offsetX, e.offsetY)
end

function circles.update.away(m)
    m.selected = m.menu and m.selected
end

-- --- another diameter ---

local function open_menu(m, circle, x, y)
    m.selected = circle
    m.menu = circle and { x = x, y = y }
end

function circles.update.menu(m, e)
    open_menu(m, nearest(m, e.offsetX, e.offsetY), e.offsetX, e.offsetY)
end

function circles.update.choose(m, e)
    local circle = m.circles[e.circle]
    if circle then
        open_menu(m, e.circle, circle.x, circle.y)
    end
end

function circles.update.dismiss(m)
    m.menu = false
end

function circles.update.adjust(m)
    local circle = m.circles[m.selected]
    if circle then
        m.menu = false
        m.adjusting = { at = m.selected, from = circle.diameter }
    end
end

function circles.update.size(m, e)
    if m.adjusting then
        m.circles[m.adjusting.at].diameter = e.diameter
    end
end

function circles.update.done(m)
    local deed = m.adjusting
    m.adjusting = false
    deed.to = deed and m.circles[deed.at].diameter
    if deed and deed.to ~= deed.from then
        note(m, deed)
    end
end

local function Circle(a)
    local circle = a.circle
    return html[[
        <circle cx={circle.x} cy={circle.y} r={circle.diameter / 2} class={selected = a.selected} tabindex="0"
            role="button" aria-label="Circle {a.number}, {circle.diameter} wide"
            ls-keydown.enter.space.prevent="choose" ls-value-circle={a.number} />
    ]]
end

function circles.render(m)
    local adjusted = m.adjusting and m.circles[m.adjusting.at]
    return html[[
        <tasks.Nav current="/circles" />
        <h1>Circles</h1>
        <p class="actions">
            <button ls-click="undo" disabled={#m.past == 0}>Undo</button>
            <button ls-click="redo" disabled={#m.future == 0}>Redo</button>
            <button ls-click="add">Add one</button>
        </p>
        <div class="canvas">
            <svg width={WIDTH} height={HEIGHT} role="group" aria-label="Canvas" ls-click="draw offsetX offsetY"
                ls-on-pointermove="point offsetX offsetY" ls-throttle="50" ls-on-pointerleave="away"
                ls-on-contextmenu.prevent="menu offsetX offsetY">
                {for i, circle in ipairs(m.circles) do}
                    <Circle ls-key={i} number={i} circle={circle} selected={i == m.selected} />
                {end}
            </svg>
            {if m.menu then}
                <div role="menu" aria-label="Circle {m.selected}"
                    style={left = m.menu.x .. "px", top = m.menu.y .. "px"} ls-click-away="dismiss"
                    ls-keydown.escape="dismiss" ls-focus-trap>
                    <button role="menuitem" ls-click="adjust" ls-autofocus>Adjust diameter…</button>
                </div>
            {end}
        </div>
        <p>Click to draw; a right click on a circle, or Enter, changes how wide it is.</p>
        <ls.dialog id="diameter" title="Adjust diameter" open={m.adjusting and true} close="done">
            <label>Diameter of circle {m.adjusting and m.adjusting.at}
                <input type="range" name="diameter" min="2" max="300" value={adjusted and adjusted.diameter}
                    ls-change="size">
            </label>
        </ls.dialog>
    ]]
end

return circles
