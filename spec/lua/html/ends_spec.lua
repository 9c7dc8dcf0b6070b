-- What HTML lets people write in short, and what tutorials do: end tags that are left out, tags in capitals,
-- patterns.

local support = require "spec.lua.support"

local function render(template, globals)
    return (support.render(template, globals))
end

describe("an end tag that is left out", function()
    local function gives(says, html, template)
        it(says, function()
            assert.equal(html, render(template, { x = true }))
        end)
    end

    gives("of an item, is where the next one begins", "<ul><li>a</li><li>b</li></ul>", "<ul><li>a<li>b</ul>")
    gives(
        "of an item with a list in it, is its own",
        "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
        "<ol><li>a<ul><li>b</ul><li>c</ol>"
    )
    gives("of a term", "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>", "<dl><dt>a<dd>b<dd>c</dl>")
    gives(
        "of an option or a group",
        '<select><option>a</option><optgroup label="l"><option>b</option></optgroup></select>',
        "<select><option>a<optgroup label=l><option>b</select>"
    )
    gives(
        "of rows and cells and their groups",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        "<table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2</table>"
    )
    gives(
        "in a table in a table",
        "<table><tbody><tr><td><table><tbody><tr><td>1</td></tr></tbody></table></td><td>2</td></tr></tbody></table>",
        "<table><tr><td><table><tr><td>1</table><td>2</table>"
    )
    gives("of a column's group", "<table><colgroup><col></colgroup></table>", "<table><col></table>")
    gives("of what is read beside ruby", "<ruby>a<rp>(</rp><rt>b</rt></ruby>", "<ruby>a<rp>(<rt>b</ruby>")

    it("is asked for where a block or a template ends", function()
        assert.same(
            { "app.lua:1: '{end}' inside <li>, which is still open" },
            support.errors "<ul>{if x then}<li>a{end}</ul>"
        )
        assert.same({ "app.lua:1: <li> is never closed: </li> is missing" }, support.errors "<li>a")
    end)

    it("is asked for of everything else", function()
        for _, name in ipairs { "p", "div", "b", "section" } do
            assert.same({
                ("app.lua:1: </main> does not match <%s> opened on line 1"):format(name),
            }, support.errors(("<main><%s>a</main>"):format(name)))
        end
    end)
end)

describe("a pattern", function()
    it("has braces of its own, that repeat", function()
        assert.equal('<input pattern="[a-z]{2,}-[0-9]{3}">', render '<input pattern="[a-z]{2,}-[0-9]{3}">')
        assert.equal('<input pattern="x{3}[ab]">', render('<input pattern="x{3}{x}">', { x = "[ab]" }))
    end)
end)

describe("a capital letter", function()
    it("means an element as HTML was once written, where the file has nothing of that name", function()
        assert.equal(
            "<table><tbody><tr><td>1<br></td></tr></tbody></table>",
            render "<TABLE><TR><TD>1<BR></TABLE>"
        )
        assert.equal("<p><b>x</b></p>", (support.render_file "return html[==[<P><B>x</B></P>]==] -- not b"))
    end)

    it("means a component wherever the file has that name", function()
        local source = 'local TR = function() return "row" end return html[==[<p><TR /></p>]==]'
        assert.equal("<p>row</p>", (support.render_file(source)))
    end)
end)
