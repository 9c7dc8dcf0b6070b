-- lightspeed.rules: Lua patterns as a browser has them, held against what JavaScript says of them in
-- spec/walk/forms.test.mjs; and the number of a declaration.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local APP = [==[
local ls = require "lightspeed"
local t = ls.types
local One = t.form { it = t.string { pattern = %q, label = "It" } }
local view = ls.view { events = { check = One } }
function view.init() return { form = One:blank() } end
function view.update.check(m, form) m.form = form end
function view.render(m) return html[[<ls.input form={m.form} name="it" />]] end
return view
]==]

local function pattern_of(pattern)
    local app = assert(loading.app(APP:format(pattern)))
    return test.visit(app, "/"):all("input")[1].attributes.pattern
end

describe("a pattern", function()
    it("becomes one that browsers have", function()
        for pattern, expected in pairs {
            ["^%d%d%d%d%d$"] = "[0-9][0-9][0-9][0-9][0-9]",
            ["^[%w-]+$"] = "[0-9A-Za-z\\-]+",
            ["^[^%s@]+@%a+%.com$"] = "[^\\s\\@]+@[A-Za-z]+\\.com",
            ["^%D*x-$"] = "[^0-9]*x*?",
            ["^a.b?$"] = "a.b?",
            ["^[a-f0-9_]+$"] = "[a-f0-9_]+",
            ["^[]x]$"] = "[\\]x]",
            ["^{}|/$"] = "\\{\\}\\|\\/",
            ["x"] = "[^]*x[^]*",
            ["^x"] = "x[^]*",
            ["x$"] = "[^]*x",
            ["^%$$"] = "\\$",
        } do
            assert.equal(expected, pattern_of(pattern), pattern)
        end
    end)

    it("is left to the host where browsers have none such", function()
        for _, pattern in ipairs { "^(%a)%1$", "%b()", "%f[%a]x", "^é$" } do
            assert.is_nil(pattern_of(pattern), pattern)
        end
    end)
end)

describe("the number of a form", function()
    local function number_of(fields)
        local app = assert(loading.app(([==[
local ls = require "lightspeed"
local t = ls.types
local One = t.form(%s)
local view = ls.view { events = { check = One } }
function view.init() return { form = One:blank() } end
function view.update.check(m, form) m.form = form end
function view.render() return html[[<p></p>]] end
return view
]==]):format(fields)))
        return test.visit(app, "/").model.form.of
    end

    it("is the same as long as the declaration says the same", function()
        assert.equal(
            number_of '{ a = "string", b = "integer?" }',
            number_of "{ b = t.integer { optional = true }, a = t.string() }"
        )
        assert.not_equal(number_of '{ a = "string" }', number_of '{ a = "integer" }')
        assert.not_equal(number_of '{ a = "string" }', number_of "{ a = t.string { max = 3 } }")
        assert.not_equal(number_of '{ a = "string" }', number_of '{ a = "string" }, { id = "x" }')
    end)
end)
