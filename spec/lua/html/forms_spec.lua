-- `novalidate`, which a template leaves out: what is wrong in a form whose controls know their rules, the host tells.

local support = require "spec.lua.support"

-- Everything that a file's templates say by themselves.
local function statics(template)
    local result = support.compile("function view.render(m) return html[==[" .. template .. "]==] end")
    local all = {}
    for _, one in ipairs(result.templates) do
        all[#all + 1] = support.shape_of(one)
    end
    return table.concat(all, "\n")
end

local function form_tag(template)
    return statics(template):match "<form[^>]*>"
end

local CONTROL = '<ls.input form={m.form} name="title" />'

describe("novalidate is put into", function()
    for _, case in ipairs {
        { "a form that is sent, with such a control", '<form ls-submit="save">' .. CONTROL .. "</form>" },
        { "one whose control lies deep", '<form ls-submit="save"><p><b>' .. CONTROL .. "</b></p></form>" },
        {
            "one whose control is in a condition",
            '<form ls-submit="save">{if m.a then}<p>a</p>{elseif m.b then}' .. CONTROL .. "{end}</form>",
        },
        {
            "one whose control is in another branch",
            '<form ls-submit="save">{if m.a then}<p>a</p>{else}' .. CONTROL .. "{end}</form>",
        },
        {
            "one whose controls are in a loop",
            '<form ls-submit="save">{for _, name in ipairs(m.names) do}'
                .. "<p ls-key={name}><ls.input form={m.form} name={name} /></p>{end}</form>",
        },
        {
            "one whose control is between a component's tags",
            '<form ls-submit="save"><ls.field name="a" label="A">' .. CONTROL .. "</ls.field></form>",
        },
        {
            "one whose control is in a named slot",
            '<form ls-submit="save"><Card><:foot>' .. CONTROL .. "</:foot></Card></form>",
        },
        { "a form in a component's slot", '<Card><form ls-submit="save">' .. CONTROL .. "</form></Card>" },
        {
            "a form in a loop",
            '{for i = 1, 2 do}<form ls-key={i} ls-submit="save">' .. CONTROL .. "</form>{end}",
        },
        {
            "a component of the app that is given a form",
            '<form ls-submit="save"><Mine form={m.form} /></form>',
        },
        { "a form whose submit is spelt with data-", '<form data-ls-submit="save">' .. CONTROL .. "</form>" },
        { "a form in capitals", '<FORM LS-SUBMIT="save">' .. CONTROL .. "</FORM>" },
        { "a form whose submit is an expression", "<form ls-submit={m.event}>" .. CONTROL .. "</form>" },
    } do
        it(case[1], function()
            local _, count = statics(case[2]):lower():gsub("<form[^>]* novalidate[ >]", "")
            assert.equal(1, count, statics(case[2]))
        end)
    end

    it("every such form of a template, and no other", function()
        local text = statics(
            '<form ls-submit="a">'
                .. CONTROL
                .. '</form><form ls-submit="b"><input name="b" aria-label="B"></form><form ls-submit="c">'
                .. CONTROL
                .. "</form>"
        )
        local found = {}
        for tag in text:gmatch "<form[^>]*>" do
            found[#found + 1] = tag:find "novalidate" and "yes" or "no"
        end
        assert.same({ "yes", "no", "yes" }, found)
    end)
end)

describe("it is not put into", function()
    for _, case in ipairs {
        {
            "a form whose controls are by hand",
            '<form ls-submit="save"><input name="a" aria-label="A"></form>',
        },
        { "a form that nobody sends live", '<form ls-change="check">' .. CONTROL .. "</form>" },
        { "a form that is posted", '<form method="post" action="/in">' .. CONTROL .. "</form>" },
        {
            "a form beside the controls",
            '<form ls-submit="save"><p>a</p></form><div>' .. CONTROL .. "</div>",
        },
        {
            "a form with a field that has form= as HTML has it",
            '<form ls-submit="save"><input form="other" name="a" aria-label="A"></form>',
        },
    } do
        it(case[1], function()
            assert.is_nil(form_tag(case[2]):find "novalidate", form_tag(case[2]))
        end)
    end

    it("what is no form", function()
        assert.is_nil(statics('<div ls-submit="save">' .. CONTROL .. "</div>"):find "novalidate")
    end)
end)

describe("what a form says of it itself stays", function()
    it("bare", function()
        local _, count =
            form_tag('<form ls-submit="a" novalidate>' .. CONTROL .. "</form>"):gsub("novalidate", "")
        assert.equal(1, count)
    end)

    it("as an expression", function()
        local tag = form_tag('<form ls-submit="a" novalidate={m.quiet}>' .. CONTROL .. "</form>")
        assert.is_not_nil(tag:find("{a:novalidate}", 1, true), tag)
        assert.is_nil(tag:find(" novalidate", 1, true), tag)
    end)

    it("in capitals", function()
        local tag = form_tag('<form ls-submit="a" NOVALIDATE>' .. CONTROL .. "</form>"):lower()
        local _, count = tag:gsub("novalidate", "")
        assert.equal(1, count, tag)
    end)
end)
