-- What a declaration has the page take from what happens in the browser: in the page as it is served.

local loading = require "spec.support.loading"
local page = require "lightspeed.test.page"

local APP = [==[
local ls = require "lightspeed"
local events = { %s }
local view = ls.view { events = events }
for name in pairs(events) do
    view.update[name] = function() end
end
function view.init() return {} end
function view.render(m) return html[[<main>%s</main>]] end
return view
]==]

local function body(events, markup)
    return page.open(assert(loading.app(APP:format(events, markup))), "/").html
end

describe("what an event sends of what happens in the browser", function()
    -- its declaration, what is written, and what is served
    local cases = {
        -- all that a drop has, in the order of their names
        { "x = { clientY = 'integer', clientX = 'integer' }", '<b ls-on-drop="x"></b>', "x clientX clientY" },
        { "x = { clientX = 'integer?' }", "<b ls-on-drop.prevent=x></b>", "x clientX" },
        { "x = { key = 'string' }", '<b ls-keydown.enter="x"></b>', "x key" },
        { "x = { value = 'string' }", '<input ls-blur="x">', "x value" },
        { "x = { open = 'boolean' }", '<details data-ls-on-toggle="x"></details>', "x open" },
        { "x = { clientX = 'integer' }", '<b ls-click="x"></b>', "x clientX" },
        -- what is given is not taken, and what is named is all
        { "x = { key = 'string', code = 'string?' }", '<b ls-keyup="x" ls-value-key="k"></b>', "x code" },
        { "x = { key = 'string', code = 'string?' }", '<b ls-keyup="x key"></b>', "x key" },
        -- what a drop has not, a custom element may have
        { "x = { id = 'integer?' }", '<b ls-on-drop="x"></b>', "x" },
        { "x = { id = 'integer' }, c = { y = 'number' }", '<b ls-on-sorted="x"></b>', "x id" },
        { "x = { value = 'string?' }", '<b ls-click="x"></b>', "x" },
        -- names that are none for an attribute
        { "x = { ['a b'] = 'string?', ['\"'] = 'string?', b = 'any?' }", '<b ls-on-sorted="x"></b>', "x b" },
        { "x = 'any'", '<b ls-on-drop="x"></b>', "x" },
        { "x = ls.types.form { clientX = 'integer' }", '<b ls-on-drop="x"></b>', "x" },
        -- what is known only at run time names them itself
        { "x = { clientX = 'integer?' }", '<b ls-on-drop={"x"}></b>', "x" },
        { "x = { clientX = 'integer?' }", '<b {{ ["ls-on-drop"] = "x" }}></b>', "x" },
    }
    for _, case in ipairs(cases) do
        it(("%s with %s is %s"):format(case[2], case[1], case[3]), function()
            local html = body(case[1], case[2])
            assert.equal(case[3], html:match 'ls%-[%w.-]+="(x[^"]*)"', html)
        end)
    end

    it("stands behind every name, wherever there are several, in rows and in branches", function()
        local html = body(
            "a = { key = 'string' }, bb = { clientX = 'number', id = 'integer' }, c = { y = 'number' }",
            '<p ls-keyup="a" title={m.x} ls-on-drop="c">{if true then}<b ls-keydown="a">'
                .. '</b><i ls-on-drag=bb ls-value-id=2></i>{end}</p>{for _, k in ipairs { 1 } do}<u ls-value-id="3" '
                .. 'ls-on-drag="bb">é{k}</u><u ls-keyup="a">{k}</u>{end}'
        )
        local found = {}
        for name, said in html:gmatch '(ls%-[ko][%w-]+)="([^"]*)"' do
            found[#found + 1] = name .. " " .. said
        end
        assert.same({
            "ls-keyup a key",
            "ls-on-drop c y",
            "ls-keydown a key",
            "ls-on-drag bb clientX",
            "ls-on-drag bb clientX",
            "ls-keyup a key",
        }, found)
    end)

    it("is what the one declares whose fields fit, where several declare the event", function()
        local source = [==[
            local ls = require "lightspeed"
            local Card = ls.component { events = { x = { key = "string" } } }
            function Card.update.x() end
            function Card.render() return html[[<b></b>]] end
            local view = ls.view { events = { x = { clientX = "number" } } }
            function view.update.x() end
            function view.render() return html[[<Card /><b ls-on-drop="x"></b>]] end
            return view
        ]==]
        local app = assert(loading.app(source))
        assert.is_truthy(page.open(app, "/").html:find('ls-on-drop="x clientX"', 1, true))
    end)
end)
