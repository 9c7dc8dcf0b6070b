-- The tests' own CSS selectors.

local html = require "lightspeed.test.html"
local selector = require "lightspeed.test.selector"

local PAGE = html.parse [[
<main id="top"><ul class="list big"><li class="item done" data-n="1">a</li><li class="item">b<em>c</em></li></ul>
<form><input name="title" type="text"><input type="checkbox" checked></form><p><em>d</em></p></main>]]

local function count(source)
    return #selector.all(PAGE, source)
end

describe("a selector", function()
    it("means tags, ids, classes and attributes", function()
        for source, expected in pairs {
            ["*"] = 10,
            li = 2,
            ["#top"] = 1,
            [".item"] = 2,
            ["li.item.done"] = 1,
            [".big.list"] = 1,
            [".ite"] = 0,
            ["[checked]"] = 1,
            ["input[name=title]"] = 1,
            ['input[name="title"]'] = 1,
            ["[name='nope']"] = 0,
            ["[data-n^='1']"] = 1,
            ["[class~=done]"] = 1,
            ["[class*=ite]"] = 2,
            ["[class$=done]"] = 1,
            ["LI"] = 2,
            ["main#top"] = 1,
            ["li#top"] = 0,
        } do
            assert.equal(expected, count(source), source)
        end
    end)

    it("means what stands in something", function()
        assert.equal(2, count "main em")
        assert.equal(1, count "ul em")
        assert.equal(1, count "li > em")
        assert.equal(0, count "main > em")
        assert.equal(1, count "main > ul > li em")
        assert.equal(0, count "ul > em")
        assert.equal(1, count "main>p>em")
    end)

    it("means any of several", function()
        assert.equal(3, count "li, form")
        assert.equal(2, count "li, .item")
    end)

    it("is refused where it is none", function()
        for _, source in ipairs { "", ">", "li >", "li:first-child", "[a", "a,,b", "#", "a + b", "×" } do
            assert.is_false(selector.is_one(source), source)
        end
        assert.has_error(function()
            selector.all(PAGE, "li:hover")
        end, "the selector 'li:hover' is not understood from ':hover' on")
    end)
end)
