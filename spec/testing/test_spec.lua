-- lightspeed.test itself: that a page in a test does what a person with a browser would have done, and that
-- a failure says what one wants to know.

local test = require "lightspeed.test"

local function message_of(fn, ...)
    local ok, text = pcall(fn, ...)
    assert.is_false(ok)
    return tostring(type(text) == "table" and text.message or text)
end

local function says(message, fn)
    local text = message_of(fn)
    assert.is_truthy(text:find(message, 1, true), text)
end

describe("page:click", function()
    local page

    before_each(function()
        page = test.open "spec/apps/controls.lua"
    end)

    local function clicked()
        return page.model.last
    end

    it("finds what a person calls it", function()
        page:click "Plain"
        assert.same({ name = "click", what = "plain" }, clicked())
        page:click "Close"
        assert.same({ name = "click", what = "labelled" }, clicked())
        page:click "A link"
        assert.same({ name = "click", what = "link" }, clicked())
    end)

    it("collapses white space as a browser shows it", function()
        page:click "Two words"
        assert.equal("two", clicked().what)
    end)

    it("finds by selector what has no name", function()
        page:click "#unnamed"
        assert.equal("unnamed", clicked().what)
    end)

    it("climbs to the nearest element that listens", function()
        page:click "#inner i"
        assert.equal("climbed", clicked().what)
    end)

    it("asks which, where several are called so", function()
        says("2 elements are called 'Twice'; say which: page:click(\"Twice\", 1)", function()
            page:click "Twice"
        end)
        page:click("Twice", 2)
        assert.equal("second", clicked().what)
        says("there are 2 elements called 'Twice', not 3", function()
            page:click("Twice", 3)
        end)
    end)

    it("says what there is, where there is no such thing", function()
        local text = message_of(function()
            page:click "Nowhere"
        end)
        assert.is_truthy(
            text:find("no button, link or label is called 'Nowhere', and no element matches it", 1, true),
            text
        )
        assert.is_truthy(text:find("'Plain', 'Close'", 1, true), text)
    end)

    it("fails where a click does nothing", function()
        says("a click on '#deaf' does nothing", function()
            page:click "#deaf"
        end)
        says("'Disabled' is disabled", function()
            page:click "Disabled"
        end)
    end)

    it("submits a button's form, with the button", function()
        page:click "Save"
        assert.same({ name = "save", how = "now", text = "as it was", colour = "green" }, clicked())
    end)

    it("ticks a box by its label, and tells the change", function()
        page:click "News"
        assert.same({ name = "change", text = "as it was", colour = "green", news = "on" }, clicked())
        assert.is_true(page.fields.news)
        page:click "News"
        assert.is_nil(clicked().news)
    end)

    it("follows a link to another page", function()
        page:click "Elsewhere"
        assert.equal("/?from=here", page.path)
        assert.same({ name = "init" }, clicked())
    end)

    it("fails where the view does not take what the page sends", function()
        says("click was refused (misfit): click.what: expected", function()
            page:click "Wrong"
        end)
    end)
end)

describe("page:fill", function()
    local page

    before_each(function()
        page = test.open "spec/apps/controls.lua"
    end)

    it("tells each change with the whole form, as the browser does", function()
        page:fill { text = "new" }
        assert.same({ name = "change", text = "new", colour = "green" }, page.model.last)
    end)

    it("keeps what was entered until the host says otherwise", function()
        page:fill { text = "new", colour = "red" }
        assert.equal("new", page.fields.text)
        assert.equal("red", page.fields.colour)
        page:submit()
        assert.same({ name = "save", how = "now", text = "new", colour = "red" }, page.model.last)
        page:send "reset"
        assert.equal("", page.fields.text)
    end)

    it("takes labels where there is no such name, and options by what is read", function()
        page:fill { Colour = "Blue like the sky" }
        assert.equal("blue", page.model.last.colour)
    end)

    it("fails naming the fields and options there are", function()
        says("no field is called 'txt'; there are: 'text', 'colour', 'news', 'fixed', 'alone'", function()
            page:fill { txt = "x" }
        end)
        says(
            "the choice 'colour' has no option 'pink'; there are: 'red', 'green', 'Blue like the sky'",
            function()
                page:fill { colour = "pink" }
            end
        )
        says("the field 'fixed' is not to be filled in", function()
            page:fill { fixed = "x" }
        end)
    end)

    it("tells a field outside of forms for itself", function()
        page:fill { alone = "x" }
        assert.same({ name = "alone", alone = "x", more = "1" }, page.model.last)
    end)
end)

describe("page:advance", function()
    it("fails where a turn fails that no event of ours began", function()
        local page = test.open "spec/apps/failing.lua"
        page:send "loop_later"
        says("1 turns failed meanwhile:", function()
            page:advance(100)
        end)
    end)
end)

describe("an assertion", function()
    local page

    before_each(function()
        page = test.open "apps/counter.lua"
    end)

    it("shows the page when it fails", function()
        local html = '<h1>0</h1><button ls-click="add" ls-value-by="-1">−</button> '
        says("The page does not show:\nseven\nThe page is:\n" .. html, function()
            assert.shows(page, "seven")
        end)
        says("The page shows:\n0\nThe page is:\n" .. html, function()
            assert.does_not.show(page, "0")
        end)
        says("No element matches:\nh2\nThe page is:\n" .. html, function()
            assert.has.element(page, "h2")
        end)
        says(
            "No element matches:\nbutton with 'x' (2 match without the text)\nThe page is:\n" .. html,
            function()
                assert.has.element(page, "button", "x")
            end
        )
        says("An element matches:\nh1\nThe page is:\n" .. html, function()
            assert.has.no.element(page, "h1")
        end)
    end)

    it("shows the patch that is too large", function()
        page:click "+"
        assert.patch_bytes(page, 9)
        says('The patch has more than 8 bytes: 9\n{"0":"1"}', function()
            assert.patch_bytes(page, 8)
        end)
    end)

    it("wants a page", function()
        says("assert.shows takes a page first, not a string", function()
            assert.shows("x", "y")
        end)
    end)
end)

describe("test.open", function()
    it("says what is wrong with an app, and with an address", function()
        says("cannot open spec/apps/nowhere.lua", function()
            test.open "spec/apps/nowhere.lua"
        end)
        says("GET /nowhere: 404", function()
            test.open("apps/counter.lua", "/nowhere")
        end)
    end)
end)
