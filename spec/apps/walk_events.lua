-- What a person can do to a page beyond clicking, for spec/walk/events.test.mjs: each event says what it was told.

local ls = require "lightspeed"

local view = ls.view {
    events = {
        "tick",
        "open",
        key = { key = "string?", by = "string?" },
        moved = { clientX = "number" },
        dropped = { id = "string", text = "string?" },
        picked = { order = "any" },
        typed = { a = "string?", b = "string?" },
        saved = { a = "string?", b = "string?" },
        seen = { what = "string" },
        leave = {},
        close = {},
    },
}

function view.init()
    return { said = "nothing", count = 0, is_open = false, has_field = true }
end

local function says(text)
    return function(m)
        m.said, m.count = text, m.count + 1
    end
end

function view.update.tick(m)
    says "tick"(m)
end
function view.update.key(m, e)
    says(("key %s %s"):format(e.key or "-", e.by or "-"))(m)
end
function view.update.moved(m, e)
    says(("moved %d"):format(e.clientX))(m)
end
function view.update.dropped(m, e)
    says(("dropped %s %s"):format(e.id, e.text or "-"))(m)
end
function view.update.picked(m, e)
    says("picked " .. table.concat(e.order, ","))(m)
end
function view.update.typed(m, e)
    says(("typed %s%s"):format(e.a or "", e.b or ""))(m)
end
function view.update.saved(m, e)
    says(("saved %s%s"):format(e.a or "", e.b or ""))(m)
end
function view.update.seen(m, e)
    says("seen " .. e.what)(m)
end
function view.update.leave(m)
    m.has_field = false
    says "left"(m)
end
function view.update.open(m)
    m.is_open = true
end
function view.update.close(m)
    m.is_open = false
    says "closed"(m)
end

function view.render(m)
    return html[[
        <output id="said">{m.said}</output> <output id="count">{m.count}</output>
        <p id="keys" tabindex="0" ls-keydown.enter="key key" ls-keydown.up.down="key" ls-value-by="p">keys</p>
        <p ls-keyup.ctrl.k.window="key" ls-value-by="window"></p>
        <div id="field" ls-on-dblclick="tick" ls-on-mousemove="moved">field</div>
        <div id="target" ls-on-dragover.prevent ls-on-drop.prevent="dropped" ls-value-id="7">drop here</div>
        <p id="sorter" ls-on-sorted="picked">sort</p>
        <button id="sure" ls-click="tick" ls-confirm="Sure?">sure</button>
        <button id="data" data-ls-click="tick">data</button>
        <button id="spread" {{ ["ls-on-dblclick.once"] = "tick" }}>spread</button>
        <button id="often" ls-click="tick" ls-throttle="1000">often</button>
        <input id="quick" name="a" aria-label="quick" ls-change="typed" ls-throttle="1000">
        <button id="open" ls-click="open">open</button>
        {if m.is_open then}
            <div id="modal" role="dialog" aria-label="Modal" ls-click-away="close" ls-keydown.escape.window="close">
                <form ls-submit="saved"><input name="a" aria-label="in modal" ls-autofocus></form>
            </div>
        {end}
        <p id="outside">outside</p>
        {if m.has_field then}
            <form id="slow" ls-change="typed" ls-submit="saved">
                <input id="a" name="a" aria-label="a" ls-debounce="60000">
                <button>save</button>
            </form>
            <input id="b" name="b" form="slow" aria-label="b" ls-debounce="blur">
        {end}
        <button id="leave" ls-click="leave">leave</button>
        <div id="scroller">
            <div id="high"></div>
            <p id="end" ls-visible="seen" ls-hidden="seen" ls-value-what="end">end</p>
        </div>
    ]]
end

view.css = css[[
    #scroller { height: 100px; overflow: auto; }
    #high { height: 2000px; }
    #field, #target { height: 40px; width: 200px; }
    #modal { width: 200px; height: 60px; }
]]

return view
