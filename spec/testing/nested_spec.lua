-- Nested views in lightspeed.test: each is a page of its own.

local test = require "lightspeed.test"

describe("a nested view in a test", function()
    local page

    before_each(function()
        page = test.open "spec/apps/walk_nested.lua"
    end)

    it("is a page: it shows, is clicked and has a model", function()
        local child = page:child "b"
        child:click "0"
        assert.equal(1, child.model.n)
        assert.equal(0, page.model.n)
        assert.equal(0, page:child("a").model.n)
        assert.equal(child, page:child "b")
    end)

    it("may have another in it", function()
        local leaf = page:child("a"):child "leaf-a"
        leaf:click "0"
        assert.equal("1 toggle 0", leaf.text)
    end)

    it("has timers, and fails on its own", function()
        local child = page:child "b"
        child:advance(250)
        assert.equal(2, child.model.ticks)
        assert.is_false(child:send "boom")
        child:click "0"
        assert.equal(1, child.model.n)
    end)

    it("comes with a patch and goes with one", function()
        page:click "more"
        local child = page:child "c"
        child:click "0"
        assert.equal(1, child.model.n)
        page:click "less"
        assert.has_error(function()
            page:child "c"
        end)
        page:click "more"
        assert.equal(0, page:child("c").model.n)
    end)

    it("stays the same when its row moves, when lines are lost and when all sleep", function()
        local child = page:child "b"
        child:click "0"
        page:click "reverse"
        page:disconnect()
        child:disconnect()
        page:sleep()
        child:sleep()
        page:reconnect()
        child:reconnect()
        page:click "+"
        child:click "1"
        assert.equal(2, page:child("b").model.n)
        page:disconnect():reconnect(true)
        assert.equal(2, page:child("b").model.n)
    end)

    it("that cannot begin is none yet, and becomes one", function()
        page:send "late"
        local child = page:child "late"
        assert.equal("", child.html)
        local ok = pcall(page.advance, page, 2000)
        assert.is_false(ok) -- a turn failed, and a test hears of it
        child = page:child "late"
        assert.equal("ready 0", child.text)
    end)
end)
