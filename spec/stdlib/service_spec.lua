-- Services: what crosses, what comes back, and what ends them. They run for real, on threads of their own.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local function page_of(options)
    return test.open("spec/apps/services.lua", "/", options)
end

local function counters(page)
    return page.app:counters()
end

describe("an answer of a service", function()
    local page

    before_each(function()
        page = page_of()
    end)

    local function ask(fn, with, catch)
        local ok, text = page:send("ask", { fn = fn, with = with, catch = catch })
        assert.is_true(ok, text)
        return page.model.log[#page.model.log]
    end

    it("comes as a message", function()
        assert.equal("5 nil", ask("sum", { 2, 3 }))
    end)

    it("brings what plain data there is, and nil", function()
        assert.equal(
            "{1=a,2=2,3=1.5,4=true,5={x={}},n=5} nil",
            ask("echo", { "a", 2, 1.5, true, { x = {} } })
        )
        assert.equal("nil nil", ask "nothing")
    end)

    it("brings an expected failure behind it", function()
        assert.equal("nil too late", ask("refuse", { "too late" }))
        assert.equal("nil {name=is taken}", ask("refuse", { { name = "is taken" } }))
        assert.equal("value {name=is taken}", ask "both")
    end)

    it("sees the time of the page that asked", function()
        assert.equal(page.app:now() .. " nil", ask "now")
    end)

    it("is data and nothing else", function()
        local text = ask("code", nil, true)
        assert.is_truthy(
            text:find("raised value is a function; a service's answer is plain data", 1, true),
            text
        )
    end)

    it("keeps what the service's own variables hold", function()
        assert.equal("1 nil", ask "count")
        assert.equal("2 nil", ask "count")
    end)

    it("comes from code that has what a view has of Lua, and no more", function()
        assert.equal("{debug=false,io=false,load=false,os=false} nil", ask "has_io")
    end)

    it("fits the type that its message declares", function()
        page:send("typed", { fn = "refuse" })
        page:send("typed", { fn = "echo" })
        assert.same({ "number nil no number" }, page.model.log)
    end)

    it("reaches a page that sleeps", function()
        page:send("ask", { fn = "sum", with = { 1, 1 } })
        page:sleep()
        page:send("ask", { fn = "sum", with = { 1, 2 } })
        assert.same({ "2 nil", "3 nil" }, page.model.log)
    end)
end)

describe("a service that raises", function()
    it("tells whoever catches", function()
        local page = page_of()
        page:send("ask", { fn = "raise", with = { "no such luck" }, catch = true })
        assert.equal(1, #page.model.log)
        local text = page.model.log[1]
        assert.is_truthy(text:find("raised services.lua:%d+: no such luck"), text)
        assert.equal(1, counters(page).calls_failed)
    end)

    it("changes nothing where nobody does, and goes on", function()
        local page = page_of()
        page:send("ask", { fn = "raise", with = { "no such luck" } })
        assert.same({}, page.model.log)
        page:send("ask", { fn = "sum", with = { 2, 2 } })
        assert.same({ "4 nil" }, page.model.log)
    end)
end)

describe("a call", function()
    it("ends when it loops for ever, and the next one is answered", function()
        local page = page_of()
        page:send("within", { fn = "spin", most = 100 })
        assert.same({ "nil timeout" }, page.model.log)
        assert.equal(1, counters(page).calls_overdue)
        page:send("ask", { fn = "sum", with = { 2, 2 } })
        assert.equal("4 nil", page.model.log[2])
    end)

    it("ends at its service's deadline", function()
        local page = page_of()
        page:send("hasty", { ms = 60000 })
        assert.same({ "nil timeout" }, page.model.log)
    end)

    it("ends when its memory is full", function()
        local page = page_of { limits = { service_bytes = 4 * 1024 * 1024 } }
        page:send("ask", { fn = "grow", catch = true })
        local text = page.model.log[1]
        assert.is_truthy(text:find("its memory is full (4194304 bytes at most)", 1, true), text)
    end)

    it("may have less time than its service gives", function()
        local page = page_of()
        page:send("within", { fn = "doze", with = 30000, most = 20 })
        assert.same({ "nil timeout" }, page.model.log)
    end)

    it("is answered in order with those of its page", function()
        local page = page_of()
        page:send("ask", { fn = "doze", with = { 30 } })
        page:send("ask", { fn = "count" })
        assert.same({ "slept nil", "1 nil" }, page.model.log)
    end)

    it("is refused when too many wait", function()
        local page = page_of()
        page:send("many", { count = 60 }) -- even where the service does some of them meanwhile
        local full, slept = 0, 0
        for _, line in ipairs(page.model.log) do
            full = full + (line == "nil full" and 1 or 0)
            slept = slept + (line == "slept nil" and 1 or 0)
        end
        assert.equal(60, full + slept)
        assert.is_true(full >= 1, "one runs and three wait")
        assert.equal(full, counters(page).calls_full)
    end)

    it("is refused when its page has too many", function()
        local page = page_of { limits = { calls = 1 } }
        page:send("many", { count = 3 })
        assert.equal(3, #page.model.log)
        assert.equal(2, counters(page).calls_full)
    end)

    it("is not made by a turn that fails", function()
        local page = page_of()
        local ok = page:send("fails_after", { fn = "count" })
        assert.is_false(ok)
        assert.equal(0, counters(page).calls)
    end)

    it("of a function that is not there fails its turn, with the nearest one", function()
        local page = page_of()
        local ok, text = page:send("unknown", { fn = "summ" })
        assert.is_false(ok)
        assert.is_truthy(
            text:find("service 'work' has no function 'summ'; did you mean 'sum'?", 1, true),
            text
        )
    end)
end)

describe("a service", function()
    local head = 'local ls = require "lightspeed"\n'

    local function error_of(line)
        return loading.error_of(head .. line)
    end

    it("has a name", function()
        assert.equal(
            "app.lua:2: ls.service takes a name of letters, digits and _, not 'a b'",
            error_of 'ls.service("a b", function() end)'
        )
        assert.equal(
            "app.lua:2: ls.service takes a name of letters, digits and _, not a nil",
            error_of "ls.service()"
        )
    end)

    it("is declared once", function()
        assert.equal(
            "app.lua:2: ls.service: there are two services 'a'",
            error_of 'ls.service("a", function() return {} end) ls.service("a", function() return {} end)'
        )
    end)

    it("has the options there are", function()
        local declared = 'ls.service("a", function() return {} end, { %s })'
        assert.equal(
            "app.lua:2: service 'a' has no option 'pol'; did you mean 'pool'?",
            error_of(declared:format "pol = 3")
        )
        assert.equal(
            "app.lua:2: service 'a': pool takes an integer from 1 to 64, not 0",
            error_of(declared:format "pool = 0")
        )
    end)

    it("gives a table", function()
        local text = error_of('ls.service("a", function() return 3 end)\n' .. loading.view "")
        assert.is_truthy(text:find("service 'a' gives a number; end it with: return s", 1, true), text)
    end)

    it("is told of when the app loads, where setting it up goes wrong", function()
        local text =
            error_of('ls.service("a", function()\n  local x = nil\n  return x.y\nend)\n' .. loading.view "")
        assert.is_truthy(text:find "app.lua:4: attempt to index a nil value", text)
    end)

    it("in a file that is not there is told of", function()
        local text = error_of 'ls.service "nowhere"'
        assert.is_truthy(
            text:find("app.lua:2: ls.service('nowhere'): module 'services.nowhere' not found", 1, true),
            text
        )
    end)

    it("is told of when the app loads, where one of its functions is misspelt", function()
        local source = head
            .. 'local todos = ls.service("todos", function() return { add = print, all = print } end)\n'
            .. 'local view = ls.view { events = { "go", "come" } }\n'
            .. "function view.init() return { todos = {} } end\n"
            .. "function view.update.go(m) return m, todos.ad(3) end\n"
            .. "function view.update.come(m) return m, todos.all() end\n"
            .. "function view.render(m) return html[=[<p>{#m.todos}</p>]=] end\nreturn view"
        assert.equal(
            "app.lua:5: service 'todos' has no function 'ad'; did you mean 'add'?",
            loading.error_of(source)
        )
    end)

    it("is none where its name means something else", function()
        local source = head
            .. 'local todos = ls.service("todos", function() return { add = print } end)\n'
            .. "local function count(todos) return todos.count() end\n"
            .. loading.view("")
        assert.is_truthy(loading.app(source))
    end)

    it("is called with a dot", function()
        local text = error_of 'local a = ls.service("a", function() return {} end)\na:add(3)'
        assert.equal("app.lua:3: write a.add(...), with a dot", text)
    end)

    it("is named by the messages of its calls", function()
        local declared = 'local a = ls.service("a", function() return {} end)\n'
        assert.equal(
            "app.lua:3: a.x: to takes a message's name, not a number",
            error_of(declared .. "a.x():to(3)")
        )
        assert.equal(
            "app.lua:3: a.x: timeout takes milliseconds, at least 1, not 0",
            error_of(declared .. "a.x():timeout(0)")
        )
    end)

    it("alone has what services have", function()
        for _, line in ipairs { 'ls.db "a.db"', "ls.sleep(3)", 'ls.env "HOME"' } do
            assert.is_truthy(error_of(line):find("belongs into a service", 1, true), line)
        end
    end)
end)

describe("the first page", function()
    local source = [[
local ls = require "lightspeed"
local work = ls.service("work", function()
  local s = {}
  function s.doze(ms) ls.sleep(ms) return ms end
  function s.raise() error "broken" end
  return s
end)
local view = ls.view { messages = { "told", "again" } }
function view.init() return { got = {} }, %s end
function view.update.told(m, value, err) m.got[#m.got + 1] = tostring(value or err) %s end
function view.update.again(m, value) m.got[#m.got + 1] = "again " .. tostring(value) end
function view.render(m) return html[=[<p>{table.concat(m.got, ", ")}</p>]=] end
return view]]

    local function first_html(calls, more, options)
        local app, text = loading.app(source:format(calls, more or ""), options)
        assert(app, text)
        local page, status, body = app:visit "/"
        assert.equal(200, status, body)
        return body:match "<p>(.-)</p>":gsub("<!.->", ""), page, app
    end

    it("has what the services said that init asked", function()
        assert.equal("20", (first_html 'work.doze(20):to "told"'))
    end)

    it("waits for all of them, and what their answers ask for", function()
        assert.equal(
            "20, 1, again 5",
            (
                first_html(
                    'work.doze(20):to "told", work.doze(1):to "told"',
                    'if #m.got == 2 then return m, work.doze(5):to "again" end'
                )
            )
        )
    end)

    it("does not wait for those that are lazy", function()
        local shown, page = first_html 'work.doze(20):to("told"):lazy()'
        assert.equal("", shown)
        assert.same({ got = { "20" } }, page:model())
    end)

    it("does not wait for what nobody hears of", function()
        assert.equal("", (first_html "work.doze(20)"))
    end)

    it("is there when a service raises", function()
        assert.equal("", (first_html 'work.raise():to "told"'))
    end)

    it("is there when the answer's turn fails", function()
        assert.equal("", (first_html('work.doze(1):to "told"', 'error "told badly"')))
    end)
end)

describe("a component", function()
    it("asks a service, and is told itself", function()
        local app, text = loading.app [[
local ls = require "lightspeed"
local work = ls.service("work", function()
  return { double = function(n) return 2 * n end, refuse = function() return nil, "no" end }
end)
local Counter = ls.component {
  events = { "ask", "refuse" },
  messages = { "told" },
}
function Counter.init() return { said = "nothing" } end
function Counter.update.ask(m) return m, work.double(21):to "told" end
function Counter.update.refuse(m) return m, work.refuse():to "told" end
function Counter.update.told(m, n, err) m.said = tostring(n or err) end
function Counter.render(m)
    return html[=[<div><b>{m.said}</b><button ls-click="ask">Ask</button><i ls-click="refuse">x</i></div>]=]
end
local view = ls.view {}
function view.render() return html[=[{for _, key in ipairs { 1, 2 } do}<Counter ls-key={key} />{end}]=] end
return view]]
        assert(app, text)
        local page = test.visit(app, "/")
        page:click("Ask", 2)
        assert.has.element(page, "b", "nothing")
        assert.has.element(page, "b", "42")
        page:click("i", 1)
        assert.has.element(page, "b", "no")
        assert.has.element(page, "b", "42")
    end)
end)

describe("an actor", function()
    it("asks a service like a view does", function()
        local app, text = loading.app [[
local ls = require "lightspeed"
local work = ls.service("work", function()
  return { double = function(n) return 2 * n end }
end)
local Room = ls.actor { messages = { "go", "told" } }
function Room.init() return { asked = 0 } end
function Room.update.go(m) m.asked = m.asked + 1 return m, work.double(21):to "told" end
function Room.update.told(m, n) return m, ls.broadcast("news", "heard", n) end
local view = ls.view { events = { "poke" }, messages = { "heard" } }
function view.init() return { heard = "nothing" }, ls.subscribe "news" end
function view.update.poke(m) return m, ls.tell("room", "go") end
function view.update.heard(m, n) m.heard = tostring(n) end
function view.render(m) return html[=[<b>{m.heard}</b><button ls-click="poke">Poke</button>]=] end
return ls.app()
  :supervise("rooms", { strategy = "one_for_one" }, { ls.child(Room, {}):named "room" })
  :live("/", view)]]
        assert(app, text)
        local page = test.visit(app, "/")
        page:click "Poke"
        assert.has.element(page, "b", "42")
    end)
end)

describe("a call that was answered", function()
    it("is not made again when its page goes its way again", function()
        local page = test.open "spec/apps/services.lua"
        page:send("ask", { fn = "count" })
        page:send("ask", { fn = "refuse", with = { "no" } })
        local made = counters(page).calls
        local way = test.replay(page.session:trace(), "spec/apps/services.lua")
        assert.is_nil(way.diverges)
        assert.same(page.model, way.model)
        assert.equal(made, counters(page).calls)
    end)
end)
