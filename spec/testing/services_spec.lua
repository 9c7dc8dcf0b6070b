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

    local WAITED_FOR = "test.stub: the function in the place of work.sum can do nothing with the app and its pages, "
        .. "for the turn that asked waits for what it returns; let it return, and go on behind what made the page ask"

    -- What doing this in such a function raises there.
    local function error_within(doing)
        local page = test.open "spec/apps/services.lua"
        local text
        test.stub(page, "work.sum", function()
            text = select(2, pcall(doing, page))
            return 1
        end)
        assert.is_true(page:send("ask", { fn = "sum", with = { 1 } }))
        assert.same({ "1 nil" }, page.model.log)
        assert.is_true(page:send("ask", { fn = "sum", with = { 2 } }), "the page is as it was")
        return text
    end

    it("says that its function is waited for, where that would make the page wait for itself", function()
        local doings = {
            function(page)
                page:send("ask", { fn = "sum", with = { 2 } })
            end,
            function(page)
                page:advance(1000)
            end,
            function(page)
                return page.model
            end,
            function(page)
                page:sleep()
            end,
            function(page)
                page:disconnect()
            end,
            function(page)
                test.visit(page.app, "/")
            end,
            function(page)
                test.broadcast(page, "news", "said", {})
            end,
            function(page)
                test.tell(page, "nobody", "said", {})
            end,
            function(page)
                page.app:close()
            end,
        }
        for i, doing in ipairs(doings) do
            local text = error_within(doing)
            assert.equal(
                WAITED_FOR,
                (tostring(text):gsub("^spec/testing/services_spec.lua:%d+: ", "")),
                "doing " .. i
            )
        end
    end)

    it("is the service's error with the line where it was tried", function()
        local page = test.open "spec/apps/services.lua"
        test.stub(page, "work.sum", function()
            page:send("ask", { fn = "sum", with = { 2 } })
        end)
        page:send("ask", { fn = "sum", with = { 1 }, catch = true })
        assert.matches(
            "^raised spec/testing/services_spec.lua:%d+: test.stub: the function",
            page.model.log[1]
        )
    end)

    it("may ask another app in its function, and say what comes next", function()
        local page, other = test.open "spec/apps/services.lua", test.open "apps/counter.lua"
        test.stub(page, "work.sum", function()
            other:click "+"
            test.stub(page, "work.sum", 40)
            return other.model.n
        end)
        page:send("ask", { fn = "sum", with = { 1 } })
        page:send("ask", { fn = "sum", with = { 1 } })
        assert.same({ "1 nil", "40 nil" }, page.model.log)
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
