-- Chains of ls.js that are made of literals are part of the template; all others are made when it is rendered.

local core = require "lightspeed.core"
local checking = require "spec.support.checking"

local HEAD = 'local ls = require "lightspeed"\nlocal js = ls.js\n'

-- The static parts and the kinds of the slots of a file's one template.
local function compile(source)
    local compiled = assert(core.compile(source))
    local kinds = {}
    for index, slot in ipairs(compiled.templates[1].slots) do
        kinds[index] = slot.kind
    end
    return table.concat(compiled.templates[1].statics, "·"), table.concat(kinds), compiled
end

local function in_tag(attribute, head)
    return compile((head or HEAD) .. "return html[===[<b " .. attribute .. "></b>]===]")
end

local function served(attribute, json)
    return ('<b %s="%s"></b>'):format(attribute, (json:gsub('"', "&quot;")))
end

describe("a chain of literals", function()
    -- what is written, the attribute that is served, and what it says
    local cases = {
        { 'ls-click={ls.js.hide("#x")}', "ls-click", '[["set","#x","hidden",true]]' },
        { "data-ls-click={ ls . js . hide '#x' }", "ls-click", '[["set","#x","hidden",true]]' },
        { "ls-on-close.once={ls.js.hide()}", "ls-on-close.once", '[["set",false,"hidden",true]]' },
        { "ls-mounted={ls.js.focus()}", "ls-mounted", '[["focus"]]' },
        { "ls-removed={ls.js.hide { time = 20 }}", "ls-removed", '[["set",false,"hidden",true,20]]' },
        {
            "ls-click={ls.js.push('a', { n = -1, [ [[b]] ] = { 1, 2; 3 }, c = false, d = nil })}",
            "ls-click",
            '[["push","a",{"b":[1,2,3],"c":false,"n":-1}]]',
        },
        {
            "ls-click={ls.js.push('a', {}, { optimistic = ls.js.add_class 'b':hide() })}",
            "ls-click",
            '[["push","a",{},false,[["set",false,".b",true],["set",false,"hidden",true]]]]',
        },
        {
            "ls-click={ls.js.hide('#a' --[[ here ]]):show [==[#b & c]==]}",
            "ls-click",
            '[["set","#a","hidden",true],["set","#b &amp; c","hidden",false]]',
        },
    }
    for _, case in ipairs(cases) do
        it("is text of the template: " .. case[1], function()
            local statics, kinds = in_tag(case[1])
            assert.equal(served(case[2], case[3]), statics)
            assert.equal("", kinds)
        end)
    end

    it("is so whatever the file calls the module, and in a template of its own", function()
        local statics = in_tag("ls-click={live.js.hide()}", "local live = require('lightspeed')\n")
        assert.equal(served("ls-click", '[["set",false,"hidden",true]]'), statics)
        local compiled = assert(core.compile("<b ls-click={ls.js.hide()}></b>", "page.html"))
        assert.equal(statics, compiled.templates[1].statics[1])
    end)

    it("tells what it pushes, and with what", function()
        local _, _, compiled =
            in_tag 'ls-click={ls.js.hide():push("a", { n = 7, t = "x", o = {} }):push("b")} ls-value-id={1}'
        local told = {}
        for index, event in ipairs(compiled.events) do
            local fields = {}
            for place, field in ipairs(event.fields) do
                fields[place] = field.name .. (field.value and "=" .. field.value or "")
            end
            told[index] = event.name .. ": " .. table.concat(fields, " ") .. (event.is_open and " ..." or "")
        end
        assert.same({ "a: id n=7 o t=x", "b: id" }, told)
    end)
end)

describe("any other chain", function()
    local cases = {
        { "ls-click={ls.js.hide(m.x)}" },
        { "ls-click={js.hide('#x')}" },
        { "ls-click={ls.js.hide('#x') or nil}" },
        { "ls-click={ls.js.hide('#' .. 'x')}" },
        { "ls-click={ls.js.hide(f())}" },
        { "ls-click={ls.js.push('a', { f = function() end })}" },
        { "ls-click={ls.js}" },
        { "ls-click={ls.js.hide}" },
        { "ls-click={ls.json.hide('#x')}" },
        { "ls-click={m.ls.js.hide('#x')}" },
        { "title={ls.js.hide('#x')}" },
        -- whoever gives the name to something else means that
        { "ls-click={ls.js.hide('#x')}", HEAD .. "local function f(ls) end\n" },
        { "ls-click={ls.js.hide('#x')}", HEAD .. "do local ls = f() end\n" },
        { "ls-click={ls.js.hide('#x')}", "local ls = other\n" },
        { "ls-click={ls.js.hide('#x')}", 'local ls = require "lightspeed.js"\n' },
    }
    for _, case in ipairs(cases) do
        it("is made when it is rendered: " .. case[1] .. " after " .. (case[2] or ""), function()
            local _, kinds = in_tag(case[1], case[2])
            assert.equal("a", kinds)
        end)
    end

    it("is made when it is rendered, where a template gives the name away", function()
        local source = HEAD .. "return html[[{for _, ls in f() do}<b ls-click={ls.js.hide('#x')}></b>{end}]]"
        local compiled = assert(core.compile(source))
        assert.equal("a", compiled.templates[2].slots[1].kind)
    end)
end)

describe("a mistake in a chain of literals is told when the file loads", function()
    local cases = {
        { 'ls.js.hid "#x"', "ls.js.hid does not exist; did you mean 'hide'?" },
        { "ls.js.hide(3)", 'ls.js.hide: to is a selector, such as "#menu" or "closest tr", not a number' },
        { "ls.js.hide('#x', { tim = 3 })", "ls.js.hide: there is no option 'tim'; did you mean 'time'?" },
        { "ls.js:hide('#x')", "ls.js begins with a dot: ls.js.hide(...)" },
        { "ls.js.push 'refersh'", "ls-click=\"refersh\": no such event; did you mean 'refresh'?" },
        {
            "ls.js.push('toggle', { idd = 7 })",
            "'idd' of ls.js.push: no field 'idd' in event 'toggle'; did you mean 'id'?",
            'ls-click="toggle": the event needs \'id\' (integer); add ls-value-id="…"',
        },
        {
            "ls.js.push('toggle', { id = 'x' })",
            "'id' of ls.js.push: expected integer, got string \"x\"",
        },
        { "ls.js.push('toggle', { id = 7 })" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            local source = checking.view(
                "'refresh', toggle = { id = 'integer' }",
                ("<b ls-click={%s}>x</b>"):format(case[1])
            )
            local expected = {}
            for index = 2, #case do
                expected[index - 1] = "app.lua:5: " .. case[index]
            end
            assert.same(expected, checking.messages((checking.check(source))))
        end)
    end
end)
