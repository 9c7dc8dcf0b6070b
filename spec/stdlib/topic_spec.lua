-- Topics: what is broadcast is heard by all who listen, and what cannot be is told where it was written.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local function error_of(line)
    return loading.error_of('local ls = require "lightspeed"\n' .. line)
end

describe("a command about a topic", function()
    it("takes the topic's name", function()
        assert.equal(
            'app.lua:2: ls.subscribe takes a topic\'s name: ls.subscribe("todos"), not nil',
            error_of "ls.subscribe()"
        )
        assert.equal(
            'app.lua:2: ls.broadcast takes a topic\'s name: ls.broadcast("todos"), not 7',
            error_of "ls.broadcast(7, 'changed')"
        )
        assert.equal(
            'app.lua:2: ls.unsubscribe takes a topic\'s name: ls.unsubscribe("todos"), not ',
            error_of "ls.unsubscribe ''"
        )
    end)

    it("says which message", function()
        assert.equal(
            'app.lua:2: ls.broadcast takes a message\'s name: ls.broadcast("todos", "changed"), not nil',
            error_of "ls.broadcast 'todos'"
        )
        assert.equal(
            "app.lua:2: ls.subscribe has no :to; what is broadcast to 'todos' comes under its own name",
            error_of "ls.subscribe('todos'):to 'changed'"
        )
        assert.equal(
            "app.lua:2: ls.subscribe: gap takes a message's name, not a number",
            error_of "ls.subscribe('todos'):gap(7)"
        )
    end)

    it("has the options that there are", function()
        assert.equal(
            "app.lua:2: ls.subscribe has no option 'ful'; did you mean 'full'?",
            error_of "ls.subscribe('todos', { ful = 'fail' })"
        )
        assert.equal(
            'app.lua:2: ls.subscribe: full is "coalesce", "drop_oldest" or "fail", not drop_oldst; '
                .. "did you mean 'drop_oldest'?",
            error_of "ls.subscribe('todos', { full = 'drop_oldst' })"
        )
    end)
end)

describe("a view", function()
    local page

    before_each(function()
        page = test.open "spec/apps/topics.lua"
    end)

    local function is_refused(event, payload, message)
        local ok, text = page:send(event, payload)
        assert.is_false(ok)
        assert.is_truthy(text:find(message, 1, true), text)
    end

    it("broadcasts what somebody declares", function()
        is_refused(
            "say_name",
            { name = "siad" },
            "ls.broadcast: nobody in the app declares a message 'siad'; did you mean 'said'?"
        )
    end)

    it("names topics by text", function()
        is_refused("listen", { topic = "a\nb" }, "a topic's name is text: UTF-8, without control characters")
        is_refused("listen", { topic = ("x"):rep(201) }, "a topic's name has 200 bytes at most, this one 201")
    end)

    it("declares what a gap brings", function()
        is_refused(
            "gap",
            { message = "lots" },
            "ls.subscribe: gap: message 'lots' is not declared; did you mean 'lost'?"
        )
        is_refused(
            "gap",
            { message = "said" },
            "ls.subscribe: a gap brings the topic's name, a string: said: expected"
        )
    end)

    it("listens to a bounded number of topics", function()
        is_refused("many", { topics = 64, broadcasts = 0 }, "ls.subscribe: 65 topics, more than 64")
    end)

    it("broadcasts a bounded number of times in a turn", function()
        is_refused("many", { topics = 0, broadcasts = 257 }, "ls.broadcast: 257 in one turn, more than 256")
    end)

    it("broadcasts data of a bounded size", function()
        is_refused("large", { size = 70000 }, "more than 65536")
    end)

    it("hears itself, and all who listen hear it at once", function()
        local other = test.visit(page, "/")
        page:send("say", { text = "hello" })
        assert.shows(page, "hello")
        assert.shows(other, "hello")
        assert.same({ ["0"] = "hello" }, other.patch)
    end)

    it("does not hear what it does not listen to", function()
        local other = test.visit(page, "/")
        other:send "quit"
        page:send("say", { text = "hello" })
        assert.does_not.show(other, "hello")
        other:send("listen", { topic = "room" })
        page:send("say", { text = "again" })
        assert.shows(other, "again")
    end)

    it("is not touched by those whose handler fails", function()
        local other = test.visit(page, "/")
        other:send "break"
        page:send("say", { text = "boom" })
        assert.shows(page, "boom")
        assert.does_not.show(other, "boom")
        page:send("say", { text = "fine" })
        assert.shows(other, "fine")
    end)

    it("hears what an actor or a service says", function()
        test.broadcast(page, "room", "said", { text = "from elsewhere" })
        assert.shows(page, "from elsewhere")
    end)

    it("does not hear what does not fit, and the log says so", function()
        local before = page.app:counters().broadcasts_misfit
        test.broadcast(page, "room", "said", { txt = "hello" })
        assert.equal(before + 1, page.app:counters().broadcasts_misfit)
        assert.does_not.show(page, "hello")
    end)

    it("misses nothing while it sleeps, and while its line is away", function()
        local other = test.visit(page, "/")
        other:sleep()
        page:send("say", { text = "one" })
        assert.shows(other, "one")
        other:disconnect()
        page:send("say", { text = "two" })
        other:reconnect()
        assert.shows(other, "two")
    end)
end)

describe("test.broadcast", function()
    it("says what cannot be said", function()
        local page = test.open "spec/apps/topics.lua"
        local ok, text = pcall(test.broadcast, page, "room", "siad")
        assert.is_false(ok)
        assert.is_truthy(
            text:find "test.broadcast: ls.broadcast: nobody in the app declares a message 'siad'",
            text
        )
        ok, text = pcall(test.broadcast, page, "room", "said", { print })
        assert.is_false(ok)
        assert.is_truthy(text:find("test.broadcast: ", 1, true), text)
    end)
end)

describe("apps/ticker.lua", function()
    it("shows everybody the same number", function()
        local page = test.open "apps/ticker.lua"
        local other = test.visit(page, "/")
        page:click "Tick"
        other:click "Tick"
        assert.has.element(page, "h1", "2")
        assert.has.element(other, "h1", "2")
    end)

    it("shows whoever comes later the same", function()
        local page = test.open "apps/ticker.lua"
        page:click "Tick"
        local later = test.visit(page, "/")
        assert.has.element(later, "h1", "1")
        later:click "Tick"
        assert.has.element(page, "h1", "2")
        assert.has.element(later, "h1", "2")
    end)
end)
