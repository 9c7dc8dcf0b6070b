-- The contract: what the app's file returned holds together, or is told with the view's place.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local HEAD = 'local ls = require "lightspeed"\n'

local function error_of(source)
    return loading.error_of(HEAD .. source)
end

describe("an app's file", function()
    it("returns a view or an app", function()
        assert.equal("app.lua returned nothing; end it with: return view", error_of "")
        assert.equal("app.lua returned a number; end it with: return view", error_of "return 3")
        assert.equal("app.lua returned a table; end it with: return view", error_of "return {}")
        assert.equal("app.lua returned a string; end it with: return view", error_of 'return "view"')
    end)

    it("is Lua", function()
        assert.equal("app.lua:2: unexpected symbol near '='", error_of "local x = = 3")
        assert.equal("app.lua:2: boom", error_of 'error "boom"')
        assert.equal("the app raised a table instead of a message", error_of "error {}")
        assert.equal("app.lua: by hand", error_of 'error("by hand", 0)')
    end)

    it("comes to an end", function()
        assert.equal("the app's file-level code does not come to an end", error_of "while true do end")
    end)

    it("requires what there is", function()
        local text = error_of 'require "nope"'
        assert.is_truthy(text:find("^app%.lua:2: module 'nope' not found: there is no nope%.lua"), text)
        for _, name in ipairs { "../etc", "/etc/passwd", "a..b", "", "x;y" } do
            text = error_of(("require %q"):format(name))
            assert.is_truthy(text:find("not found: a name is letters", 1, true), text)
        end
    end)

    it("has templates that hold together, all told at once", function()
        local text = error_of "local a = html[[<b>]]\nlocal b = html[[{a.}]]"
        assert.is_truthy(text:find("app.lua:2: <b> is never closed", 1, true), text)
        assert.is_truthy(text:find("\napp.lua:3: not a Lua expression", 1, true), text)
    end)
end)

describe("a stream", function()
    local VIEW = [=[
local v = ls.view { events = { "add" } }
function v.update.add(m) return m, ls.insert(%s, { id = 1 }) end
function v.render(m) return html[[<ul>{for s in %s do}<li ls-key={s.id}>{s.id}</li>{end}</ul>]] end
return v]=]

    it("that a command names is one that a template shows", function()
        assert.equal(
            "app.lua:3: ls.insert: no template shows a stream 'sogns'; did you mean 'songs'?",
            error_of(VIEW:format('"sogns"', 'ls.stream "songs"'))
        )
        assert.is_truthy(loading.app(HEAD .. VIEW:format('"songs"', 'ls.stream "songs"')))
        assert.is_truthy(loading.app(HEAD .. VIEW:format('"songs"', 'ls.stream("songs")')))
    end)

    it("whose name is known at run time only is left alone", function()
        assert.is_truthy(loading.app(HEAD .. VIEW:format('m.name or "sogns"', 'ls.stream "songs"')))
        assert.is_truthy(loading.app(HEAD .. VIEW:format('"sogns"', 'ls.stream(m.name or "songs")')))
    end)
end)

describe("what is broadcast", function()
    local APP = [=[
local c = ls.component { messages = { "told" } }
function c.update.told() end
function c.render() return html[[<p>c</p>]] end
local v = ls.view { events = { "go" }, messages = { said = { n = "integer" } } }
function v.update.go(m) return m, %s end
function v.update.said() end
function v.render() return html[[<p>hi</p>]] end
return v]=]

    it("by a literal name is a message that somebody declares", function()
        assert.equal(
            "app.lua:6: ls.broadcast: nobody in the app declares a message 'siad'; did you mean 'said'?",
            error_of(APP:format 'ls.broadcast("room:" .. m.room, "siad", { n = 1 })')
        )
        assert.equal(
            "app.lua:6: ls.broadcast: nobody in the app declares a message 'go'",
            error_of(APP:format 'ls.broadcast("room", "go")')
        )
        assert.is_truthy(loading.app(HEAD .. APP:format 'ls.broadcast("room", "said", { n = 1 })'))
        assert.is_truthy(loading.app(HEAD .. APP:format 'ls.broadcast("room", "told")'))
        assert.is_truthy(loading.app(HEAD .. APP:format 'ls.broadcast("room", m.name or "siad")'))
    end)
end)

describe("what is said to actors", function()
    local APP = [=[
local Room = ls.actor { messages = { join = { who = "string" } } }
function Room.update.join() end
local v = ls.view { events = { "go" } }
function v.update.go(m) return m, %s end
function v.render() return html[[<p>hi</p>]] end
return ls.app():supervise("house", {}, { ls.group("rooms") }):live("/", v)]=]

    it("by a literal name is a message that an actor declares", function()
        assert.equal(
            "app.lua:5: ls.tell: no actor declares a message 'joim'; did you mean 'join'?",
            error_of(APP:format 'ls.tell("room:" .. f(m, { 1, 2 }), "joim", { who = "Ada" })')
        )
        assert.equal(
            "app.lua:5: ls.ask: no actor declares a message 'leave'",
            error_of(APP:format 'ls.ask("a", "leave"):to "x"')
        )
        assert.is_truthy(loading.app(HEAD .. APP:format 'ls.tell("a", "join", { who = "Ada" })'))
        assert.is_truthy(loading.app(HEAD .. APP:format 'ls.tell("a", m.message or "joim")'))
        assert.is_truthy(loading.app(HEAD .. APP:format 'ls.tell("a", "jo" .. "im")'))
    end)

    it("names a group that there is, at whatever depth", function()
        assert.equal(
            "app.lua:5: ls.start: there is no group 'roms'; did you mean 'rooms'?",
            error_of(APP:format 'ls.start("roms", Room):named "a"')
        )
        assert.is_truthy(loading.app(HEAD .. APP:format 'ls.start("rooms", Room):named "a"'))
    end)
end)

describe("a view", function()
    it("has a render function", function()
        assert.equal("app.lua:2: the view has no render function", error_of "local v = ls.view {}\nreturn v")
    end)

    it("handles all that it declares", function()
        local wording = "app.lua:2: the %s 'add' is declared, but there is no update.add"
        local source = "local v = ls.view { %s = { 'add' } }\nfunction v.render() end\nreturn v"
        assert.equal(wording:format "event", error_of(source:format "events"))
        assert.equal(wording:format "message", error_of(source:format "messages"))
    end)

    it("declares the variables of its paths", function()
        assert.equal(
            "app.lua:2: the path '/:room' has ':room', which the view's params do not declare",
            error_of 'local v = ls.view {}\nfunction v.render() end\nreturn ls.app():live("/:room", v)'
        )
    end)

    it("uses events that it declares", function()
        local source = "local v = ls.view { events = { 'add' } }\nfunction v.update.add() end\n"
            .. "function v.render()\nreturn html[[\n<b %s></b>]] end\nreturn v"
        assert.equal(
            "app.lua:6: ls-click=\"ad\": no such event; did you mean 'add'?",
            error_of(source:format 'ls-click="ad"')
        )
        assert.equal('app.lua:6: ls-submit="go": no such event', error_of(source:format 'ls-submit="go"'))
        assert.is_truthy(loading.app(HEAD .. source:format 'ls-click="add"'))
    end)

    it("may do without init, params and title", function()
        local app = assert(loading.app(HEAD .. [==[
local v = ls.view {}
function v.render(m) return html[[<p>{next(m) == nil}</p>]] end
return v]==]))
        local page = test.visit(app)
        assert.same({}, page.model)
        assert.shows(page, "true")
        assert.equal("", page.title)
    end)

    it("may have one update for all", function()
        local app = assert(loading.app(HEAD .. [==[
local v = ls.view { events = { add = { by = "integer" }, "clear" } }
function v.init() return { n = 0 } end
function v.update(m, message)
    m.n = message.name == "add" and m.n + message.data.by or 0
end
function v.render(m) return html[[<p>{m.n}</p>]] end
return v]==]))
        local page = test.visit(app)
        page:send("add", { by = 3 })
        assert.shows(page, "3")
        page:send "clear"
        assert.shows(page, "0")
    end)

    it("gets params from path and query, typed", function()
        local app = assert(loading.app(HEAD .. [==[
local v = ls.view { params = { id = "integer", page = "integer?" } }
function v.init(params) return { sum = params.id + (params.page or 0) } end
function v.render(m) return html[[<p>{m.sum}</p>]] end
return ls.app():live("/items/:id", v)]==]))
        assert.same({ sum = 7 }, test.visit(app, "/items/7").model)
        assert.same({ sum = 10 }, test.visit(app, "/items/7?page=3&utm_source=x").model)
        assert.equal(404, (test.get(app, "/items/seven")))
        assert.equal(404, (test.get(app, "/items/7?page=x")))
    end)
end)
