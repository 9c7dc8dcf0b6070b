-- What a template gives to a declared component is held against the declaration when the app is loaded.

local loading = require "spec.support.loading"

local HEAD = [==[
local ls = require "lightspeed"
local t = ls.types
local Card = ls.component {
    attrs = { title = "string", kind = t.enum { "info", "warn", default = "info" }, level = "integer?",
        r = "global" },
    slots = { "actions", body = { required = true } },
    render = function(a, slots) return html[[<p {a.r}>{a.title}{slots()}{slots.body()}</p>]] end,
}
local M = { Plain = function() return html[[<b></b>]] end }
M.Box = ls.component { attrs = { size = "integer" }, render = function(a) return html[[<i>{a.size}</i>]] end }
local Alias = Card
local function Local(a) return html[[<u>{a.x}</u>]] end
local view = ls.view {}
function view.render()
    return html[[]==]

local TAIL = [==[]]
end
return view]==]

local function told(markup)
    local app, text = loading.app(HEAD .. markup .. TAIL)
    return not app and text or nil
end

describe("a component's tag", function()
    local function refuses(markup, message)
        it("refuses " .. markup, function()
            assert.equal("app.lua:15: " .. message, told(markup))
        end)
    end

    local BODY = "<:body>x</:body>"

    refuses('<Card titel="x">' .. BODY .. "</Card>", "<Card> has no attribute 'titel'; did you mean 'title'?")
    refuses("<Card>" .. BODY .. "</Card>", "<Card> needs the attribute 'title' (string)")
    refuses(
        '<Card title="x" kind="wrn">' .. BODY .. "</Card>",
        '<Card> attribute \'kind\': expected "info", "warn", got string "wrn"'
    )
    refuses(
        '<Card title="x" level="two">' .. BODY .. "</Card>",
        "<Card> attribute 'level': expected integer, got string \"two\""
    )
    refuses(
        '<Card title="x">' .. BODY .. "<:action>y</:action></Card>",
        "<Card> has no slot 'action'; did you mean 'actions'?"
    )
    refuses('<Card title="x">y</Card>', "<Card> needs the slot <:body>")
    refuses("<M.Box />", "<M.Box> needs the attribute 'size' (integer)")
    refuses('<M.Box size="x" />', "<M.Box> attribute 'size': expected integer, got string \"x\"")
    refuses(
        '<Alias titel="x">' .. BODY .. "</Alias>",
        "<Alias> has no attribute 'titel'; did you mean 'title'?"
    )

    local function takes(markup)
        it("takes " .. markup, function()
            assert.is_nil(told(markup))
        end)
    end

    takes('<Card title="x" kind="warn" level="2" class="c" aria-label="l">' .. BODY .. "</Card>")
    takes("<Card title={nowhere} level={nowhere} kind={1}>" .. BODY .. "</Card>")
    takes("<Card {nowhere}>" .. BODY .. "</Card>")
    takes '<Local whatever="x" /><M.Plain y=1 />'

    it("tells of all that is wrong, each with its line", function()
        assert.equal(
            "app.lua:15: <M.Box> needs the attribute 'size' (integer)\n"
                .. "app.lua:17: <M.Box> has no attribute 'sise'; did you mean 'size'?",
            told '<M.Box />\n\n<M.Box size="1" sise="2" />'
        )
    end)

    it("is not judged where its name is bound twice, or by something else", function()
        local twice = HEAD:gsub("local view =", "if x then Card = nil end\nlocal view =")
        assert.is_truthy(loading.app(twice .. "<Card />" .. TAIL))
    end)
end)
