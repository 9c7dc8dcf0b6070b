-- What a view asks for: timers on a clock that the spec moves, messages to itself, titles.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

describe("ls.after", function()
    it("rings once, at its time", function()
        local page = test.open("spec/apps/timers.lua", "/", { now = 1000000 })
        page:send("after", { ms = 1000 })
        page:advance(999)
        assert.equal(0, page.model.ticks)
        page:advance(1)
        assert.equal(1, page.model.ticks)
        assert.equal(1001000, page.model.at)
        page:advance(100000)
        assert.equal(1, page.model.ticks)
    end)

    it("starts again when it is asked for again", function()
        local page = test.open "spec/apps/timers.lua"
        page:send("after", { ms = 1000 })
        page:advance(900)
        page:send("after", { ms = 1000 })
        page:advance(900)
        assert.equal(0, page.model.ticks)
        page:advance(100)
        assert.equal(1, page.model.ticks)
    end)

    it("waits, where init asks, until somebody has joined", function()
        local app = test.load "spec/apps/timers.lua"
        local session = app:visit "/"
        app:advance(10000)
        assert.is_false(session:model().born)
        local line = session:join()
        app:advance(49)
        assert.is_false(session:model().born)
        app:advance(1)
        assert.is_true(session:model().born)
        assert.equal('["ok",0,0]', line:pull())
        assert.equal('[1,0,{"1":"born"}]', line:pull())
        assert.is_nil(line:pull())
    end)
end)

describe("ls.every", function()
    it("rings at each of its times and no other", function()
        local page = test.open("spec/apps/timers.lua", "/", { now = 0 })
        page:click "Start"
        page:advance(5500)
        assert.equal(5, page.model.ticks)
        assert.equal(5000, page.model.at)
        assert.has.element(page, "h1", "5")
        page:advance(500)
        assert.equal(6, page.model.ticks)
    end)

    it("rings until it is cancelled", function()
        local page = test.open "spec/apps/timers.lua"
        page:click("Start"):advance(2000):click("Stop"):advance(10000)
        assert.equal(2, page.model.ticks)
    end)

    it("rings while a session sleeps, and while its line is lost", function()
        local page = test.open "spec/apps/timers.lua"
        page:send("every", { ms = 20000 })
        page:advance(19999)
        assert.is_false(page.session:is_awake())
        page:advance(1)
        assert.equal(1, page.model.ticks)
        page:disconnect():advance(40000):reconnect()
        assert.has.element(page, "h1", "3")
    end)
end)

describe("ls.send", function()
    it("is handled after the turn, in order", function()
        local page = test.open "spec/apps/timers.lua"
        assert.is_true(page:send("send", { n = 1 }))
        assert.same({ "sent", "count 1", "count 2", "count 3", "count 4" }, page.model.log)
    end)
end)

describe("a title", function()
    it("is in the first HTML and follows the model", function()
        local page = test.open "spec/apps/timers.lua"
        assert.equal("0 ticks", page.title)
        assert.is_truthy(page.body:find("<title>0 ticks</title>", 1, true))
        page:send("after", { ms = 10 })
        assert.equal("0 ticks", page.title)
        page:advance(10)
        assert.equal("1 ticks", page.title)
    end)

    it("is sent when it changes and not otherwise", function()
        local page = test.open "spec/apps/timers.lua"
        page:send("after", { ms = 10 })
        page:advance(10)
        assert.same({ title = "1 ticks" }, core.json.decode(page.frames[1])[4])
        page:send("send", { n = 5 })
        for _, frame in ipairs(page.frames) do
            assert.is_nil(core.json.decode(frame)[4])
        end
    end)
end)
