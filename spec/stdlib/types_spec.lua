-- ls.types: a type is a description; a slip in one is told at its line, by the constructor or by the schema.

local loading = require "spec.support.loading"

local FORM = [[
local ls = require "lightspeed"
local t = ls.types
local view = ls.view { events = { save = { it = %s } } }
function view.update.save() end
function view.render() end
return view
]]

local function error_of(type)
    return loading.error_of(FORM:format(type))
end

local function loads(type)
    local app, text = loading.app(FORM:format(type))
    assert(app, text):close()
end

describe("a type", function()
    it("is a name, a t.… or a table of fields", function()
        for _, type in ipairs {
            '"integer"',
            '"integer?"',
            "{}",
            '{ a = "string", b = { c = "number" } }',
            't.list("integer")',
            "t.any()",
            't.map({ n = "integer" })',
            't.record({ n = "date?" })',
            "t.string { trim = true, min = 1, max = 80 }",
            't.enum { "a", "b", default = "a" }',
            't.list("string", { max = 3 })',
            't.string { pattern = "^%w+$", optional = true, label = "Name" }',
        } do
            loads(type)
        end
        assert.equal(
            'app.lua:3: save.it: a type is a name like "integer", a t.… or a table of fields, not a number',
            error_of "3"
        )
        assert.equal(
            'app.lua:3: save.it: a type is a name like "integer", a t.… or a table of fields, not a function',
            error_of "function() end"
        )
    end)

    it("is one that there is", function()
        assert.equal("app.lua:3: t.strng does not exist; did you mean 'string'?", error_of "t.strng {}")
        assert.equal(
            "app.lua:3: save.it: no such type 'intger'; did you mean 'integer'?",
            error_of '"intger"'
        )
    end)

    it("names its fields", function()
        assert.equal("app.lua:3: save.it: a field needs a name: { name = integer }", error_of '{ "integer" }')
    end)

    it("has the options it has", function()
        assert.equal(
            "app.lua:3: t.integer has no option 'mn'; did you mean 'min'?",
            error_of "t.integer { mn = 1 }"
        )
        assert.equal("app.lua:3: t.boolean has no option 'min'", error_of "t.boolean { min = 1 }")
        assert.equal(
            "app.lua:3: t.enum has no option 'defalt'; did you mean 'default'?",
            error_of 't.enum { "x", defalt = "x" }'
        )
        assert.equal(
            "app.lua:3: t.list has no option 'mni'; did you mean 'min'?",
            error_of 't.list("integer", { mni = 1 })'
        )
        assert.equal("app.lua:3: t.integer takes a table of options, not a number", error_of "t.integer(3)")
    end)

    it("says what a choice, a list and a map are of", function()
        assert.equal('app.lua:3: t.enum takes its values: t.enum { "a", "b" }', error_of "t.enum {}")
        assert.equal("app.lua:3: t.enum: value 1 is a number, not a string", error_of "t.enum { 1 }")
        assert.equal("app.lua:3: t.list takes the type of what is in it", error_of "t.list()")
        assert.equal("app.lua:3: t.map takes the type of what is in it", error_of "t.map()")
    end)

    it("holds together", function()
        for type, wording in pairs {
            ['t.string { pattern = "[" }'] = "pattern",
            ['t.integer { default = "x" }'] = "default",
            ["t.integer { min = 3, max = 1 }"] = "min",
        } do
            local text = error_of(type)
            assert.equal("app.lua:3: save.it", text:match "^app%.lua:%d+: save%.it")
            assert.is_truthy(text:find(wording, 1, true), text)
        end
    end)
end)
