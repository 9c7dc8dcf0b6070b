require "spec.lua.support"
local scan = require "html.scan"

-- The templates' texts, joined by '|'.
local function found(source)
    local texts = {}
    for index, template in ipairs(scan.templates(source)) do
        texts[index] = template.stop and source:sub(template.text_start, template.text_stop - 1) or "(open)"
    end
    return table.concat(texts, "|")
end

describe("scanning Lua", function()
    local cases = {
        { "finds a template", "return html[[a]]", "a" },
        { "finds several", "f(html[[a]], html[[b]])", "a|b" },
        { "finds brackets of any level", "return html[==[a]]b]=]c]==]", "a]]b]=]c" },
        { "takes white space before the bracket", "return html \n [[a]]", "a" },
        { "takes a comment before the bracket", "return html --[[x]] [[a]]", "a" },
        { "finds one after a concatenation", "return a..html[[b]]", "b" },
        { "finds one after varargs", "return ...,html[[b]]", "b" },
        { "finds one at the very start", "html[[a]]", "a" },
        { "finds one in a table", "{html[[a]],x=html[[b]]}", "a|b" },
        { "finds one in a call's argument list", "f{html[[a]]}", "a" },
        { "finds an empty one", "html[[]]", "" },
        { "passes over strings", [=[x = "html[[a]]" .. 'html[[b]]']=], "" },
        { "passes over escaped quotes", [==[x = "\"html[[a]]" y = html[=[b]=] ]==], "b" },
        { "passes over long strings", "x = [==[ html[[a]] ]==]", "" },
        { "passes over line comments", "-- html[[a]]\nhtml[[b]]", "b" },
        { "passes over long comments", "--[=[ html[[a]] \n html[[b]] ]=] html[[c]]", "c" },
        { "passes over fields", "page.html[[a]]", "" },
        { "passes over fields with space before", "page . html[[a]]", "" },
        { "passes over methods", "page:html[[a]]", "" },
        { "passes over longer names", "myhtml[[a]] html2[[b]] html_[[c]]", "" },
        { "passes over ordinary calls", [[html"a" html'b' html("c") html[x] ]], "" },
        { "is not fooled by labels", "goto a ::a:: html[[b]]", "b" },
        { "is not fooled by numbers", "x = 1.html[[a]]", "" },
        { "survives an unfinished string", 'x = "abc\nhtml[[a]]', "a" },
        { "survives an unfinished comment", "--[=[ x\nhtml[[a]]", "a" },
        { "finds stylesheets among templates", "css[[a]] html[[b]] css[=[c]=]", "a|b|c" },
        { "passes over what is only called css", "page.css[[a]] css_[[b]] css'c'", "" },
        { "tells of a template without an end", "html[[a", "(open)" },
        { "tells of a template whose end has another level", "html[=[a]]", "(open)" },
        { "takes \\z and line ends in strings", 'x = "a\\z\n  html[[a]]" html[[b]]', "b" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[3], found(case[2]))
        end)
    end

    it("says which language it found", function()
        local languages = {}
        for index, template in ipairs(scan.templates "css[[a]] html[[b]]") do
            languages[index] = template.language
        end
        assert.same({ "css", "html" }, languages)
    end)

    it("is linear, for hostile text too", function()
        local start = os.clock()
        for _, piece in ipairs { "[[", '"\\', "'\"", "--[[", "[=[[==[", "html[[", "html ", "(", "\\'" } do
            found(piece:rep(1000000 // #piece))
        end
        assert.is_true(os.clock() - start < 5)
    end)
end)
