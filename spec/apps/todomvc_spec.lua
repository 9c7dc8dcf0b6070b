-- TodoMVC without a browser: what each event does to the list. As a person drives it: spec/walk/todomvc.test.mjs.

local test = require "lightspeed.test"

describe("todomvc", function()
    local page

    local function list()
        local found = {}
        for i, todo in ipairs(page.model.todos) do
            found[i] = (todo.completed and "x " or "") .. todo.title
        end
        return found
    end

    local function add(...)
        for _, title in ipairs { ... } do
            assert.is_true(page:send("add", { title = title }))
        end
    end

    before_each(function()
        page = test.open "apps/todomvc.lua"
    end)

    it("shows nothing but its field at first", function()
        assert.has.element(page, ".new-todo")
        assert.has.no.element(page, ".main")
        assert.has.no.element(page, ".footer")
    end)

    it("trims titles, and takes no empty ones", function()
        add("  Tea ", "   ", "", "Jam")
        assert.same({ "Tea", "Jam" }, list())
        assert.has.element(page, ".todo-count strong", "2")
    end)

    it("gives all the state of the box that is for all", function()
        add("Tea", "Jam")
        page:send("toggle_all", { completed = "on" })
        assert.same({ "x Tea", "x Jam" }, list())
        assert.has.element(page, ".clear-completed", "Clear completed (2)")
        page:send("toggle_all", {})
        assert.same({ "Tea", "Jam" }, list())
        assert.has.no.element(page, ".clear-completed")
    end)

    it("takes a toggle for what it means, however often it comes", function()
        add "Tea"
        page:send("toggle", { id = "1", completed = "on" })
        page:send("toggle", { id = "1", completed = "on" })
        assert.same({ "x Tea" }, list())
    end)

    it("ends an edit once: what comes later is late", function()
        add "Tea"
        page:send("edit", { id = 1 })
        page:send("save", { id = "1", title = " Coffee " })
        page:send("leave", { id = "1", value = "Milk" })
        assert.same({ "Coffee" }, list())
        page:send("edit", { id = 1 })
        page:send("discard", { id = 1 })
        page:send("leave", { id = "1", value = "Milk" })
        assert.same({ "Coffee" }, list())
        page:send("edit", { id = 1 })
        page:send("leave", { id = "1", value = " " })
        assert.same({}, list())
    end)

    it("says one item, and otherwise items", function()
        for _, case in ipairs { { "1", "1 item left" }, { "2", "2 items left" } } do
            add(case[1])
            assert.has.element(page, ".todo-count", case[2])
        end
        page:send("toggle_all", { completed = "on" })
        assert.has.element(page, ".todo-count", "0 items left")
    end)

    it("filters by its address, and knows no other", function()
        assert.has.element(test.open("apps/todomvc.lua", "/"), ".new-todo")
        local filtered = test.open("apps/todomvc.lua", "/completed")
        filtered:send("add", { title = "Tea" })
        assert.has.no.element(filtered, ".todo-list li")
        assert.has.element(filtered, ".selected", "Completed")
        assert.equal(404, (test.get(filtered, "/later")))
    end)

    it("takes what a browser has kept, once, with numbers of its own", function()
        local kept =
            { { id = 7, title = "Tea", completed = true }, { id = 7, title = "Jam", completed = false } }
        assert.is_true(page:send("restore", { todos = kept }))
        page:send("restore", { todos = kept })
        add "Milk"
        assert.same({ "x Tea", "Jam", "Milk" }, list())
        assert.same({ 1, 2, 3 }, { page.model.todos[1].id, page.model.todos[2].id, page.model.todos[3].id })
        assert.is_false(page:send("restore", { todos = { { id = 1, title = 5 } } }))
    end)

    it("is the same after a sleep", function()
        add("Tea", "Jam")
        page:sleep()
        page:send("destroy", { id = "1" })
        assert.same({ "Jam" }, list())
    end)
end)
