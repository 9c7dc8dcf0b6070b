-- What specs of apps do with services: they say what one answers, or try an update alone.

local test = require "lightspeed.test"

describe("test.stub", function()
    it("says what a service answers, and lets it speak for itself again", function()
        local page = test.open "apps/todo.lua"
        test.stub(page, "todos.all", { { id = 1, title = "Stubbed", done = true } })
        page:fill({ title = "Milk" }):click "Add"
        assert.has.element(page, "li.done", "Stubbed")
        test.stub(page, "todos.all")
        page:fill({ title = "Bread" }):click "Add"
        assert.has.element(page, "li", "Milk")
        assert.has.element(page, "li", "Bread")
    end)

    it("asks a function in its place", function()
        local page = test.open "spec/apps/services.lua"
        local asked = {}
        test.stub(page, "work.sum", function(...)
            asked[#asked + 1] = { ... }
            if #asked > 1 then
                return nil, "once is enough"
            end
            return select("#", ...)
        end)
        page:send("ask", { fn = "sum", with = { 1, 2 } })
        page:send("ask", { fn = "sum", with = { 3 } })
        assert.same({ { 1, 2 }, { 3 } }, asked)
        assert.same({ "2 nil", "nil once is enough" }, page.model.log)
    end)

    it("takes 250 arguments and no more, as services do", function()
        local page = test.open "spec/apps/services.lua"
        test.stub(page, "work.sum", function(...)
            return select("#", ...)
        end)
        local numbers = {}
        for i = 1, 251 do
            numbers[i] = i
        end
        page:send("ask", { fn = "sum", with = numbers, catch = true })
        numbers[251] = nil
        page:send("ask", { fn = "sum", with = numbers })
        test.stub(page, "work.sum")
        numbers[251] = 251
        page:send("ask", { fn = "sum", with = numbers, catch = true })
        assert.same({ "raised more than 250 arguments", "250 nil" }, { page.model.log[1], page.model.log[2] })
        assert.is_truthy(page.model.log[3]:find("raised more than 250 arguments", 1, true), page.model.log[3])
    end)

    it("raises what that function raises, and says what is no plain data", function()
        local page = test.open "spec/apps/services.lua"
        test.stub(page, "work.sum", function()
            error("no numbers today", 0)
        end)
        page:send("ask", { fn = "sum", with = { 1 }, catch = true })
        test.stub(page, "work.sum", function()
            return { print = print }
        end)
        page:send("ask", { fn = "sum", with = { 1 }, catch = true })
        assert.same({
            "raised no numbers today",
            "raised value.print is a function; a service's answer is plain data",
        }, page.model.log)
    end)

    it("says that it fails", function()
        local page = test.open "spec/apps/services.lua"
        test.stub(page, "work.sum", nil, "no numbers today")
        page:send("ask", { fn = "sum", with = { 1, 2 } })
        assert.same({ "nil no numbers today" }, page.model.log)
    end)

    it("names a function that there is", function()
        local page = test.open "apps/todo.lua"
        assert.has.error(function()
            test.stub(page, "todos.some", {})
        end, "test.stub: there is no todos.some")
        assert.has.error(function()
            test.stub(page, "todos", {})
        end)
    end)
end)

describe("test.update", function()
    local view = test.view "apps/todo.lua"

    it("checks an event as the boundary does", function()
        assert.has.error(function()
            test.update(view, { todos = {} }, "toggle", { id = "x" })
        end, 'toggle.id: expected integer, got string "x"')
    end)

    it("knows only what the view declares", function()
        assert.has.error(function()
            test.update(view, { todos = {} }, "togle", { id = 1 })
        end, "event 'togle' is not declared; did you mean 'toggle'?")
    end)

    it("gives no commands where there are none", function()
        local _, commands = test.update(view, { todos = {} }, "loaded", {})
        assert.same({}, commands)
    end)
end)
