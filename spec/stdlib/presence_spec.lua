-- Presence: who is there is told to all who look, and what cannot be said is told where it was written.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local function error_of(line)
    return loading.error_of('local ls = require "lightspeed"\n' .. line)
end

describe("a command about presence", function()
    it("takes the topic's name", function()
        assert.equal(
            'app.lua:2: ls.track takes a topic\'s name: ls.track("room:lobby"), not nil',
            error_of "ls.track()"
        )
        assert.equal(
            'app.lua:2: ls.untrack takes a topic\'s name: ls.untrack("room:lobby"), not 7',
            error_of "ls.untrack(7)"
        )
    end)

    it("says of oneself what is in a table", function()
        assert.equal(
            "app.lua:2: ls.track takes a table that others see, such as { name = ... }, not ann",
            error_of "ls.track('room', 'ann')"
        )
    end)

    it("knows its options and its messages", function()
        assert.equal(
            "app.lua:2: ls.track has no option 'kye'; did you mean 'key'?",
            error_of "ls.track('room', {}, { kye = 'x' })"
        )
        assert.equal(
            "app.lua:2: ls.track: a key is a string, not 7",
            error_of "ls.track('room', {}, { key = 7 })"
        )
        for _, method in ipairs { "to", "joins", "leaves" } do
            assert.equal(
                ("app.lua:2: ls.track: %s takes a message's name, not a number"):format(method),
                error_of(("ls.track('room', {}):%s(7)"):format(method))
            )
        end
    end)
end)

describe("presence", function()
    local ann, bob

    before_each(function()
        ann = test.open "spec/apps/presence.lua"
        bob = test.visit(ann)
    end)

    local function shows(page, shown, log)
        assert.equal(shown, page.model.shown)
        if log then
            assert.equal(log, page.model.log)
        end
    end

    it("tells all who look, and who came since", function()
        ann:send("be", { name = "ann" })
        shows(ann, "ann", "")
        ann:advance(1)
        bob:send("be", { name = "bob" })
        shows(ann, "ann bob", "+bob")
        shows(bob, "ann bob", "")
        bob:send("be", { name = "bobby" })
        shows(ann, "ann bobby", "+bob+bobby-bob")
        bob:send("go", {})
        shows(ann, "ann", "+bob+bobby-bob-bobby")
        shows(bob, "")
    end)

    it("puts those of one key together", function()
        ann:send("be", { name = "phone", key = "__proto__" })
        ann:advance(1)
        bob:send("be", { name = "desk", key = "__proto__" })
        shows(ann, "__proto__=phone+desk")
        ann:advance(1)
        ann:send("be", { name = "phone", key = "" })
        shows(bob, "__proto__=desk =phone")
    end)

    it("outlives a reload, but not a long absence", function()
        ann:send("be", { name = "ann" })
        ann:advance(1)
        bob:send("be", { name = "bob" })
        bob:disconnect()
        ann:advance(3000)
        bob:reconnect()
        shows(ann, "ann bob", "+bob")
        bob:disconnect()
        ann:advance(7000)
        shows(ann, "ann", "+bob-bob")
        bob:reconnect()
        shows(ann, "ann bob", "+bob-bob+bob")
        shows(bob, "ann bob")
    end)

    it("outlives sleep", function()
        ann:send("be", { name = "ann" })
        ann:sleep()
        ann:advance(1)
        bob:send("be", { name = "bob" })
        shows(ann, "ann bob")
    end)

    it("is a component's as long as that is there", function()
        ann:send("sit", {})
        bob:send("sit", {})
        assert.has.element(ann, "b", "2")
        bob:send("stand", {})
        assert.has.element(ann, "b", "1")
        ann:send("stand", {})
        ann:send("sit", {})
        assert.has.element(ann, "b", "1")
    end)

    it("fails in the turn of whoever says what does not fit", function()
        local cases = {
            misfit = "ls.track: whoever is there is one of a list of such: people[1].nme: no such field; "
                .. "did you mean 'name'?",
            handler = "ls.track(...):to: message 'peple' is not declared; did you mean 'people'?",
            nothing = "ls.track says neither who is there nor whom to tell; write "
                .. 'ls.track(topic, { name = ... }):to "people"',
            large = "ls.track: 2011 bytes to say of oneself, more than 1024",
            topic = "ls.track: a topic's name is text: UTF-8, without control characters",
        }
        for what, text in pairs(cases) do
            local ok, said = ann:send("odd", { what = what })
            assert.is_false(ok)
            assert.is_truthy(said:find(text, 1, true), said)
        end
        local ok, said = ann:send("many", { topics = 17 })
        assert.is_false(ok)
        assert.is_truthy(said:find("ls.track: 17 topics, more than 16", 1, true), said)
        assert.is_true((ann:send("many", { topics = 16 })))
    end)

    it("is counted", function()
        ann:send("be", { name = "ann" })
        bob:send("be", { name = "bob" })
        bob:send("go", {})
        local counters = ann.app:counters()
        assert.equal(2, counters.presence_joins)
        assert.equal(1, counters.presence_leaves)
        assert.equal(6, counters.presence_told)
    end)

    it("is an actor's as long as it lives", function()
        local page = test.open "spec/apps/presence_actor.lua"
        shows(page, "bot")
        page:advance(1)
        page:send("come", {})
        shows(page, "bot visitor")
        assert.equal(2, page.model.counted)
        page:advance(8000)
        shows(page, "bot visitor")
        page:send("send_away", {})
        shows(page, "visitor")
    end)
end)
