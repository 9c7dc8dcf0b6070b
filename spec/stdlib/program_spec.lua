-- Programs: what a process says reaches the view that asked, and what it does wrong does too.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local function error_of(line)
    return loading.error_of('local ls = require "lightspeed"\n' .. line)
end

describe("a program", function()
    local page

    before_each(function()
        page = test.open "spec/apps/programs.lua"
    end)

    it("answers before the first page is sent", function()
        assert.equal("first", page.model.value)
    end)

    it("gives values and errors as a service does", function()
        page:send("echo", { text = "x" })
        assert.equal("x,7", page.model.value)
        assert.equal("nil", page.model.err)
        page:send("refuse", {})
        assert.equal("nil", page.model.value)
        assert.equal("not today", page.model.err)
    end)

    it("is killed at its deadline, and replaced", function()
        page:send("wedge", {})
        assert.equal("timeout", page.model.err)
        page:send("echo", { text = "again" })
        assert.equal("again,7", page.model.value)
    end)

    it("is replaced when it crashes, and says so to whoever catches it", function()
        page:send("crash", {})
        assert.equal("echo.crash: its process ended with code 3", page.model.raised)
        page:send("echo", { text = "again" })
        assert.equal("again,7", page.model.value)
    end)

    it("is not asked what JSON cannot say", function()
        page:send("binary", {})
        assert.is_truthy(page.model.raised:find("a text that is not UTF-8", 1, true), page.model.raised)
    end)

    it("finds the environment that it is given, in the app's directory", function()
        page:send("environment", {})
        assert.equal("hello none none apps", page.model.value)
    end)

    it("has functions, and no others", function()
        local ok, text = page:send("misname", {})
        assert.is_false(ok)
        assert.is_truthy(
            text:find("service 'echo' has no function 'ecoh'; did you mean 'echo'?", 1, true),
            text
        )
        local cases = {
            ["ls.program('p')"] = 'ls.program("p") takes a table: '
                .. "{ command = { ... }, functions = { ... } }, not nil",
            ["ls.program('p', {})"] = "program 'p' says no command",
            ["ls.program('p', { command = { 'sh' } })"] = "program 'p' says no functions",
            ["ls.program('p', { command = 'sh' })"] = "program 'p': command is a list of texts, "
                .. '{ "python3", "thumbs.py" }, not sh',
            ["ls.program('p', { command = { 'sh' }, functions = {} })"] = "program 'p': functions "
                .. 'is a list of texts, { "scale" }, not an empty one',
            ["ls.program('p', { comand = { 'sh' } })"] = "program 'p' has no option 'comand'; "
                .. "did you mean 'command'?",
            ["ls.program('p', { pool = 0 })"] = "program 'p': pool takes an integer from 1 to 64, not 0",
            ["ls.program('p', { environment = { ['A=B'] = 'x' } })"] = "program 'p': environment takes "
                .. '{ NAME = "text" }, or "NAME" of the host\'s own; not A=B',
            ["ls.program('a b', {})"] = "ls.program takes a name of letters, digits and _, not 'a b'",
        }
        for line, said in pairs(cases) do
            assert.equal("app.lua:2: " .. said, error_of(line))
        end
    end)
end)
