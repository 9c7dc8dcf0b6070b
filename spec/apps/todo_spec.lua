-- The to-do list, as an app's own spec would have it: a page that is used, with the service and its database.

local test = require "lightspeed.test"

describe("the to-do list", function()
    local page

    before_each(function()
        page = test.open "apps/todo.lua" -- a fresh database
    end)

    it("starts empty", function()
        assert.shows(page, "Nothing to do")
    end)

    it("adds a task", function()
        page:fill({ title = "Buy milk" }):click "Add"
        assert.has.element(page, "li.task", "Buy milk")
        assert.does_not.show(page, "Nothing to do")
        assert.equal("", page.model.form.values.title or "")
    end)

    it("says what is wrong while you type", function()
        page:fill { title = ("x"):rep(81) }
        assert.shows(page, "is too long (80 characters at most)")
        assert.has.element(page, "input[aria-invalid=true]")
    end)

    it("keeps a bad task out", function()
        page:fill({ title = "   " }):click "Add"
        assert.shows(page, "can't be blank")
        assert.same({}, page.model.todos)
    end)

    it("ticks a task off, for everyone looking", function()
        local other = test.visit(page, "/")
        page:fill({ title = "Buy milk" }):click "Add"
        page:click "li.task input"
        assert.has.element(page, "li.done", "Buy milk")
        assert.has.element(other, "li.done", "Buy milk")
    end)

    it("removes a task", function()
        page:fill({ title = "Buy milk" }):click "Add"
        page:click "Remove Buy milk"
        assert.has.no.element(page, "li.task")
    end)

    it("shows the tasks in the first HTML", function()
        page:fill({ title = "Buy milk" }):click "Add"
        local status, html = test.get(page, "/")
        assert.equal(200, status)
        assert.is_truthy(html:find("Buy milk", 1, true))
    end)

    it("lets nothing malformed through the boundary", function()
        local ok, err = page:send("toggle", { id = "1; drop table todos" })
        assert.is_false(ok)
        assert.equal('toggle.id: expected integer, got string "1; drop table todos"', err)
        ok, err = page:send("togle", { id = 1 })
        assert.is_false(ok)
        assert.equal("event 'togle' is not declared; did you mean 'toggle'?", err)
    end)
end)

describe("update, without a page", function()
    local ls = require "lightspeed"
    local view = ls.load "apps/todo.lua"

    it("asks the service to toggle", function()
        local m, commands = test.update(view, { todos = {} }, "toggle", { id = 7 })

        assert.same({ todos = {} }, m)
        assert.same({ op = "call", service = "todos", fn = "toggle", args = { 7 } }, commands[1])
    end)

    it("takes what the service says", function()
        local m = test.update(view, { todos = {} }, "loaded", { { id = 1, title = "Milk", done = false } })
        assert.equal("Milk", m.todos[1].title)
    end)

    it("keeps what it has when the service says nothing", function()
        local m = test.update(view, { todos = { { id = 1 } } }, "loaded", nil, "timeout")
        assert.same({ todos = { { id = 1 } } }, m)
    end)
end)
