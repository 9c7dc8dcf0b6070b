-- The board without a browser: what becomes of its cards, whoever moves them. As people use it:
-- spec/walk/board.test.mjs.

local test = require "lightspeed.test"

describe("the board", function()
    local app, page, other

    -- "To do: 1 2 | Doing: | Done: 3", by ids.
    local function cards(of)
        local columns = {}
        for i, column in ipairs(of.model.columns) do
            local ids = {}
            for k, card in ipairs(column.cards) do
                ids[k] = card.id
            end
            columns[i] = table.concat(ids, " ")
        end
        return table.concat(columns, " | ")
    end

    local function move(id, column, before)
        page:send("drag", { id = id })
        page:send("drop", { column = column, before = before })
    end

    before_each(function()
        app = test.load "apps/board.lua"
        page = test.visit(app)
        other = test.visit(app)
        for _, title in ipairs { "Tea", "Jam", "Bun" } do
            page:send("add", { title = title })
        end
    end)

    after_each(function()
        app:close()
    end)

    it("is the same for everybody", function()
        assert.equal("1 2 3 |  | ", cards(page))
        assert.equal("1 2 3 |  | ", cards(other))
        move(2, "done")
        assert.equal("1 3 |  | 2", cards(other))
        assert.equal("1 3 |  | 2", cards(test.visit(app)))
    end)

    it("puts a card before the one it was dropped on, or at the end", function()
        move(3, "todo", 1)
        assert.equal("3 1 2 |  | ", cards(page))
        move(1, "todo")
        assert.equal("3 2 1 |  | ", cards(page))
        move(2, "todo", 2)
        assert.equal("3 2 1 |  | ", cards(page))
    end)

    it("puts it at the end where that card was taken elsewhere meanwhile", function()
        page:send("drag", { id = 1 })
        other:send("drag", { id = 2 })
        other:send("drop", { column = "done" })
        page:send("drop", { column = "todo", before = 2 })
        assert.equal("3 1 |  | 2", cards(page))
    end)

    it("lets two people drag two cards, and forgets one that is gone", function()
        page:send("drag", { id = 1 })
        other:send("drag", { id = 2 })
        page:send("drop", { column = "doing" })
        other:send("drop", { column = "doing" })
        assert.equal("3 | 1 2 | ", cards(page))
        page:send("drag", { id = 3 })
        other:send("remove", { id = 3 })
        page:send("drop", { column = "done" })
        assert.equal(" | 1 2 | ", cards(other))
    end)

    it("drops nothing where nothing is dragged", function()
        page:send("drop", { column = "done" })
        page:send("drag", { id = 1 })
        page:send "let_go"
        page:send("drop", { column = "done" })
        assert.equal("1 2 3 |  | ", cards(page))
    end)

    it("goes one place at a time by arrow keys, and no further than the board", function()
        page:send("step", { id = 1, key = "ArrowDown" })
        assert.equal("1 2 3 |  | ", cards(page)) -- nobody has lifted it
        page:send("lift", { id = 1 })
        for _, step in ipairs {
            { "ArrowUp", "1 2 3 |  | " },
            { "ArrowLeft", "1 2 3 |  | " },
            { "ArrowDown", "2 1 3 |  | " },
            { "ArrowRight", "2 3 | 1 | " },
            { "ArrowDown", "2 3 | 1 | " },
            { "ArrowRight", "2 3 |  | 1" },
            { "ArrowRight", "2 3 |  | 1" },
            { "Tab", "2 3 |  | 1" },
        } do
            page:send("step", { id = 1, key = step[1] })
            assert.equal(step[2], cards(page))
        end
    end)

    it("takes a card back to where it was lifted", function()
        page:send("lift", { id = 2 })
        page:send("step", { id = 2, key = "ArrowRight" })
        page:send("step", { id = 2, key = "ArrowRight" })
        page:send("put_back", { id = 2 })
        assert.equal("1 2 3 |  | ", cards(other))
        assert.is_false(page.model.carried)
    end)

    it("takes no title that is empty, and none that is too long", function()
        assert.is_falsy(page:send("add", { title = "  " }))
        assert.is_falsy(page:send("add", { title = ("x"):rep(81) }))
        assert.equal("1 2 3 |  | ", cards(page))
    end)

    it("takes no card beyond two hundred, and says so", function()
        local empty = test.load "apps/board.lua"
        for i = 1, 201 do
            empty:tell("cards", "add", { title = "card " .. i })
        end
        assert.equal(200, #empty:actor("cards").model.columns[1].cards)
        local full = test.visit(empty)
        assert.shows(full, "There is no room for more than 200 cards.")
        assert.has.element(full, "button[disabled]", "Add")
        full:send("remove", { id = 1 })
        assert.has.no.element(full, "button[disabled]")
        assert.does_not.show(full, "There is no room")
        empty:close()
    end)

    it("goes by the newest it heard, in whatever order it comes", function()
        local serial = page.model.serial
        test.broadcast(page, "cards", "changed", { serial = serial - 1, columns = {} })
        assert.equal("1 2 3 |  | ", cards(page))
    end)
end)
