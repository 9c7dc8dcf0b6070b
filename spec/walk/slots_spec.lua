-- Slots on the host's own code: content is rendered where the component asks for it, patches name what changed in
-- it, and an error in it is told with its line.

local test = require "lightspeed.test"

describe("slots", function()
    local page

    before_each(function()
        page = test.open "spec/apps/slots.lua"
    end)

    it("show default and named content, several of one name in order", function()
        assert.has.element(page, "section h2", "Card 1")
        assert.has.element(page, "section p", "body")
        assert.shows(page, "Card 1: one two")
    end)

    it("receive values and carry attributes", function()
        assert.has.element(page, "th", "No 1")
        assert.has.element(page, "td", "x")
        assert.has.element(page, "td b", "2")
    end)

    it("of a component without content show nothing, and hide what they are made of", function()
        assert.is_truthy(page.html:find("<i></i><i></i>", 1, true))
    end)

    it("are patched like any other part of the page", function()
        page:click "Card 1: one"

        assert.has.element(page, "th", "No 2")
        assert.shows(page, "Card 2: one two")
        assert.patch_bytes(page, 180)
    end)

    it("tell the line of an error in them", function()
        local ok, text = page:send "spill"

        assert.is_false(ok)
        assert.is_truthy(text:find("slots.lua:52", 1, true), text)
    end)
end)
