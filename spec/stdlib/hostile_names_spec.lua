-- A name is bytes, whatever they say: to actors, topics, presence and databases it is a name like any other.

local test = require "lightspeed.test"

local NAMES = 14

describe("a hostile name", function()
    it("is a name like any other, of an actor, a topic, a key and a row", function()
        local page = test.open "spec/apps/hostile_names.lua"
        for at = 1, NAMES do
            page:click "next"
            local m = page.model
            local name = m.people[1].key
            assert.same({ at, true, true, at }, { m.at, m.said, m.kept, m.heard })
            assert.same({ { key = name, count = 2, who = name } }, m.people)
            assert.equal(name, test.actor(page, name).model.name)
            page:click "watch"
            page:click "stop"
            assert.same({ name = name, reason = name }, page.model.down)
            assert.is_nil((test.actor(page, name)))
            page:advance(1000)
            assert.same({ { key = name, count = 1, who = name } }, page.model.people)
            page:click "untrack"
        end
    end)
end)
