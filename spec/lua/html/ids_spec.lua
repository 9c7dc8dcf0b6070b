-- Literal ids: each once in a template, unless branches keep them apart.

local support = require "spec.lua.support"

local function errors_of(template)
    return support.errors(template)
end

local function hints_of(template)
    local messages = {}
    for index, hint in ipairs(support.compile("return html[==[" .. template .. "]==]").hints) do
        messages[index] = hint.message
    end
    return messages
end

describe("a literal id", function()
    it("stands once in a template", function()
        local message = "app.lua:2: the id 'a' stands twice: it is on line 1 already"
        assert.same({ message }, errors_of '<p id="a"></p>\n<p id="a"></p>')
        assert.same({ message }, errors_of '<p id="a"></p>\n{if x then}<p id="a"></p>{end}')
        assert.same({ message }, errors_of '{if x then}<p ID="a"></p>{end}\n<p id=a></p>')
        assert.same({ message }, errors_of '<p id="a"></p>\n<Card><i id="a"></i></Card>')
        assert.same({ message }, errors_of '<p id="a"></p>\n<Card><:head><i id="a"></i></:head></Card>')
        assert.same({ message }, errors_of '<p id="a">\n<i id="a"></i></p>')
    end)

    it("may stand in several branches of one {if}", function()
        assert.same(
            {},
            errors_of '{if x then}<p id="a"></p>{elseif y then}<p id="a"></p>{else}<p id="a"></p>{end}'
        )
        assert.same({}, errors_of '{if x then}{if y then}<p id="a"></p>{end}{else}<p id="a"></p>{end}')
    end)

    it("is compared with its capitals, and only where it is known", function()
        assert.same({}, errors_of '<p id="a"></p><p id="A"></p><p id={x}></p><p id={x}></p><p id="a{x}"></p>')
        assert.same({}, errors_of '<p id=""></p><p id=""></p><Card id="a" /><Card id="a" />')
    end)

    it("is the same in every row of a {for}, which is a hint", function()
        assert.same(
            { "app.lua:1: the id 'row' is the same in every row; write id={…}" },
            hints_of '{for i = 1, 3 do}<p id="row"></p>{end}'
        )
        assert.same({}, hints_of '{for i = 1, 3 do}<p id="row-{i}"></p>{end}')
    end)
end)
