-- The tests' own reader of HTML.

local html = require "lightspeed.test.html"

local function first(source)
    return html.parse(source).children[1]
end

describe("html.parse", function()
    it("reads elements, attributes and text", function()
        local element = first [[
<p id="a" class='b c' data-x=1 hidden
title="&lt;&amp;&quot;&#39;&#x41;&nbsp;&what;">x <b>y</b></p>]]
        assert.equal("p", element.tag)
        assert.same(
            { id = "a", class = "b c", ["data-x"] = "1", hidden = "", title = "<&\"'A\u{a0}&what;" },
            element.attributes
        )
        assert.equal("x ", element.children[1])
        assert.equal("b", element.children[2].tag)
        assert.equal(element, element.children[2].parent)
    end)

    it("knows elements that hold nothing", function()
        local root = html.parse '<input name="a"><br>x<img alt="">'
        assert.equal(4, #root.children)
    end)

    it("reads raw text as it stands", function()
        assert.equal("if (a < b) { '</p>' }", html.raw_text(first "<script>if (a < b) { '</p>' }</script>"))
        assert.equal("\n<b>&", html.raw_text(first "<textarea>\n\n<b>&amp;</textarea>"))
    end)

    it("passes over comments, and over the whole of a document", function()
        local root = html.parse "<!doctype html><html><body><!--0--><p><!--$-->a<!--/--></p></body></html>"
        assert.equal("a", html.text(root))
    end)

    it("forgives end tags that nobody opened, and elements that nobody closed", function()
        assert.equal("a b", html.text(html.parse "</i><div>a</b><div>b"))
    end)
end)

describe("html.inner", function()
    local inner = html.inner

    it("is the source of what stands in an element", function()
        assert.equal("<p>a</p><!--$-->b", inner('<i></i><div id="x"><p>a</p><!--$-->b</div><p>c</p>', "x"))
        assert.equal("<div>a</div>b", inner('<div><div id="x"><div>a</div>b</div></div>', "x"))
        assert.equal("", inner('<p id="x"></p>', "x"))
    end)

    it("is nothing where no element has that id", function()
        assert.is_nil(inner("<p>x</p>", "x"))
    end)
end)

describe("html.text", function()
    it("is what a person reads", function()
        assert.equal(
            "One two 3",
            html.text(html.parse "<h1>One</h1><p>  two\n <b>3</b></p><script>x</script>")
        )
        assert.equal("unbroken", html.text(html.parse "<p>un<b>bro</b>ken</p>"))
        assert.equal("", html.text(html.parse "<p hidden>x</p>"))
    end)
end)
