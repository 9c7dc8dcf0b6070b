-- ls.flash: a word that outlives the view which says it.

local test = require "lightspeed.test"

local FLASHES = "spec/apps/flashes.lua"

describe("ls.flash", function()
    local page

    before_each(function()
        page = test.open(FLASHES)
    end)

    it("is said by the page, and by no view", function()
        page:click "#info"
        assert.flash(page, "info", "Hello.")
        assert.flash(page, "Hello.")
        assert.no.flash(page, "error", "Hello.")
        assert.does_not.show(page, "Hello.")
        assert.equal(0, page.patch_bytes)
    end)

    it("stays while the page goes to another view by itself", function()
        page:click "#go"
        assert.went(page, "/other")
        assert.flash(page, "success", "Saved <it>.")
        assert.equal(1, page.app:counters().visits)
        page:click "home"
        assert.same({}, page.flash)
    end)

    it("stays when the page turns to other params", function()
        page:click "#turn"
        assert.went(page, "/?page=2")
        assert.flash(page, "Turned.")
    end)

    it("survives a page load: of a redirect, and of a view in another group", function()
        page:click "#leave"
        assert.went(page, "/other")
        assert.equal(2, page.app:counters().visits)
        assert.flash(page, "error", "Lost & found.")
        page:visit "/other"
        assert.same({}, page.flash)
        page:visit("/"):click "#desk"
        assert.went(page, "/desk")
        assert.flash(page, "Saved <it>.")
    end)

    it("survives with all that was said", function()
        page:click "#both"
        assert.same({ { kind = "info", text = "One." }, { kind = "warning", text = "Two." } }, page.flash)
    end)

    it("comes along where init sends on, by a redirect and over the line", function()
        page:click "#old"
        assert.went(page, "/other")
        assert.flash(page, "This page has moved.")
        assert.equal(1, page.app:counters().visits)
        page = test.open(FLASHES, "/old")
        assert.went(page, "/other")
        assert.flash(page, "This page has moved.")
        page = test.open(FLASHES, "/late")
        assert.flash(page, "You are late.")
    end)

    it("is gone when the visitor sends a form", function()
        page:click "#error"
        assert.flash(page, "No.")
        page:submit()
        assert.same({}, page.flash)
    end)

    it("says what it cannot be", function()
        local cases = {
            { "inf", "x", "ls.flash: there is no kind 'inf'; did you mean 'info'?" },
            { "info", "", "ls.flash takes a kind and a text" },
            { "info", ("x"):rep(1001), "of 1000 at most" },
        }
        for _, case in ipairs(cases) do
            local ok, text = page:send("say", { kind = case[1], text = case[2] })
            assert.is_false(ok)
            assert.truthy(text:find(case[3], 1, true), text)
        end
        assert.same({}, page.flash)
    end)

    it("takes no card but its own", function()
        page:click "#info"
        page:send("leave", { to = "/other" })
        local wishes = page.client.operations
        local card = wishes[#wishes] and wishes[#wishes][4]
        for _, bad in ipairs { "", "x", ("A"):rep(80), card and card:sub(1, -2) or "y" } do
            page.card = bad
            page:visit "/other"
            assert.same({}, page.flash)
        end
    end)
end)
