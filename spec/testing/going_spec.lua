-- What a page in a test does about addresses is what a browser with the client does.

local test = require "lightspeed.test"

local MOVES = "spec/apps/moves.lua"

local function says(message, fn)
    local ok, text = pcall(fn)
    assert.is_false(ok)
    text = tostring(type(text) == "table" and text.message or text)
    assert.is_truthy(text:find(message, 1, true), text)
end

describe("a page in a test", function()
    it("follows ls-patch: the same session at other params", function()
        local page = test.open(MOVES)
        page:click("#add"):click "#two"
        assert.went(page, "/?page=2")
        assert.has.element(page, "#param", "2")
        assert.equal(1, page.model.n)
        assert.equal("List 2", page.title)
        assert.equal(1, page.app:counters().visits)
    end)

    it("follows ls-navigate over its line: another view, and no page request", function()
        local page = test.open(MOVES)
        page:click "#other"
        assert.went(page, "/other")
        assert.shows(page, "Other")
        assert.equal("Other", page.title)
        page:click "#add"
        assert.equal(1, page.model.n)
        page:click "#list"
        assert.went(page, "/")
        assert.equal("List 1", page.title)
        assert.equal(1, page.app:counters().visits)
        assert.equal(2, page.app:counters().passages)
    end)

    it("forgets where a link's #place was, as the host does", function()
        local page = test.open(MOVES)
        page:click "#to-far"
        assert.went(page, "/other")
    end)

    it("loads the page of another group, and what has no line", function()
        local page = test.open(MOVES)
        page:click "#desk"
        assert.went(page, "/desk")
        assert.equal(2, page.app:counters().visits)
        page:disconnect():click "#other"
        assert.went(page, "/other")
        assert.equal(3, page.app:counters().visits)
    end)

    it("says what the page request says of a link to nowhere", function()
        local page = test.open(MOVES)
        says("GET /nothing: 404", function()
            page:click "#nothing"
        end)
    end)

    it("goes where the view sends it", function()
        local page = test.open(MOVES)
        page:click "#send-params"
        assert.went(page, "/?page=7")
        assert.has.element(page, "#param", "7")
        page:click "#send-other"
        assert.went(page, "/other")
        assert.shows(page, "Other")
    end)

    it("keeps nothing of what was entered on the page before", function()
        local page = test.open(MOVES)
        page:click "#other"
        assert.same({}, page.fields)
        page:sleep():click "#add"
        assert.equal(1, page.model.n)
    end)

    it("follows a redirect of the page request", function()
        local page = test.open("spec/apps/going.lua", "/old")
        assert.went(page, "/new")
        assert.shows(page, "New")
    end)

    it("goes over the line where init sends it on", function()
        local page = test.open("spec/apps/going.lua", "/new")
        page:click "old"
        assert.went(page, "/new?from=old")
    end)

    it("leaves for another site, where there is nobody to ask", function()
        local page = test.open("spec/apps/going.lua", "/new")
        page:click "away"
        assert.went(page, "https://away.example/")
    end)

    it("stops where pages send it in circles", function()
        says("the pages of the app send their visitor on and on", function()
            test.open("spec/apps/going.lua", "/circle")
        end)
    end)

    it("tells where it is instead", function()
        local page = test.open(MOVES)
        says("The page did not go to:", function()
            assert.went(page, "/other")
        end)
    end)
end)
