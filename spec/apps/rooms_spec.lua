-- Actors, topics and pages together: what a room knows, all pages on it show.
local test = require "lightspeed.test"

describe("a room", function()
    local ada, bob

    before_each(function()
        ada = test.open("spec/apps/rooms.lua", "/lobby")
        bob = test.visit(ada, "/lobby")
    end)

    it("tells all who look at it who is there", function()
        ada:send("join", { who = "Ada" })
        bob:send("join", { who = "Bob" })
        for _, page in ipairs { ada, bob } do
            page:advance(0)
            assert.has.element(page, "li", "Ada")
            assert.has.element(page, "li", "Bob")
        end
        ada:send("leave", { who = "Ada" })
        bob:advance(0)
        assert.has.no.element(bob, "li", "Ada")
    end)

    it("is one for each name, and apart from others", function()
        local cellar = test.visit(ada, "/cellar")
        local again = test.visit(ada, "/cellar")
        cellar:send("join", { who = "Eve" })
        again:advance(0)
        assert.has.element(again, "li", "Eve")
        assert.same({ Eve = true }, test.actor(ada, "room:cellar").model.people)
        assert.same({}, test.actor(ada, "room:lobby").model.people)
    end)

    it("outlives the pages that began it", function()
        ada:send("join", { who = "Ada" })
        ada:disconnect()
        ada:advance(400000)
        assert.same({ Ada = true }, test.actor(ada.app, "room:lobby").model.people)
    end)
end)
