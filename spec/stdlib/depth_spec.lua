-- How deep a table may lie in tables that one says to another: where it may not, the turn fails and the host goes on.

local test = require "lightspeed.test"

local TOO_DEEP = 34

-- What the page has heard of a table that deep; nil, and why not, where it was refused.
local function say(way, depth)
    local page = test.open("spec/apps/deep.lua", "/" .. depth)
    local ok, why = pcall(page.click, page, way)
    if not ok then
        return nil, why
    end
    assert.equal(page.model.heard ~= "", way ~= "track")
    return way == "track" and page.model.people or page.model.heard
end

describe("what one says to another", function()
    for way, most in pairs { shout = 31, tell = 31, send = 31, call = 32 } do
        it(("may lie %d tables deep (%s)"):format(most, way), function()
            assert.equal(tostring(most - 1), say(way, most - 1))
            assert.equal(tostring(most), say(way, most))
            for depth = most + 1, TOO_DEEP do
                local heard, why = say(way, depth)
                assert.is_nil(heard)
                assert.matches("nested too deep", why)
            end
        end)
    end

    it("may be an actor's answer, 30 tables deep", function()
        assert.equal("30", say("ask", 30))
        for depth = 31, TOO_DEEP do
            assert.equal("0 crash", say("ask", depth))
        end
    end)

    it("may be a service's answer with an error beside it", function()
        assert.equal("32 and more", say("fail", 32))
        assert.is_nil((say("fail", 33)))
    end)

    it("is of oneself 16 tables deep, because others have it in a list in a model", function()
        assert.equal(1, say("track", 16))
        for depth = 17, TOO_DEEP do
            local people, why = say("track", depth)
            assert.is_nil(people)
            assert.matches(
                depth < 32 and "lies " .. depth .. " tables deep, more than 16" or "nested too deep",
                why
            )
        end
    end)
end)
