-- Actors, driven by a page and told things by nobody, on the host's own code.
local test = require "lightspeed.test"

local APP = "spec/apps/actors.lua"

describe("an actor", function()
    local page, app

    before_each(function()
        app = test.load(APP)
        page = test.visit(app)
    end)

    after_each(function()
        app:close()
    end)

    it("is there when the app begins, with the model that its init made", function()
        assert.same({ name = "cellar", total = 7, answers = {} }, app:actor("cellar").model)
    end)

    it("does what a page tells it", function()
        page:send("tell", { name = "lobby", by = 5 })
        page:send("tell", { name = "lobby", by = 2 })
        assert.equal(7, app:actor("lobby").model.total)
    end)

    it("answers who asks, in Lua's way", function()
        page:send("ask", { name = "cellar", message = "who" })
        assert.shows(page, "cellar=7 nil")
    end)

    it("is started once under a name, and is told what was said in the same turn", function()
        page:send("start", { name = "attic", total = 40 })
        page:send("start", { name = "attic", total = 90 })
        assert.equal(42, app:actor("attic").model.total)
        assert.shows(page, "started true nil")
    end)

    it("is refused what does not fit, and says so to who asked", function()
        page:send("wrong", { name = "lobby" })
        assert.equal(0, app:actor("lobby").model.total)
        assert.equal(1, app:counters().tells_refused)
        page:send("ask", { name = "lobby", message = "woh" })
        assert.shows(page, "nil message 'woh' is not declared; did you mean 'who'?")
        page:send("ask", { name = "nobody", message = "who" })
        assert.shows(page, "nil there is no actor of this name")
    end)

    it("that does not reply is an answer, too", function()
        page:send("ask", { name = "lobby", message = "silent" })
        assert.shows(page, "nil no reply")
        page:send("ask", { name = "lobby", message = "fail" })
        assert.shows(page, "nil crash")
    end)

    it("asks others itself, and gets its answer while it sleeps", function()
        app:tell("lobby", "forward", { to = "cellar" })
        assert.same({ { value = { name = "cellar", total = 7 } } }, app:actor("lobby").model.answers)
        assert.is_true(app:sleep_actor "lobby")
        app:tell("lobby", "forward", { to = "nobody" })
        assert.same("there is no actor of this name", app:actor("lobby").model.answers[2].err)
    end)

    it("has timers, which run though nobody looks", function()
        app:tell("lobby", "sum")
        app:advance(999)
        assert.equal(0, app:actor("lobby").model.total)
        app:advance(1)
        assert.equal(1, app:actor("lobby").model.total)
    end)

    it("sleeps when nothing happens, and wakes with its model", function()
        app:tell("lobby", "add", { by = 3 })
        app:advance(20000)
        assert.equal(0, app:counters().awake)
        app:tell("lobby", "add", { by = 4 })
        assert.equal(7, app:actor("lobby").model.total)
    end)

    it("takes no more than its mailbox holds, and says so to who asks", function()
        local small = test.load(APP, { limits = { mailbox = 2 } })
        local visitor = test.visit(small)
        small:actor "lobby"
        small:tell("lobby", "fail")
        small:tell("lobby", "fail") -- it holds still for a tenth of a second
        for _ = 1, 3 do
            visitor:send("tell", { name = "lobby", by = 1 })
        end
        assert.equal(1, small:counters().tells_refused)
        visitor:send("ask", { name = "lobby", message = "who" })
        assert.shows(visitor, "nil 2 messages already wait")
        small:advance(100)
        assert.equal(2, small:actor("lobby").model.total)
        small:close()
    end)

    it("hears of topics", function()
        test.tell(page, "lobby", "listen")
        test.broadcast(page, "town", "news", { text = "rain" })
        assert.equal("rain", test.actor(page, "lobby").model.news)
    end)

    it("asks services", function()
        test.stub(page, "town.measure", 12)
        test.tell(page, "lobby", "measure")
        assert.equal(12, test.actor(page, "lobby").model.measured)
    end)

    it("leaves a trace, which goes the same way again", function()
        test.tell(page, "lobby", "add", { by = 5 })
        test.tell(page, "lobby", "forward", { to = "cellar" })
        local way = test.replay(test.actor(page, "lobby").trace, APP)
        assert.is_nil(way.diverges)
        assert.equal(5, way.model.total)
        assert.equal(7, way.model.answers[1].value.total)
    end)

    describe("that ends", function()
        it("tells those who watch it, with the reason", function()
            page:send("start", { name = "attic" })
            page:send("watch", { name = "attic" })
            page:send("stop", { name = "attic", reason = "closed" })
            assert.shows(page, "attic is down: closed")
            assert.is_nil((app:actor "attic"))
        end)

        it("ends for the reason of this life, not of an earlier one", function()
            page:send("stop", { name = "lobby", reason = "closed" })
            page:send("start", { name = "lobby" })
            page:send("watch", { name = "lobby" })
            for _ = 1, 3 do
                test.tell(page, "cellar", "fail")
                page:advance(1000)
            end
            test.tell(page, "cellar", "fail") -- beyond what its group takes
            assert.shows(page, "lobby is down: its group stops it")
        end)

        it("is down at once for those who come late", function()
            page:send("watch", { name = "attic" })
            assert.shows(page, "attic is down: nobody")
        end)

        it("tells nobody who took the watch back", function()
            page:send("start", { name = "attic" })
            page:send("watch", { name = "attic" })
            page:send("unwatch", { name = "attic" })
            page:send("stop", { name = "attic" })
            assert.does_not.show(page, "is down")
        end)

        it("is told `stop` as its last message, where it declares that", function()
            page:send("start", { name = "attic" })
            page:send("stop", { name = "attic", reason = "closed" })
            assert.equal(100, app:actor("witness").model.total)
        end)

        it("by itself, though others would start it again after a failure, stays away", function()
            page:send("start", { name = "attic" })
            page:send("watch", { name = "attic" })
            test.tell(page, "attic", "leave")
            assert.shows(page, "attic is down: everybody left")
            assert.is_nil((app:actor "attic"))
        end)

        it("by itself begins anew where it is permanent", function()
            app:tell("lobby", "add", { by = 5 })
            app:tell("lobby", "leave")
            assert.equal(0, app:actor("lobby").model.total)
        end)

        it("can be started again under its name", function()
            page:send("start", { name = "attic", total = 1 })
            page:send("stop", { name = "attic" })
            page:send("start", { name = "attic", total = 20 })
            assert.equal(21, app:actor("attic").model.total)
            page:send("stop", { name = "cellar" })
            page:send("start", { name = "cellar", total = 30 })
            assert.equal(31, app:actor("cellar").model.total)
        end)
    end)

    describe("that fails", function()
        it("goes on from its last good model", function()
            app:tell("lobby", "add", { by = 5 })
            app:tell("lobby", "fail")
            assert.equal(5, app:actor("lobby").model.total)
            assert.equal(1, app:counters().actor_restarts)
            app:tell("lobby", "add", { by = 5 })
            assert.equal(10, app:actor("lobby").model.total)
        end)

        it("again without a success in between begins anew, and those who watch it hear of it", function()
            page:send("watch", { name = "lobby" })
            app:tell("lobby", "add", { by = 5 })
            app:tell("lobby", "fail")
            app:tell("lobby", "fail")
            app:advance(100)
            assert.equal(0, app:actor("lobby").model.total)
            page:advance(0)
            assert.shows(page, "lobby is down: crash")
        end)

        it("keeps what waits for it", function()
            app:tell("lobby", "fail")
            app:tell("lobby", "fail")
            app:tell("lobby", "add", { by = 3 })
            assert.equal(1, app:actor("lobby").waiting)
            app:advance(100)
            assert.equal(3, app:actor("lobby").model.total)
        end)

        it(
            "3 times is restarted 3 times; the 4th, beyond its intensity, takes down its group and nothing else",
            function()
                for restarts = 1, 3 do
                    app:tell("lobby", "fail")
                    app:advance(1000)
                    assert.equal(restarts, app:counters().actor_restarts)
                    assert.is_truthy(app:actor "lobby")
                end
                app:tell("lobby", "fail")
                assert.is_nil((app:actor "lobby"))
                assert.is_nil((app:actor "cellar"))
                assert.is_truthy(app:actor "witness")
                page:send("tell", { name = "witness", by = 1 })
                assert.equal(2, app:actor("witness").model.total) -- the cellar told it that it was to stop
            end
        )

        it("in init is tried again within the intensity of its group", function()
            page:send("break_in", { name = "attic" })
            app:advance(5000)
            assert.equal(3, app:counters().actor_restarts)
            assert.is_nil((app:actor "attic"))
            assert.equal(1, app:counters().groups_down)
        end)
    end)

    describe("command that is wrong", function()
        it("is an error of the turn: no such group", function()
            local ok, text = page:send "lost_group"
            assert.is_false(ok)
            assert.is_truthy(text:find("there is no group 'roms'; did you mean 'rooms'?", 1, true), text)
        end)

        it("is an error of the turn: a page does not stop itself", function()
            local ok, text = page:send "leave"
            assert.is_false(ok)
            assert.is_truthy(text:find("ls.stop is for actors", 1, true), text)
        end)
    end)

    it("has an end to the patience of who asks it", function()
        app:tell("lobby", "fail")
        app:tell("lobby", "fail") -- it holds still for a tenth of a second
        page:send("ask", { name = "lobby", message = "who", ms = 50 })
        assert.does_not.show(page, "timeout")
        app:advance(50)
        page:advance(0)
        assert.shows(page, "nil timeout")
        app:advance(100)
        page:advance(0)
        assert.equal(1, #page.model.log) -- what comes late is for nobody
    end)
end)
