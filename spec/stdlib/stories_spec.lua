-- The story page: every component shows, its knobs change it, and the markup beside it is true.

local core = require "lightspeed.core"
local html = require "lightspeed.test.html"
local test = require "lightspeed.test"

local STORIES = {
    "input",
    "choices",
    "select",
    "textarea",
    "field",
    "inputs",
    "form_errors",
    "table",
    "pager",
    "tabs",
    "dialog",
    "flash",
    "link",
    "time",
    "chart",
    "sparkline",
}

local function code(page, number)
    return html.raw_text(page:all("pre > code")[number or 1])
end

describe("the story page", function()
    local app

    setup(function()
        app = test.load "lightspeed.stories"
    end)

    for _, name in ipairs(STORIES) do
        it("shows " .. name .. " with its variants, in markup that compiles", function()
            local page = test.visit(app, "/" .. name)
            assert.has.element(page, "h1", name)
            assert.has.element(page, "nav a[aria-current=page]", name)
            local examples = #page:all ".example"
            assert.is_true(examples >= 2, examples)
            for number = 1, examples do
                local _, errors = core.compile(("return html[==[%s]==]"):format(code(page, number)))
                assert.is_nil(errors)
            end
        end)
    end

    it("has no id twice", function()
        for _, name in ipairs(STORIES) do
            local seen = {}
            for _, element in ipairs(test.visit(app, "/" .. name):all "[id]") do
                assert.is_nil(seen[element.attributes.id], name .. ": " .. element.attributes.id)
                seen[element.attributes.id] = true
            end
        end
    end)

    it("begins with the first, and where there is no such story", function()
        assert.has.element(test.visit(app, "/"), "h1", "input")
        assert.has.element(test.visit(app, "/nonsense"), "h1", "input")
    end)

    it("changes a component by its knobs, and its markup too", function()
        local page = test.visit(app, "/input")
        assert.equal('<ls.input name="title" label="Title" hint="As short as you can" />', code(page))
        page:fill { ["label"] = "Name" }
        page:fill { ["required"] = true }
        assert.has.element(page, "label[for=example]", "Name")
        assert.has.element(page, "input#example[required]")
        assert.equal(
            '<ls.input name="title" label="Name" hint="As short as you can"\n    required />',
            code(page)
        )
        page:fill { ["type"] = "password", ["hint"] = "" }
        assert.has.element(page, "input#example[type=password]")
        assert.equal('<ls.input name="title" label="Name" type="password" required />', code(page))
        page:click "As it was"
        assert.equal('<ls.input name="title" label="Title" hint="As short as you can" />', code(page))
    end)

    it("hears what a component sends", function()
        local page = test.visit(app, "/table")
        page:click("Age", 1)
        assert.shows(page, 'The last event: sort { by = "age", descending = false }')
        assert.has.element(page, "#example th[aria-sort=ascending]", "Age")
        page = test.visit(app, "/pager")
        page:click("Next page", 1)
        assert.shows(page, "The last event: page { page = 6 }")
        page = test.visit(app, "/tabs")
        page:click("Second", 1)
        assert.shows(page, "What stands behind the second.")
        page = test.visit(app, "/inputs")
        page:click("Add a guest", 1)
        assert.shows(page, 'The last event: rows { "Ann", "Bob", "" }')
        assert.equal(3, #page:all "#example .ls-row")
        page:click("Remove", 1)
        assert.shows(page, 'The last event: rows { "Bob", "" }')
        page:click "As it was"
        assert.equal(2, #page:all "#example .ls-row")
    end)

    it("takes no value that its knob does not have", function()
        local page = test.visit(app, "/chart")
        page:send("set", { knob = "type", value = "pie" })
        page:send("set", { knob = "height", value = "tall" })
        page:send("set", { knob = "nothing", value = "x" })
        test.visit(app, "/inputs"):send("set", { knob = "form", value = "x" })
        assert.has.element(page, "figure#example polyline")
        page:send("set", { knob = "height", value = "9" })
        assert.has.element(page, "figure#example > svg[height=60]")
    end)
end)
