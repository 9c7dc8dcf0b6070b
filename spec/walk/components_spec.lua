-- Components with a state of their own: who gets which event, what lives and what ends, and that a session comes back
-- with the very same components, whatever happened to it.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

local APP = "spec/apps/components.lua"

-- What each stepper of the page shows, by its label.
local function counts(page)
    local found = {}
    for _, element in ipairs(page:all "button.stepper") do
        local text = table.concat(element.children):gsub("%s+", " ")
        local label, n = text:match "^(.-) (%-?%d+%.%d+)$"
        found[label] = n
    end
    return found
end

describe("a component with a state of its own", function()
    local page

    before_each(function()
        page = test.open(APP)
    end)

    it("begins as its init says", function()
        assert.equal("5.0", counts(page).one)
        assert.equal("0.0", counts(page).own)
    end)

    it("gets its own events and no other's", function()
        page:click "#one"
        assert.same({ one = "6.0", inner = "0.0", own = "0.0" }, counts(page))
        page:click "#inner"
        assert.same({ one = "6.0", inner = "1.0", own = "0.0" }, counts(page))
    end)

    it("tells the view with ls.emit", function()
        page:click "#one"
        assert.equal(6, page.model.sum)
        page:click "#inner" -- it stands between the tags of another component, which does not declare the message
        assert.equal(7, page.model.sum)
    end)

    it("is the one that ls-target means", function()
        page:click "from outside"
        assert.equal("15.0", counts(page).one)
        assert.is_true(page:send("step", { by = 1 }, "#inner"))
        assert.equal("1.0", counts(page).inner)
    end)

    it("leaves what the view puts between its tags to the view", function()
        page:click("#in"):click("#foot"):click "icon"
        assert.equal(3, page.model.added)
        page:click "panel"
        assert.has.no.element(page, "#in")
        page:click "panel"
        page:click "#in"
        assert.equal(4, page.model.added)
    end)

    it("has its payloads checked before any Lua runs", function()
        local function refuses(event, payload, target, text, code)
            local ok, said, with = page:send(event, payload, target)
            assert.is_false(ok)
            assert.equal(text, said)
            assert.equal(code, with)
        end
        local spent = page.app:counters().turns
        refuses("step", { by = "x" }, "#one", 'step.by: expected integer, got string "x"', "misfit")
        refuses("stp", {}, "#one", "event 'stp' is not declared; did you mean 'step'?", "unknown")
        refuses("add", {}, "#one", "event 'add' is not declared", "unknown")
        refuses("tick", {}, "#one", "event 'tick' is not declared", "unknown") -- a message: nothing for browsers
        refuses("step", { by = 1 }, nil, "event 'step' is not declared", "unknown")
        assert.equal(spent, page.app:counters().turns)
        assert.equal(4, page.app:counters().rejected_unknown)
    end)

    it("is reached by nobody who makes up a number", function()
        local before = counts(page)
        local known = {}
        for owner in page.markup:gmatch "@(%d+)" do
            known[tonumber(owner)] = true
        end
        local refused = 0
        for number = 1, 5000 do
            if not known[number] then
                local ok, _, code = page:send("step", { by = 1 }, number)
                assert.is_false(ok)
                assert.equal("unknown", code)
                refused = refused + 1
            end
            if number % 20 == 0 then
                page:advance(1000)
            end
        end
        assert.is_false((page:send("step", { by = 1 }, 2 ^ 53 | 0)))
        assert.same(before, counts(page))
        assert.equal(refused + 1, page.app:counters().rejected_unknown)
    end)
end)

describe("components in a list", function()
    local page

    before_each(function()
        page = test.open(APP)
        page:send("order", { ids = "a b c d" })
        page:click("#a"):click("#a"):click("#b"):click "row c 0.0"
    end)

    local function shows(order)
        local labels = {}
        for _, element in ipairs(page:all "ul button") do
            labels[#labels + 1] = table.concat(element.children)
        end
        assert.equal(order, table.concat(labels, ", "))
    end

    it("keep their state through moves, by id and by ls-key", function()
        page:send("order", { ids = "d c b a" })
        shows "d 0.0, c 0.0, b 1.0, a 2.0"
        assert.equal("1.0", counts(page)["row c"])
        page:send("order", { ids = "b x a" })
        shows "b 1.0, x 0.0, a 2.0"
    end)

    it("begin anew where they come again", function()
        page:send("order", { ids = "b c d" })
        page:send("order", { ids = "a b c d" })
        shows "a 0.0, b 1.0, c 0.0, d 0.0"
        assert.equal("1.0", counts(page)["row c"])
    end)

    it("hear of no event that was for one before them", function()
        local owner = page:all("#a")[1].owner
        page:send("order", { ids = "b" })
        page:send("order", { ids = "a b" })
        local ok, text, code = page:send("step", { by = 7 }, owner)
        assert.is_false(ok)
        assert.equal("the component is not there any more", text)
        assert.equal("unknown", code)
        shows "a 0.0, b 1.0"
    end)

    it("are refused where one stands twice", function()
        local before = page.html
        local ok, text, code = page:send "twice"
        assert.is_false(ok)
        assert.equal("crash", code)
        assert.is_truthy(
            text:find(
                "components.lua:%d+: <Stepper> stands here twice: give each an id or ls%-key of its own "
                    .. "%(declared at components.lua:7%)"
            ),
            text
        )
        assert.equal(before, page.html)
        ok, text = page:send("order", { ids = "a a" })
        assert.is_false(ok)
        assert.is_truthy(text:find("<Stepper> has the id 'a' twice", 1, true), text)
    end)
end)

describe("a session with components", function()
    local page, app

    before_each(function()
        page = test.open(APP)
        app = page.app
        page:send("order", { ids = "a b c" })
        page:click("#a"):click("#one"):click "#inner"
    end)

    -- The Lua state is let go without a snapshot, as after a failure: what comes back comes from the journal.
    local function fail()
        local ok, _, code = page:send "boom_that_nobody_declares"
        assert.is_false(ok)
        assert.equal("unknown", code)
        ok, _, code = page:send("fail", {}, "#one")
        assert.is_false(ok)
        assert.equal("crash", code)
    end

    it("sleeps and wakes with all of them", function()
        local before = counts(page)
        page:sleep()
        page:click "#a"
        before.a = "2.0"
        assert.same(before, counts(page))
        page:sleep()
        page:disconnect():reconnect(true)
        assert.same(before, counts(page))
    end)

    it("rolls back a failed update and plays births and deaths again", function()
        local before, markup = counts(page), page.markup
        fail()
        assert.equal(markup, page.markup)
        page:click "#a"
        before.a = "2.0"
        assert.same(before, counts(page))
        page:send("order", { ids = "c d" }) -- a and b die, d is born
        page:click "#d"
        fail()
        page:click "#d"
        page:send("order", { ids = "d c a" })
        fail()
        page:click "#c"
        local after = counts(page)
        assert.equal("2.0", after.d)
        assert.equal("1.0", after.c)
        assert.equal("0.0", after.a)
        assert.equal("6.0", after.one)
        assert.equal(app:counters().turns_failed, 3)
    end)

    it("rolls back a failed render of a component", function()
        page:send "break_it"
        local before = counts(page)
        local ok, text, code = page:send("step", { by = 1 }, "#one")
        assert.is_false(ok)
        assert.equal("crash", code)
        assert.is_truthy(text:find("stepper cannot be shown", 1, true), text)
        assert.same(before, counts(page))
        page:click "#a"
        before.a = "2.0"
        assert.same(before, counts(page))
    end)

    it("keeps only plain data in their models", function()
        local before = counts(page)
        local ok, text = page:send("spoil", {}, "#one")
        assert.is_false(ok)
        assert.equal("m.bad is a function; a model is plain data", text:match "^[^\n]*")
        page:click "#one"
        before.one = "7.0"
        assert.same(before, counts(page))
    end)

    it("loses in production no more than the turn that put something else there", function()
        local live = test.open(APP, "/", { dev = false })
        live:click("#one"):click "#inner"
        assert.is_true(live:send("spoil", {}, "#one")) -- looked at when a snapshot is taken
        live:click "#inner"
        live:sleep()
        live:click("#one"):click "#inner"
        assert.same({ one = "7.0", inner = "3.0", own = "0.0" }, counts(live))
        live:sleep()
        live:click "#one"
        assert.same({ one = "8.0", inner = "3.0", own = "0.0" }, counts(live))
        core.log()
    end)

    it("begins anew with other numbers, so that no event reaches a component of its earlier life", function()
        local FAILURES_MAX = 10000 -- host/actor/supervisor.c: in a row
        page = test.open(APP, "/", { limits = { events_per_s = 1000000, events_burst = 1000000 } })
        local line, counters = page.client.line, page.app.counters
        local owner = page:all("#one")[1].owner
        for ref = 1, FAILURES_MAX + 1 do
            line:send(('["e",%d,"fail",{},%d,%d]'):format(ref, ref - 1, owner))
            page.app:run()
            line:pull()
        end
        assert.equal(1, counters(page.app).restarts)
        local markup = page.session:html()
        local anew = tonumber(markup:match '@(%d+)%-%-><button class="stepper" id="one"')
        assert.is_truthy(anew > owner)
        line:send(('["e",10002,"step",{"by":1},0,%d]'):format(owner))
        page.app:run()
        assert.equal(1, counters(page.app).rejected_unknown)
        assert.equal(markup, page.session:html())
        line:send(('["e",10003,"step",{"by":1},0,%d]'):format(anew))
        page.app:run()
        assert.is_truthy(page.session:html():find("6<!--/-->.<!--$-->0", 1, true))
    end)
end)

describe("a component's timers", function()
    local function ticks(page)
        local found = {}
        for i, id in ipairs { "#w1", "#w2" } do
            local element = page:all(id)[1]
            found[i] = element and tostring(element.children[1]):match "%d+" or "-"
        end
        return table.concat(found, " ")
    end

    it("ring in the component that set them, and end with it", function()
        local page = test.open "spec/apps/component_timers.lua"
        page:click "#w1 button"
        page:advance(3000)
        assert.equal("3 0", ticks(page))
        page:click "#w2 button"
        page:advance(2000)
        assert.equal("5 2", ticks(page))
        page:send "less" -- the second is gone
        page:advance(5000)
        page:send "more"
        page:advance(5000)
        assert.equal("15 0", ticks(page))
        page:click "stop"
        page:advance(5000)
        assert.equal("15 0", ticks(page))
    end)

    it("may be set by init, and messages sent to oneself", function()
        local page = test.open "spec/apps/component_timers.lua"
        page:send "late"
        assert.is_truthy(page.text:find "greeted")
        page:advance(60000)
        assert.is_truthy(page.text:find "greeted and late")
    end)

    it("survive sleep, as the component does", function()
        local page = test.open "spec/apps/component_timers.lua"
        page:click "#w1 button"
        page:advance(1500)
        page:sleep()
        page:advance(1000)
        assert.equal("2 0", ticks(page))
    end)
end)

describe("ls.emit", function()
    it("is for components", function()
        local page = test.open "spec/apps/component_timers.lua"
        local ok, text = page:send "wrong"
        assert.is_false(ok)
        assert.equal(
            "ls.emit is how a component tells those around it; a view sends to itself with ls.send",
            text:match "^[^\n]*"
        )
    end)

    it("needs somebody who declares the message, and data that fit", function()
        local page = test.open "spec/apps/component_timers.lua"
        local ok, text = page:send("tell", { name = "nobody" }, "#w1")
        assert.is_false(ok)
        assert.equal(
            "ls.emit: nothing around the component declares it; of the view: message 'nobody' is not declared",
            text:match "^[^\n]*"
        )
        ok, text = page:send("tell", { name = "told", data = "x" }, "#w1")
        assert.is_false(ok)
        assert.equal('told.n: expected integer, got string "x"', text:match "^[^\n]*")
    end)

    it("reaches the nearest that declares it, not those further out", function()
        local page = test.open "spec/apps/component_timers.lua"
        assert.is_true(page:send("tell", { name = "told", data = "3" }, "#w1"))
        assert.equal("3", page.text:match "view (%d+)")
        assert.is_true(page:send("tell", { name = "told", data = "4" }, "#inside"))
        assert.equal("3", page.text:match "view (%d+)")
        assert.equal("4", page.text:match "box (%d+)")
    end)
end)
