-- Commands: what cannot be carried out is refused where it was written, or before the turn counts.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local function error_of(line)
    return loading.error_of('local ls = require "lightspeed"\n' .. line)
end

describe("a command", function()
    it("takes milliseconds that there are", function()
        for _, given in ipairs { '"x"', "-1", "0/0", "1e13", "nil", "{}" } do
            local text = error_of(("ls.after(%s)"):format(given))
            assert.is_truthy(text:find("^app%.lua:2: ls%.after takes milliseconds, not "), text)
        end
        assert.is_truthy(
            error_of("ls.every(-1)"):find("app.lua:2: ls.every takes milliseconds, not -1", 1, true)
        )
    end)

    it("names messages by their names", function()
        assert.equal("app.lua:2: ls.cancel takes a message's name, not a number", error_of "ls.cancel(3)")
        assert.equal("app.lua:2: ls.send takes a message's name, not a nil", error_of "ls.send()")
        assert.equal(
            "app.lua:2: ls.after: to takes a message's name, not a number",
            error_of "ls.after(3):to(3)"
        )
    end)

    it("is one that there is", function()
        assert.equal("app.lua:2: ls.afterr does not exist; did you mean 'after'?", error_of "ls.afterr(3)")
    end)
end)

describe("what is built by methods", function()
    local KINDS = [[
local Task = ls.types.form { title = "string" }
local Room = ls.actor { messages = { "join" } }
local todos = ls.service("todos", function() return { all = function() return {} end } end)
]]

    local function refuses(line, message)
        assert.equal(
            "app.lua:5: " .. message,
            loading.error_of('local ls = require "lightspeed"\n' .. KINDS .. line)
        )
    end

    it("means the nearest of its methods where it is told to do another", function()
        refuses("ls.app():chanel()", "ls.app has no :chanel; did you mean 'channel'?")
        refuses(
            "ls.app():rout('/', {})",
            "ls.app has no :rout; it has :channel, :layout, :live, :scope, :script, :static, :supervise"
        )
        refuses(
            "ls.app():scope('', {}, function(s) s:lives('/', {}) end)",
            "a scope has no :lives; did you mean 'live'?"
        )
        refuses("ls.child(Room):name 'x'", "ls.child has no :name; did you mean 'named'?")
        refuses("ls.after(10):too 'tick'", "this command has no :too; did you mean 'to'?")
        refuses("todos.all():timout(10)", "a call of a service has no :timout; did you mean 'timeout'?")
        refuses("ls.ask('x', 'y'):lasy()", "ls.ask has no :lasy; did you mean 'lazy'?")
        refuses("ls.start('rooms', Room):name 'x'", "ls.start has no :name; did you mean 'named'?")
        refuses("ls.watch 'x':tp 'down'", "ls.watch has no :tp; did you mean 'to'?")
        refuses("ls.subscribe 'x':gaps 'again'", "ls.subscribe has no :gaps; did you mean 'gap'?")
        refuses("ls.track('x', {}):join 'came'", "ls.track has no :join; did you mean 'joins'?")
        refuses("Task:blnk()", "a t.form has no :blnk; did you mean 'blank'?")
        refuses("ls.js.show('#a'):hid('#b')", "ls.js has no :hid; did you mean 'hide'?")
    end)

    it("is a list like any other", function()
        local app = assert(loading.app [=[
local ls = require "lightspeed"
local count = 0
for _ in ipairs(ls.js.show("#a"):hide "#b") do count = count + 1 end
assert(count == 2)
assert(ls.after(10)[1] == nil and ls.app()[1] == nil)
local view = ls.view {}
function view.render() return html[[<p></p>]] end
return view
]=])
        app:close()
    end)
end)

describe("a command that a turn returns", function()
    local page

    before_each(function()
        page = test.open "spec/apps/commands.lua"
    end)

    local function is_refused(event, message)
        local before = page.html
        local ok, text, code = page:send(event)
        assert.is_false(ok)
        assert.is_truthy(text:find(message, 1, true), text)
        assert.equal("crash", code)
        assert.equal(before, page.html)
        assert.same({ changed = false }, page.model)
    end

    it("says which message it brings", function()
        is_refused("no_message", "ls.after says no message")
    end)

    it("brings a message that is declared", function()
        is_refused("unknown", "ls.after: message 'tik' is not declared; did you mean 'tick'?")
    end)

    it("does not bring an event", function()
        is_refused("event", "ls.send: message 'unknown' is not declared")
    end)

    it("carries data that fits", function()
        is_refused("misfit", "shaped.n: expected integer")
    end)

    it("does not repeat without a pause", function()
        is_refused("too_fast", "ls.every takes milliseconds, at least 1")
    end)

    it("is one of a bounded number", function()
        is_refused("flood", "messages would wait, more than 256")
    end)

    it("is plain data", function()
        is_refused("closure", "send.data.f is a function; a command is plain data")
    end)

    it("is a command", function()
        is_refused("not_one", "")
    end)
end)
