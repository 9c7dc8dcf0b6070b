-- A turn is all or nothing: whatever goes wrong in it, the model and the page are as before, and the next
-- event is served.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

describe("a turn that fails", function()
    local page, app

    before_each(function()
        page =
            test.open("spec/apps/failing.lua", "/", { limits = { turn_fuel = 200000, heap_bytes = 500000 } })
        app = page.app
        page:send("add", { by = 2 })
    end)

    local function fails(says, event, code, message)
        it(says, function()
            local model, html, title = page.model, page.html, page.title
            local before = app:counters()

            local ok, text, got = page:send(event)

            assert.is_false(ok)
            assert.equal(code, got)
            assert.is_truthy(text:find(message, 1, true), text)
            assert.same(model, page.model)
            assert.equal(html, page.html)
            assert.equal(title, page.title)
            assert.is_nil(page.patch)
            local after = app:counters()
            assert.equal(before.turns_failed + 1, after.turns_failed)
            assert.equal(before.turns, after.turns)

            assert.is_true(page:send("add", { by = 1 }))
            assert.same({ n = 3, tasks = {} }, page.model)
            assert.has.element(page, "h1", "3")
        end)
    end

    fails("by an error in update", "raise", "crash", "failing.lua:45: raised")
    fails("by an error that is no text", "raise_table", "crash", "table")
    fails("half way through a change", "half", "crash", "attempt to perform arithmetic on a nil value")
    fails("by an error in render", "render", "crash", "attempt to index a number value (field 'n')")
    fails("by an error in title", "title", "crash", "no title")
    fails("by spinning", "spin", "budget", "the turn used up its 200000 instructions")
    fails("by spinning inside pcall", "spin_protected", "budget", "the turn used up its 200000 instructions")
    fails("by filling its memory", "gorge", "budget", "")
    fails(
        "by a function in its model",
        "closure",
        "crash",
        "m.tasks[3].on_click is a function; a model is plain data"
    )
    fails("by a coroutine in its model", "userdata", "crash", "m.co is a thread; a model is plain data")
    fails("by a model that holds itself", "knot", "crash", "m.tasks.back")
    fails(
        "by a metatable in its model",
        "metatable",
        "crash",
        "m.tasks has a metatable; a model is plain data"
    )
    fails("by a key that is a fraction", "nan_key", "crash", "m.tasks has a key that is a")

    it("says a reference alone to visitors in production", function()
        local visitor = test.open("spec/apps/failing.lua", "/", { dev = false })
        local ok, text, code = visitor:send "raise"
        assert.is_false(ok)
        assert.equal("crash", code)
        assert.is_truthy(text:find "^%x+$", text)
    end)

    it("tells the operator what the visitor's reference means", function()
        local visitor = test.open("spec/apps/failing.lua", "/", { dev = false })
        core.log()
        visitor.client.line:send '["e",1,"raise",{},0]'
        local log = core.log()
        local reference = visitor.client.line:pull():match '"text":"(%x+)"'
        assert.is_truthy(reference and log:find(reference, 1, true), log)
        assert.is_truthy(log:find("failing.lua:45: raised", 1, true), log)
    end)

    it("leaves other visitors alone", function()
        local other = test.visit(page)
        other:send("add", { by = 7 })
        page:send "spin"
        assert.same({ n = 7, tasks = {} }, other.model)
        assert.has.element(other, "h1", "7")
        assert.is_true(other:send("add", { by = 1 }))
        assert.has.element(other, "h1", "8")
    end)

    it("gives way to others, slice by slice", function()
        local other = test.visit(page)
        local before = app:counters().slices
        page.client.line:send '["e",2,"spin",{},1]'
        page.client.ref = 2
        assert.equal(1, app:counters().slices - before) -- under way
        assert.is_true(other:send("add", { by = 7 }) ~= nil)
        assert.has.element(other, "h1", "7")
        page.client:settle()
        assert.equal("budget", page.client.refusals[2].code)
        assert.same({ n = 2, tasks = {} }, page.model)
    end)

    it("may be a timer's, and is rolled back as well", function()
        page:send "loop_later"
        assert.has_error(function()
            page:advance(100)
        end)
        assert.same({ n = 3, tasks = {} }, page.model)
        assert.has.element(page, "h1", "3")
        assert.is_true(page:send("add", { by = 1 }))
        assert.has.element(page, "h1", "4")
    end)
end)

describe("a view that keeps failing", function()
    -- host/actor/supervisor.c: how often in a row.
    local FAILURES_MAX = 10000

    it("begins anew when it has not done a thing right for very long", function()
        local page = test.open(
            "spec/apps/failing.lua",
            "/",
            { limits = { events_per_s = 1000000, events_burst = 1000000 } }
        )
        page:send("add", { by = 2 })
        local line, app = page.client.line, page.app
        for ref = 2, FAILURES_MAX + 1 do
            line:send(('["e",%d,"raise",{},%d]'):format(ref, ref - 1))
            line:pull()
        end
        assert.equal(0, app:counters().restarts)
        assert.same({ n = 2, tasks = {} }, page.model)
        local ref = FAILURES_MAX + 2
        line:send(('["e",%d,"raise",{},%d]'):format(ref, ref - 1))
        app:run()
        assert.equal(1, app:counters().restarts)
        assert.same({ n = 0, tasks = {} }, page.model)
        assert.is_truthy(line:pull():find '^%["full",%d+,10002,')
    end)

    it("is kept all the same, as the visitor's page", function()
        local page = test.open("spec/apps/failing.lua", "/")
        page:send("add", { by = 2 })
        for _ = 1, 30 do
            page:send "raise"
            page:advance(60000)
        end
        assert.is_nil(page.bye)
        assert.equal(0, page.app:counters().restarts)
        assert.has.element(page, "h1", "2")
    end)
end)

describe("init that fails", function()
    it("answers 500 and leaves nothing behind", function()
        local app = test.load "spec/apps/failing.lua"
        local status, html = test.get(app, "/?init=true")
        assert.equal(500, status)
        assert.is_truthy(html:find("init is broken", 1, true))
        assert.equal(0, app:counters().sessions)
        assert.equal(0, app:counters().awake)
    end)

    it("says a reference alone in production", function()
        local app = test.load("spec/apps/failing.lua", { dev = false })
        local status, html = test.get(app, "/?init=true")
        assert.equal(500, status)
        assert.is_nil(html:find("init is broken", 1, true))
        assert.is_truthy(html:find "<pre>%x+</pre>")
    end)

    it("is a 404 where the address does not fit", function()
        local app = test.load "spec/apps/failing.lua"
        assert.equal(404, (test.get(app, "/?init=maybe")))
        assert.equal(404, (test.get(app, "/nowhere")))
        assert.equal(0, app:counters().turns + app:counters().turns_failed)
    end)
end)

describe("roll-back", function()
    local function open(records, dev)
        return test.open("spec/apps/heavy.lua", "/?records=" .. records, {
            dev = dev,
            limits = { events_per_s = 1000000, events_burst = 1000000, heap_bytes = 67108864 },
        })
    end

    it("costs turns that succeed nothing that grows with the model", function()
        local taken = {}
        for _, records in ipairs { 0, 10000 } do
            local page = open(records, false)
            local before = page.app:counters().snapshots
            for _ = 1, 500 do
                page:send("add", { by = 1 })
            end
            taken[records] = page.app:counters().snapshots - before
            assert.equal(500, page.model.n)
        end
        assert.is_true(taken[0] > 0)
        assert.equal(0, taken[10000])
    end)

    it("leaves a model of a million bytes as it was", function()
        for _, dev in ipairs { true, false } do
            local page = open(10000, dev)
            page:send("add", { by = 1 })
            assert.is_false((page:send "raise"))
            assert.is_true((page:send "look"))
            assert.equal(1, page.model.n)
        end
        require("lightspeed.core").log()
    end)
end)
