-- lightspeed check: the built program, run on files as people write them. What it says is in docs/check.md too.

local checking = require "spec.support.checking"

local function messages(source)
    return checking.messages((checking.check(source)))
end

local GOOD = checking.view("", "<p>{m.title}</p>"):gsub("for _.-end%) end\n", "")

describe("lightspeed check", function()
    it("shows each error with its source line, and a caret under its column", function()
        local text, code =
            checking.check(checking.view("'add'", '  <p>\n\t<button ls-clik="add">ä</button></p>'))
        assert.equal(
            [[
app.lua:6: unknown attribute 'ls-clik'; did you mean 'ls-click'?
    <button ls-clik="add">ä</button></p>
            ^
1 error, 0 hints in 1 file
]],
            text
        )
        assert.equal(1, code)
    end)

    it("says that all is well, and ends with 0", function()
        assert.same({ "0 errors, 0 hints in 1 file\n", 0 }, { checking.check(GOOD) })
    end)

    it("ends with 0 where there are only hints, unless it is strict", function()
        local source = checking.view("", '<img src="a.png">')
        local text, code = checking.check(source)
        assert.same({
            'app.lua:5: hint: <img> has no alt: say what it shows, or alt="" where it only decorates',
        }, checking.messages(text))
        assert.is_truthy(text:find("\n0 errors, 1 hint in 1 file\n", 1, true), text)
        assert.equal(0, code)
        local _, strict = checking.check(source, "--strict")
        assert.equal(1, strict)
    end)

    it("tells of all files at once, in the order in which they are named", function()
        local text, code = checking.run("check main.lua", {
            ["main.lua"] = 'local a = require "parts.a"\nlocal b = require("parts.b")\nreturn html[[<p>]]',
            ["parts/a.lua"] = 'local c = require "parts.c"\nlocal x = = 1',
            ["parts/b.lua"] = "return function() return html[[<i>{a.}</i>]] end",
        })
        assert.same({
            "main.lua:3: <p> is never closed: </p> is missing",
            "parts/a.lua:2: unexpected symbol near '='",
            "parts/b.lua:1: not a Lua expression: {a.}  (<name> expected near <eof>)",
        }, checking.messages(text))
        assert.equal(1, code)
    end)

    it("takes app.lua where no app is named, and only one", function()
        local text, code = checking.run "check"
        assert.is_truthy(text:find("cannot open app.lua: No such file or directory", 1, true), text)
        assert.equal(1, code)
        assert.same(
            { "lightspeed: one app at a time: 'b.lua' is one too many\n", 2 },
            { checking.run "check a.lua b.lua" }
        )
        assert.same(
            { "lightspeed: check has no option '--strickt'; see lightspeed help check\n", 2 },
            { checking.run "check --strickt" }
        )
    end)

    it("shows what a terminal would take for a command as space", function()
        local text = checking.check "local x = = '\27[31m'"
        assert.is_nil(text:find "\27")
    end)

    it("shows of a long line what is near the mistake", function()
        local text =
            checking.check(checking.view("", ("<b></b>"):rep(40) .. "<i onclick='x'></i>" .. ("a"):rep(200)))
        local shown, caret = text:match "\n    ([^\n]*)\n    ( *)^\n"
        assert.is_true(#shown <= 100)
        assert.equal("onclick", shown:sub(#caret + 1, #caret + 7))
    end)

    it("tells of mistakes while the file runs, and of the contract, at their line", function()
        assert.same({
            "app.lua:2: attempt to index a nil value (global 'nothing')",
            "app.lua:2: accessing undefined variable 'nothing'",
        }, messages "local ls = require 'lightspeed'\nreturn ls.view { title = nothing.at.all }")
        local text = checking.check "local ls = require 'lightspeed'\nlocal v = ls.view {}\nreturn v"
        assert.is_truthy(
            text:find("app.lua:2: the view has no render function\n    local v = ls.view {}\n", 1, true),
            text
        )
        assert.is_truthy(
            checking
                .check("return require('lightspeed').view {}")
                :find("^app.lua: a view: the view has no render function\n")
        )
    end)

    it("lists every ls.raw", function()
        local text, code = checking.check((GOOD:gsub("{m.title}", "{ls.raw(m.title)}")))
        assert.same({
            "app.lua:4: note: ls.raw puts its text on the page as it is; make sure that nobody else wrote it",
        }, checking.messages(text))
        assert.equal(0, code)
    end)
end)

describe("what the events of a template send", function()
    -- events, template, and what is said without "app.lua:5: "
    local cases = {
        { "toggle = { id = 'integer' }", '<b ls-click="toggle" ls-value-id="7">x</b>' },
        { "toggle = { id = 'integer' }", '<b ls-click="toggle" ls-value-id={m.id}>x</b>' },
        {
            "toggle = { id = 'integer?' }",
            '<b ls-click="toggle" ls-value-idd="7">x</b>',
            "ls-value-idd=\"7\": no field 'idd' in event 'toggle'; did you mean 'id'?",
        },
        {
            "toggle = { id = 'integer?' }",
            '<b ls-click="toggle" ls-value-idd={m.id}>x</b>',
            "ls-value-idd={…}: no field 'idd' in event 'toggle'; did you mean 'id'?",
        },
        {
            "'refresh'",
            '<b ls-click="refresh" ls-value-id="7">x</b>',
            "ls-value-id=\"7\": no field 'id' in event 'refresh', which takes none",
        },
        {
            "toggle = { id = 'integer' }",
            '<b ls-click="toggle" ls-value-id="x">x</b>',
            'ls-value-id="x": expected integer, got string "x"',
        },
        {
            "toggle = { userId = 'integer?' }",
            '<b ls-click="toggle" ls-value-userId="7">x</b>',
            "ls-value-userId=\"7\": no field 'userid' in event 'toggle': "
                .. "browsers have attribute names in small letters, so call the field 'userid'",
        },
        {
            "toggle = { id = 'integer' }",
            '<b ls-click="toggle">x</b>',
            'ls-click="toggle": the event needs \'id\' (integer); add ls-value-id="…"',
        },
        { "toggle = { id = 'integer' }", '<b ls-click="toggle" {m.more}>x</b>' },
        {
            "toggle = { id = 'integer' }",
            '<b ls-keydown="toggle">x</b>',
            'ls-keydown="toggle": the event needs \'id\' (integer); add ls-value-id="…"',
        },
        {
            "toggle = { id = 'integer' }",
            '<b ls-keydown="toggle" {m.more}>x</b><b ls-on-sorted="toggle">x</b>',
        },
        { "save = { clientX = 'integer', key = 'string?' }", '<b ls-on-drag="save">x</b>' },
        {
            "save = { clientX = 'integer', y = 'integer' }",
            '<b ls-on-drag="save y">x</b>',
            "ls-on-drag=\"save\": the event needs 'clientX' (integer); add clientX behind the event's name",
        },
        {
            "save = { clintX = 'integer' }",
            '<b ls-on-drag="save">x</b>',
            "ls-on-drag=\"save\": the event needs 'clintX' (integer), and 'drag' has none; did you mean 'clientX'?",
        },
        {
            "save = { title = 'string' }",
            '<form ls-submit="save"><input name="titel"></form>',
            "hint: ls-submit=\"save\": nothing in this form is named 'title' (string), which the event needs",
            "name=\"titel\": no field 'titel' in event 'save'; did you mean 'title'?",
        },
        {
            "save = { title = 'string', n = 'integer' }",
            '<form ls-submit="save"><input name="title"><input type="hidden" name="n" value="x"></form>',
            'name="n": expected integer, got string "x"',
        },
        {
            "save = { tags = ls.types.list('string') }",
            '<form ls-submit="save"><input type="checkbox" name="tags" value="a"></form>',
        },
        {
            "save = { title = 'string', done = 'boolean?' }",
            '<form ls-submit="save">{if m.x then}<input name="title">{end}</form>',
        },
        { "save = { title = 'string' }", '<form ls-submit="save">{m.slot()}</form>' },
        {
            "save = { value = 'string' }",
            '<input ls-change="save"><input name="titel" ls-change="save">',
            "name=\"titel\": no field 'titel' in event 'save'",
            'ls-change="save": the event needs \'value\' (string); add ls-value-value="…"',
        },
        { "save = 'any'", '<b ls-click="save" ls-value-x="7">x</b>' },
    }
    for _, case in ipairs(cases) do
        it("are held against " .. case[1] .. ": " .. case[2], function()
            local expected = {}
            for index = 3, #case do
                expected[index - 2] = "app.lua:5: " .. case[index]
            end
            local got = messages(checking.view(case[1], case[2]))
            table.sort(expected)
            table.sort(got)
            assert.same(expected, got)
        end)
    end
end)

describe("which events a template may use", function()
    local function view_file(events, template, more)
        return checking
            .view(events, template)
            :gsub('local ls = require "lightspeed"', "%0 " .. (more or ""), 1)
    end

    it("are those of all views where a file has none", function()
        local part = 'return function() return html[[<b ls-click="%s">x</b>]] end'
        local files = { ["app.lua"] = view_file("'refresh'", "{part()}", 'local part = require "part"') }
        files["part.lua"] = part:format "refresh"
        assert.same({}, checking.messages((checking.run("check", files))))
        files["part.lua"] = part:format "refersh"
        assert.same(
            { "part.lua:1: ls-click=\"refersh\": no such event; did you mean 'refresh'?" },
            checking.messages((checking.run("check", files)))
        )
    end)

    it("are those of its own view; another's are an error in the main file and a hint elsewhere", function()
        local files = {
            ["app.lua"] = [[
local ls = require "lightspeed"
return ls.app():live("/", require "a"):live("/b", require "b")]],
            ["a.lua"] = view_file("'refresh'", '<b ls-click="save">x</b>'),
            ["b.lua"] = view_file("'save'", '<b ls-click="save">x</b>'),
        }
        assert.same({
            'a.lua:5: hint: ls-click="save": no view of this file declares the event; the one of b.lua:2 does',
        }, checking.messages((checking.run("check", files))))
        files["app.lua"] = view_file("'refresh'", '<b ls-click="save">x</b>'):gsub(
            "return view\n$",
            'return ls.app():live("/", view):live("/b", require "b")'
        )
        assert.same(
            { 'app.lua:5: ls-click="save": no such event' },
            checking.messages((checking.run("check", files)))
        )
    end)

    it("fit where one of several views of that name fits", function()
        local files = {
            ["app.lua"] = [[
local ls = require "lightspeed"
return ls.app():live("/", require "a"):live("/b", require "b")]],
            ["a.lua"] = view_file("save = { id = 'integer' }", "{part()}", 'local part = require "part"'),
            ["b.lua"] = view_file("save = { name = 'string' }", "{part()}", 'local part = require "part"'),
            ["part.lua"] = 'return function() return html[[<b ls-click="save" ls-value-name="x">x</b>]] end',
        }
        assert.same({}, checking.messages((checking.run("check", files))))
    end)
end)

describe("components with a state of their own", function()
    it("have events that only they take, or their view", function()
        local source = [[
local ls = require "lightspeed"
local Stepper = ls.component { attrs = { start = "integer?" }, events = { step = { by = "integer" } } }
function Stepper.init(a) return { n = a.start or 0 } end
function Stepper.update.step(m, e) m.n = m.n + e.by end
function Stepper.render(m) return html[=[<button ls-click="%s" ls-value-by="%s">{m.n}</button>]=] end
local view = ls.view { events = { "refresh" } }
function view.update.refresh() end
function view.render() return html[=[<Stepper /><button ls-click="refresh">Again</button>]=] end
return view
]]
        assert.same({}, messages(source:format("step", "1")))
        assert.same(
            { 'app.lua:5: ls-value-by="x": expected integer, got string "x"' },
            messages(source:format("step", "x"))
        )
        assert.same(
            { "app.lua:5: ls-click=\"stpe\": no such event; did you mean 'step'?" },
            messages(source:format("stpe", "1"))
        )
    end)
end)
