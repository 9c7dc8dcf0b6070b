-- The seven tasks without a browser: what each event does. As a person drives them: spec/walk/sevenguis*.test.mjs.
-- Formulas and how change spreads are in sevenguis_cells_spec.lua.

local test = require "lightspeed.test"

local function open(path)
    return test.open("apps/sevenguis.lua", path)
end

describe("sevenguis", function()
    it("counts", function()
        local page = open "/counter"
        page:click("Count"):click "Count"
        assert.has.element(page, "output", "2")
    end)

    describe("converts temperatures", function()
        for _, case in ipairs {
            { "0", "32" },
            { "100", "212" },
            { "-40", "-40" },
            { "36.6", "97.88" },
            { "+10", "50" },
            { "-17.7778", "0" },
            { "1e3", "" },
            { "0x10", "" },
            { "nan", "" },
            { "warm", "" },
            { "", "" },
        } do
            it(("from %q"):format(case[1]), function()
                local page = open "/temperature"
                page:send("celsius", { value = case[1] })
                assert.equal(case[2], page.model.fahrenheit)
                assert.equal(case[1], page.model.celsius)
            end)
        end
    end)

    describe("books flights", function()
        local page

        before_each(function()
            page = open "/flights"
        end)

        for _, case in ipairs {
            { "29.2.2024", true },
            { "29.2.2026", false },
            { "29.02.2000", true },
            { "29.2.1900", false },
            { "31.4.2026", false },
            { "0.1.2026", false },
            { "1.13.2026", false },
            { "1.1.26", false },
            { "1-1-2026", false },
        } do
            it(("%s is %sa date"):format(case[1], case[2] and "" or "not "), function()
                page:send("choose", { kind = "one-way", start = case[1] })
                if case[2] then
                    assert.has.no.element(page, "#start[aria-invalid]")
                else
                    assert.has.element(page, "#start[aria-invalid]")
                end
            end)
        end

        it("but not what a page would not have let anybody send", function()
            page:send("book", { kind = "return", start = "2.1.2026", back = "1.1.2026" })
            assert.is_false(page.model.booked)
            page:send("book", { kind = "return", start = "2.1.2026", back = "2.1.2026" })
            assert.is_string(page.model.booked)
        end)
    end)

    describe("times", function()
        local page

        before_each(function()
            page = open "/timer"
        end)

        it("until its time is up", function()
            page:advance(9950)
            assert.equal(9900, page.model.elapsed)
            page:advance(5000)
            assert.equal(10000, page.model.elapsed)
            assert.is_false(page.model.runs)
        end)

        it("on, when there is more time", function()
            page:advance(20000)
            page:send("last", { seconds = "12" })
            assert.is_true(page.model.runs)
            page:advance(5000)
            assert.equal(12000, page.model.elapsed)
        end)

        it("no more, when there is less", function()
            page:advance(3050)
            page:send("last", { seconds = "2" })
            assert.is_false(page.model.runs)
            assert.equal(3000, page.model.elapsed)
            page:send("reset", {})
            assert.is_true(page.model.runs)
            assert.equal(0, page.model.elapsed)
        end)
    end)

    describe("keeps people", function()
        local page

        before_each(function()
            page = open "/crud"
        end)

        it("apart from what is shown of them", function()
            page:send("filter", { value = "T" })
            assert.has.element(page, "option", "Tisch, Roman")
            assert.equal(3, #page.model.people)
        end)

        it("and changes nobody while nobody who can be seen is chosen", function()
            page:send("choose", { person = "1" })
            page:send("filter", { value = "T" })
            page:send("delete", {})
            page:send("update", {})
            assert.equal(3, #page.model.people)
            assert.is_false(page.model.chosen)
        end)

        it("whose names may be as they are", function()
            page:send("filter", { value = "%a" })
            assert.has.no.element(page, "option")
            page:send("create", { name = " <b>Ada</b> ", surname = "%axon" })
            assert.has.element(page, "option", "%axon, <b>Ada</b>")
        end)
    end)

    describe("draws", function()
        local page

        before_each(function()
            page = open "/circles"
            page:send("draw", { offsetX = 10, offsetY = 10 })
            page:send("draw", { offsetX = 100.5, offsetY = 10 })
        end)

        it("circles, and forgets what was undone when another is drawn", function()
            page:send("undo", {})
            assert.equal(1, #page.model.circles)
            page:send("draw", { offsetX = 200, offsetY = 10 })
            page:send("redo", {})
            assert.equal(2, #page.model.circles)
            assert.equal(200, page.model.circles[2].x)
        end)

        it("one step for a diameter, however it was found, and none where it stayed", function()
            page:send("menu", { offsetX = 12, offsetY = 12 })
            page:send("adjust", {})
            for _, diameter in ipairs { 50, 60, 70 } do
                page:send("size", { diameter = tostring(diameter) })
            end
            page:send("done", {})
            assert.equal(3, #page.model.past)
            page:send("undo", {})
            assert.equal(40, page.model.circles[1].diameter)
            page:send("menu", { offsetX = 12, offsetY = 12 })
            page:send("adjust", {})
            page:send("done", {})
            assert.equal(2, #page.model.past)
        end)

        it("nothing of what comes at the wrong time", function()
            for _, name in ipairs { "adjust", "done", "dismiss", "away", "redo" } do
                assert.is_true(page:send(name, {}))
            end
            assert.is_true(page:send("size", { diameter = 50 }))
            assert.is_true(page:send("choose", { circle = 99 }))
            assert.equal(40, page.model.circles[1].diameter)
        end)
    end)

    describe("computes", function()
        local page

        before_each(function()
            page = open "/cells"
        end)

        it("and sends what changed", function()
            page:send("edit", { cell = "B0" })
            page:send("save", { cell = "B0", value = "5" })
            assert.has.element(page, "[ls-value-cell=B2]", "20")
            assert.patch_bytes(page, 160)
        end)

        it("only what is being edited, and in cells that there are", function()
            page:send("save", { cell = "B0", value = "5" })
            assert.equal("12", page.model.sheet.texts.B0)
            assert.is_false(page:send("edit", { cell = "AA1" }))
            assert.is_false(page:send("edit", { cell = "b1" }))
        end)

        it("stays where the sheet ends", function()
            for _ = 1, 3 do
                page:send("move", { cell = "A0", key = "ArrowUp" })
                page:send("move", { cell = "A0", key = "ArrowLeft" })
            end
            assert.equal("A0", page.model.chosen)
        end)
    end)
end)
