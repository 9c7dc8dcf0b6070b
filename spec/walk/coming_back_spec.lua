-- Lost lines: a client that comes back gets what it lacks and nothing else, and what it did meanwhile counts
-- once.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

describe("a client that comes back", function()
    local page, app

    before_each(function()
        page = test.open "spec/apps/timers.lua"
        app = page.app
        page:advance(50) -- born: frame 1
    end)

    it("gets exactly the frames it missed", function()
        page:send("every", { ms = 1000 })
        local seen = page.client.seen
        page:disconnect():advance(3000)
        page:reconnect()
        assert.equal(4, #page.frames)
        assert.same({ "ok", seen + 3, 1 }, core.json.decode(page.frames[1]))
        for i = 1, 3 do
            assert.same(
                { seen + i, 1, { ["0"] = tostring(i) } },
                { table.unpack(core.json.decode(page.frames[i + 1]), 1, 3) }
            )
        end
        assert.is_nil(page.client.fulls)
        assert.equal(1, app:counters().resumes)
    end)

    it("gets nothing where it missed nothing", function()
        page:disconnect():reconnect()
        assert.same({ '["ok",1,0]' }, page.frames)
    end)

    it("gets a frame again whose acknowledgement was lost", function()
        page:send("after", { ms = 10 })
        page:advance(10)
        local seen = page.client.seen
        page:disconnect()
        local line = page.session:join(seen - 1)
        assert.equal("ok", core.json.decode(line:pull())[1])
        assert.equal(seen, core.json.decode(line:pull())[1])
        assert.is_nil(line:pull())
    end)

    it("gets the whole page where it has nothing to patch", function()
        page:send("after", { ms = 10 })
        page:advance(10)
        page:disconnect():reconnect(true)
        assert.equal(1, page.client.fulls)
        assert.has.element(page, "h1", "1")
        assert.equal(1, app:counters().fulls)
    end)

    it("gets the whole page where more is missing than the host keeps", function()
        local small = test.open("spec/apps/timers.lua", "/", { limits = { outbox_bytes = 1024 } })
        small:send("every", { ms = 10 })
        small:disconnect():advance(2000):reconnect()
        assert.equal(1, small.client.fulls)
        assert.has.element(small, "h1", "200")
        small:advance(10)
        assert.has.element(small, "h1", "201")
    end)

    it("finds done what it did without a line, once and in order", function()
        local counter = test.open "apps/counter.lua"
        counter:disconnect()
        counter:click "+":click "+":click "−":click "+"
        assert.has.element(counter, "h1", "0")
        counter:reconnect()
        assert.has.element(counter, "h1", "2")
        assert.equal(4, counter.app:counters().events)
    end)

    it("does not do again what the host had heard", function()
        local counter = test.open "apps/counter.lua"
        counter:click "+"
        counter:disconnect()
        local line = counter.session:join(1)
        line:send '["e",2,"add",{"by":5},1]'
        line:close() -- the answer is lost
        counter.client.ref = 2
        counter.client.waiting[1] = { ref = 2, name = "add", payload = { by = 5 } }
        counter:reconnect()
        assert.has.element(counter, "h1", "6")
        assert.same({}, counter.client.waiting)
        assert.equal(2, counter.app:counters().events)
    end)

    it("finds a session that slept, with the page as it left it", function()
        page:send("send", { n = 1 })
        page:disconnect():sleep()
        assert.is_false(page.session:is_awake())
        page:advance(20000):reconnect()
        assert.is_false(page.session:is_awake())
        assert.is_true(page:send("send", { n = 9 }))
        assert.has.element(page, "li", "count 9")
    end)

    it("finds its session gone after five minutes", function()
        page:disconnect():advance(299000):reconnect()
        assert.is_nil(page.bye)
        page:disconnect():advance(302000):reconnect()
        assert.equal("gone", page.bye.code)
        assert.equal("terminated", page.session:state())
        assert.equal(1, app:counters().expired)
    end)

    it("finds its session gone after a minute that nobody joined", function()
        local session = app:visit "/"
        app:advance(62000)
        local line = session:join()
        assert.equal("gone", core.json.decode(line:pull())[2])
        assert.equal("terminated", session:state())
    end)

    it("takes the page over from an older line", function()
        local line = page.session:join(1)
        assert.equal('["ok",1,0]', line:pull())
        page.client:settle()
        assert.equal("replaced", page.bye.code)
        line:send '["e",1,"send",{"n":9},1]'
        assert.is_truthy(line:pull():find "^%[2,1,")
    end)

    it("is refused with a ticket that nobody gave it", function()
        local line = app:line()
        local ticket = page.session:ticket()
        local forged = (ticket:sub(1, 1) == "A" and "B" or "A") .. ticket:sub(2)
        line:send(('["join",1,"%s",0]'):format(forged))
        assert.equal("forbidden", core.json.decode(line:pull())[2])
        assert.equal(1, app:counters().rejected_forbidden)
    end)

    it("is given up when nothing is heard for too long", function()
        local line = page.client.line
        app:advance(62000)
        assert.is_true(line:is_closing())
        local heartbeat = test.open "apps/counter.lua"
        for _ = 1, 10 do
            heartbeat:advance(30000)
            heartbeat.client.line:send '["h"]'
        end
        heartbeat:click "+"
        assert.equal(10, heartbeat.client.heartbeats)
        assert.has.element(heartbeat, "h1", "1")
    end)
end)
