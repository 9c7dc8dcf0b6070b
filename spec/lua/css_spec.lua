local support = require "spec.lua.support"

-- What is said of css[[ … ]], without the file's name; "" where all is well.
local function said_of(text)
    local messages = support.file_errors("local x = css[==[" .. text .. "]==]")
    for index, message in ipairs(messages) do
        messages[index] = message:match "^app.lua:(.*)$"
    end
    return table.concat(messages, " | ")
end

describe("css[[ ]]", function()
    local sound = {
        { "takes rules", "p { color: red } a:hover, b > c { margin: 0 }" },
        { "takes rules in rules", "@media print { p { a { color: red } } }" },
        { "takes nothing", "" },
        { "takes brackets in strings", [[a { content: "}" ; b: '{(' }]] },
        { "takes quotes in strings", [[a { content: "\"}" }]] },
        { "takes strings over lines", 'a { content: "x\\\ny}" }' },
        { "takes brackets in comments", "/* } */ a { /* { ' */ }" },
        { "takes brackets in addresses", "a { b: url(x{y]z) }" },
        { "takes addresses with quotes", [[a { b: URL( "a)}" ) }]] },
        { "takes escaped brackets", "a\\} { b: url(a\\)b) }" },
        { "takes names that end like url", "a { b: curl({}) }" },
        { "takes rules of many kinds", "@keyframes x { to { top: 0 } } @supports (a: b) { } @layer c;" },
        { "takes letters of all scripts", "p::before { content: '→' } .größe { }" },
    }
    for _, case in ipairs(sound) do
        it(case[1], function()
            assert.equal("", said_of(case[2]))
        end)
    end

    local wrong = {
        { "tells of a rule that is never closed", "\np {\n a: b", "2: this '{' is never closed" },
        { "tells of a bracket in it", "p { a: calc(1 + (2) }", "1: this '(' is never closed" },
        { "tells of a bracket too many", "p { }\n\n}", "3: this '}' closes nothing" },
        { "tells of a string without an end", 'p { a: "x\n }', "1: this string is never closed" },
        {
            "tells of a comment without an end",
            "p { }\n/* x",
            "2: this comment is never closed: '*/' is missing",
        },
        {
            "tells of an address without an end",
            "p { a: url(x y) }",
            "1: this url( is never closed; put quotes around the address",
        },
        {
            "tells of @import",
            "\n@import 'a.css';",
            "2: @import cannot stand here; put its CSS here, or link the file in a layout",
        },
        {
            "tells of @IMPORT",
            "@IMPORT 'a.css';",
            "1: @import cannot stand here; put its CSS here, or link the file in a layout",
        },
        {
            "tells of @charset",
            "@charset 'x';",
            "1: @charset cannot stand here; a page of Lightspeed is UTF-8",
        },
        {
            "tells of tags",
            "p { }\n</STYLE >",
            "2: '</style' cannot stand in css[[ ]]: it is CSS alone, without tags",
        },
        { "tells of bytes that are no text", "\xff", "1: this is not UTF-8" },
        { "tells of a zero byte", "a {}\n\0", "2: a zero byte cannot stand in css[[ ]]" },
        {
            "tells of all of it",
            "@import 'a';\n@import 'b';\nc {",
            "1: @import cannot stand here; put its CSS here, or link the file in a layout | "
                .. "2: @import cannot stand here; put its CSS here, or link the file in a layout | "
                .. "3: this '{' is never closed",
        },
    }
    for _, case in ipairs(wrong) do
        it(case[1], function()
            assert.equal(case[3], said_of(case[2]))
        end)
    end

    it("tells of one that is never closed", function()
        assert.same(
            { "app.lua:2: css[=[ is never closed: ]=] is missing" },
            support.file_errors "local x\nx = css[=[ p { }"
        )
    end)

    it("stays as it is in the file, beside templates", function()
        local source = "local a, b = css[[\n p { } ]],\n html[[<p></p>]]"
        assert.equal("local a, b = css[[\n p { } ]],\n html(0)", support.compile(source).text)
    end)

    it("is linear, for hostile text too", function()
        local start = os.clock()
        for _, piece in ipairs { "{", "url(", "/*", '"', "\\", "@", "(]", "url(\\" } do
            said_of(piece:rep(500000 // #piece))
        end
        assert.is_true(os.clock() - start < 5)
    end)
end)
