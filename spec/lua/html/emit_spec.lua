-- What compiled templates do when they run. The emitted Lua is executed, against a stand-in for the host.

local support = require "spec.lua.support"

local function render(template, globals)
    return (support.render(template, globals))
end

-- A global function that notes its argument and gives it back.
local function noting()
    local notes = {}
    return function(value)
        notes[#notes + 1] = value
        return value
    end, notes
end

describe("a compiled template", function()
    local cases = {
        { "gives static HTML back", "<h1>Hello</h1>", {}, "<h1>Hello</h1>" },
        { "has one name for what is kept", "<p data-ls-keep></p>", {}, "<p ls-keep></p>" },
        {
            "writes out which attributes a star means",
            '<p data-a={n} data-b="x" title={n} ls-keep-attr="Class data-*"></p>',
            { n = 7 },
            '<p data-a="7" data-b="x" title="7" ls-keep-attr="class data-* data-a data-b"></p>',
        },
        { "shows a value", "<h1>{n}</h1>", { n = 7 }, "<h1>7</h1>" },
        { "shows nothing for nil", "<p>{n}</p>", {}, "<p></p>" },
        { "shows nothing for false", "<p>{n}</p>", { n = false }, "<p></p>" },
        { "shows values between text", "<p>{a} and {b}</p>", { a = 1, b = 2 }, "<p>1 and 2</p>" },
        { "has a brace by a string", '<p>{"{"}{"}"}</p>', {}, "<p>{}</p>" },
        { "escapes a literal string", [[<p>{"<&>"}</p>]], {}, "<p>&lt;&amp;&gt;</p>" },
        {
            "takes one result of a call",
            "<p>{f()}{f()}</p>",
            {
                f = function()
                    return 1, 2
                end,
            },
            "<p>11</p>",
        },
        { "takes expressions with braces", "<p>{#{1, 2, {3}}}</p>", {}, "<p>3</p>" },
        { "takes braces in strings", [[<p>{("}"):rep(n)}</p>]], { n = 2 }, "<p>}}</p>" },
        { "takes comments in expressions", "<p>{n -- } not yet\n}</p>", { n = 1 }, "<p>1</p>" },
        { "takes long comments in expressions", "<p>{n --[[ } ]]}</p>", { n = 1 }, "<p>1</p>" },
        { "takes functions", "<p>{(function(a) return a, 2 end)(n)}</p>", { n = 1 }, "<p>1</p>" },
        { "drops comments", "<p>a<!-- {x} --><b>b</b>{-- {c} --}</p>", {}, "<p>a<b>b</b></p>" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end
end)

describe("{if}", function()
    local template = "{if a then}A{elseif b then}B{x}{else}C{end}"
    local cases = {
        { "takes the first branch", template, { a = true }, "A" },
        { "takes the second", template, { b = true, x = 1 }, "B1" },
        { "takes the last", template, {}, "C" },
        { "takes the first of two that hold", template, { a = 1, b = 1 }, "A" },
        { "does not fall through an empty branch", "{if a then}{else}C{end}", { a = true }, "" },
        {
            "does not fall through a branch that shows nothing",
            "{if a then}{x}{else}C{end}",
            { a = true },
            "",
        },
        { "shows nothing without an else", "<p>{if a then}A{end}</p>", {}, "<p></p>" },
        {
            "takes 0 and the empty string for true, as Lua does",
            '{if 0 then}A{end}{if "" then}B{end}',
            {},
            "AB",
        },
        { "nests", "{if a then}{if b then}AB{else}A{end}{else}{if b then}B{end}{end}", { a = true }, "A" },
        { "takes a condition with `and` and `or`", "{if a and nil or b then}A{else}B{end}", { b = 1 }, "A" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end

    it("asks no further once a condition holds", function()
        local note, notes = noting()
        render(
            "{if note(1) then}{note(2)}{elseif note(3) then}{note(4)}{else}{note(5)}{end}",
            { note = note }
        )
        assert.same({ 1, 2 }, notes)
    end)
end)

describe("{for}", function()
    local cases = {
        {
            "repeats",
            "<ul>{for i = 1, 3 do}<li>{i}</li>{end}</ul>",
            {},
            "<ul><li>1</li><li>2</li><li>3</li></ul>",
        },
        { "shows nothing for nothing", "<ul>{for i = 1, 0 do}<li>{i}</li>{end}</ul>", {}, "<ul></ul>" },
        {
            "takes ipairs",
            "{for _, x in ipairs(list) do}<b>{x}</b>{end}",
            { list = { "a", "b" } },
            "<b>a</b><b>b</b>",
        },
        {
            "takes any iterator",
            '{for word in ("a b"):gmatch "%a" do}<b>{word}</b>{end}',
            {},
            "<b>a</b><b>b</b>",
        },
        {
            "nests, and shadows",
            "{for i = 1, 2 do}<ul>{for j = 1, i do}<li>{i}{j}</li>{end}{for i = 7, 7 do}<li>{i}</li>{end}</ul>{end}",
            {},
            "<ul><li>11</li><li>7</li></ul><ul><li>21</li><li>22</li><li>7</li></ul>",
        },
        {
            "holds conditions",
            "{for i = 1, 3 do}{if i % 2 == 1 then}<b>{i}</b>{else}<i></i>{end}{end}",
            {},
            "<b>1</b><i></i><b>3</b>",
        },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end

    local keys = {
        { "an element", "<ul>{for i = 1, 2 do}<li ls-key={i * 10}>{i}</li>{end}</ul>" },
        { "a component", "<ul>{for i = 1, 2 do}<Item ls-key={i * 10} n={i} />{end}</ul>" },
        { "a component, after attributes", "<ul>{for i = 1, 2 do}<Item n={i} ls-key={i * 10} />{end}</ul>" },
        {
            "an element, after attributes",
            "<ul>{for i = 1, 2 do}<li id={i} ls-key={i * 10}>{i}</li>{end}</ul>",
        },
        { "an element, after others", "<ul>{for i = 1, 2 do}{i}<li ls-key={i * 10}>{i}</li>{end}</ul>" },
        {
            "an element, after a local",
            "<ul>{for i = 1, 2 do}{local k = i * 10}<li ls-key={k}>{i}</li>{end}</ul>",
        },
        {
            "an element, before a local",
            "<ul>{for i = 1, 2 do}<li ls-key={i * 10}>{local i = 0}{i}</li>{end}</ul>",
        },
    }
    for _, case in ipairs(keys) do
        it("names its rows by the ls-key of " .. case[1], function()
            local html, page = support.render(case[2], {
                Item = function(a)
                    return a.n
                end,
            })
            local rows = {}
            for _, call in ipairs(page.calls) do
                rows[#rows + 1] = call:match "^row (.*)"
            end
            assert.same({ "10", "20" }, rows)
            assert.is_nil(html:find("key", 1, true))
        end)
    end

    it("has rows without a name when there is no ls-key", function()
        local _, page = support.render "{for i = 1, 2 do}<b>{i}</b>{end}"
        assert.same({ "list 1", "html 1", "row nil", "html 1", "row nil", "html 0" }, page.calls)
    end)

    it("joins an interpolated ls-key", function()
        local _, page = support.render '{for i = 1, 1 do}<b ls-key="row-{i}">{i}</b>{end}'
        assert.equal("row row-1", page.calls[3])
    end)

    it("keeps the text of neighbouring rows apart, and only text", function()
        local function row(body)
            local result = support.compile("return html[[<p>{for i = 1, 2 do}" .. body .. "{end}</p>]]")
            return support.shape_of(result.templates[2])
        end
        assert.equal("x<!---->", row "x")
        assert.equal("a {t} b<!---->", row "a {i} b")
        assert.equal("a {t}", row "a {i}")
        assert.equal("{t} b", row "{i} b")
        assert.equal("<b>a</b>", row "<b>a</b>")
        assert.equal("a<b></b>b<!---->", row "a<b></b>b")
    end)

    it("makes a row of nothing a comment, so that it can be found again", function()
        local function row(body)
            local result = support.compile("return html[[<p>{for i = 1, 2 do}" .. body .. "{end}</p>]]")
            return support.shape_of(result.templates[2])
        end
        assert.equal("<!---->", row "")
        assert.equal("<!---->", row " \n ")
        assert.equal("<!---->", row "{local a = i}{-- nothing --}")
    end)
end)

describe("{local}", function()
    local cases = {
        { "names a value", "{local a = 1}<p>{a}</p>", {}, "<p>1</p>" },
        {
            "names several",
            "{local a, b = f()}<p>{a}{b}</p>",
            {
                f = function()
                    return 1, 2
                end,
            },
            "<p>12</p>",
        },
        {
            "leaves what stands before it alone",
            "<p>{a}</p>{local a = 2}<p>{a}</p>",
            { a = 1 },
            "<p>1</p><p>2</p>",
        },
        {
            "may be made from what it hides",
            "{local a = a + 1}{local a = a * 2}<p>{a}</p>",
            { a = 1 },
            "<p>4</p>",
        },
        {
            "is seen after its element",
            "<div><p>{local a = 1}{a}</p></div>{a}",
            { a = 7 },
            "<div><p>1</p></div>1",
        },
        { "ends with its branch", "{if true then}{local a = 1}{a}{end}{a}", { a = 7 }, "17" },
        { "is seen in a branch", "{local a = 1}{if a == 1 then}<b>{a}</b>{end}", {}, "<b>1</b>" },
        {
            "is made anew in each row",
            "{for i = 1, 2 do}<b>{x}</b>{local x = i * i}<i>{x}</i>{end}",
            { x = "-" },
            "<b>-</b><i>1</i><b>-</b><i>4</i>",
        },
        { "is constant where it says so", "{local a <const> = 1}<p>{a}</p>", {}, "<p>1</p>" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end

    it("keeps the order in which things were written", function()
        local note, notes = noting()
        local template =
            [[<p id={note(1)}>{note(2)}</p>{local a = note(3)}<b>{note(4)}</b>{if note(5) then}{note(6)}{end}
            {local b = note(7)}{note(8)}]]
        render(template, { note = note })
        assert.same({ 1, 2, 3, 4, 5, 6, 7, 8 }, notes)
    end)
end)

describe("many slots", function()
    local function many(count, local_after)
        local parts = {}
        for index = 1, count do
            parts[index] = ("<b>{v[%d]}</b>"):format(index)
            if local_after and index % local_after == 0 then
                parts[index] = parts[index] .. ("{local v%d = 1}"):format(index)
            end
        end
        return table.concat(parts)
    end
    local function values(count)
        local list, expected = {}, {}
        for index = 1, count do
            list[index] = index
            expected[index] = ("<b>%d</b>"):format(index)
        end
        return { v = list }, table.concat(expected)
    end

    for _, count in ipairs { 99, 100, 101, 200, 201, 345, 1000 } do
        it(("work: %d"):format(count), function()
            local globals, expected = values(count)
            assert.equal(expected, render(many(count), globals))
        end)

        it(("work with locals between: %d"):format(count), function()
            local globals, expected = values(count)
            assert.equal(expected, render(many(count, count // 9), globals))
        end)
    end

    it("go by the hundred", function()
        local globals = values(250)
        local _, page = support.render(many(250), globals)
        assert.same({ "more", "more", "html 0" }, page.calls)
        _, page = support.render(many(100), globals)
        assert.same({ "html 0" }, page.calls)
    end)

    it("work in branches in branches, beyond Lua's registers", function()
        local template = ""
        for _ = 1, 6 do
            template = "<div>" .. many(90) .. "{if true then}" .. template .. "{end}</div>"
        end
        local globals, expected = values(90)
        local wanted = ""
        for _ = 1, 6 do
            wanted = "<div>" .. expected .. wanted .. "</div>"
        end
        assert.equal(wanted, render(template, globals))
    end)

    it("work in one attribute", function()
        local parts = {}
        for index = 1, 450 do
            parts[index] = ("{v[%d]}"):format(index)
        end
        local globals = values(450)
        local joined = table.concat(globals.v)
        assert.equal(
            ('<p title="%s"></p>'):format(joined),
            render('<p title="' .. table.concat(parts) .. '"></p>', globals)
        )
    end)

    it("work in nested blocks as deep as a page gets", function()
        local template, depth = "<b>{i}</b>", 30
        for _ = 1, depth do
            template = "{for i = 1, 1 do}" .. template .. "{end}"
        end
        assert.equal("<b>1</b>", render(template))
    end)
end)

describe("an attribute", function()
    local cases = {
        { "is bare when true", "<input checked={a}>", { a = true }, "<input checked>" },
        { "is absent when false", "<input checked={a}>", { a = false }, "<input>" },
        { "is escaped", "<p title={a}></p>", { a = '"<' }, '<p title="&quot;&lt;"></p>' },
        { "is joined", '<p title="a {x} b"></p>', { x = 1 }, '<p title="a 1 b"></p>' },
        { "joins nothing for nil", '<p title="a{x}b"></p>', {}, '<p title="ab"></p>' },
        { "joins a single part", '<p title="{x}"></p>', { x = 1 }, '<p title="1"></p>' },
        {
            "has its entities escaped once",
            '<p title="&lt;{x}&amp;"></p>',
            { x = "&" },
            '<p title="&lt;&amp;&amp;"></p>',
        },
        { "takes quotes in its expressions", [[<p title="{("x"):rep(2)}"></p>]], {}, '<p title="xx"></p>' },
        { "is spread", "<p {a} id=x></p>", { a = { title = "t", b = true } }, '<p b title="t" id="x"></p>' },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end
end)

describe("class={…}", function()
    local cases = {
        {
            "lists what holds",
            '<p class={"task", done = d, ["x-y"] = e}></p>',
            { d = true },
            '<p class="task done"></p>',
        },
        { "keeps the order", '<p class={b = 1, "a", c = 1}></p>', {}, '<p class="b a c"></p>' },
        { "takes expressions", "<p class={k, m}></p>", { m = "m" }, '<p class="m"></p>' },
        { "takes one expression", '<p class={x and "a"}></p>', { x = true }, '<p class="a"></p>' },
        { "is absent when nothing holds", "<p class={a = false}></p>", {}, "<p></p>" },
        { "may be empty", "<p class={}></p>", {}, "<p></p>" },
        { "takes commas in calls", '<p class={f(1, 2), "z"}></p>', { f = math.max }, '<p class="2 z"></p>' },
        {
            "takes commas in functions",
            '<p class={(function() local a, b = "q", 1; if a then return a, b end end)(), "z"}></p>',
            {},
            '<p class="q z"></p>',
        },
        { "takes semicolons and a last comma", '<p class={"a"; "b",}></p>', {}, '<p class="a b"></p>' },
        { "takes a computed name", '<p class={[k .. "x"] = true}></p>', { k = "k" }, '<p class="kx"></p>' },
        { "takes one name", "<p class={a = x}></p>", { x = 1 }, '<p class="a"></p>' },
        { "takes one name in brackets", '<p class={["a-b"] = x}></p>', { x = 1 }, '<p class="a-b"></p>' },
        { "leaves one name away", '<p class={["a-b"] = x}></p>', { x = false }, "<p></p>" },
        { "takes a text and a name", '<p class={"t", a = x}></p>', { x = 1 }, '<p class="t a"></p>' },
        { "takes a text without the name", '<p class={"t", a = x}></p>', {}, '<p class="t"></p>' },
        { "leaves one expression away", '<p class={x and "a"}></p>', { x = false }, "<p></p>" },
        { "takes either of two", '<p class={x and "a" or y and "b"}></p>', { y = 1 }, '<p class="b"></p>' },
        {
            "takes a call before an and",
            '<p class={f(x or y) and "a"}></p>',
            { f = type },
            '<p class="a"></p>',
        },
        { "has no name that is none", '<p class={[""] = x}></p>', { x = 1 }, "<p></p>" },
        { "has no text that is none", '<p class={x and ""}></p>', { x = 1 }, "<p></p>" },
        { "has no text before a name that is none", '<p class={"", a = x}></p>', {}, "<p></p>" },
        { "tells == from =", "<p class={a == 1 and k}></p>", { a = 1, k = "k" }, '<p class="k"></p>' },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end
end)

describe("style={…}", function()
    local cases = {
        {
            "joins",
            '<p style={width = w .. "%", color = "red"}></p>',
            { w = 5 },
            '<p style="width: 5%; color: red"></p>',
        },
        {
            "writes hyphens for underscores",
            "<p style={font_size = 1}></p>",
            {},
            '<p style="font-size: 1"></p>',
        },
        { "takes custom properties", '<p style={["--x"] = y}></p>', { y = 1 }, '<p style="--x: 1"></p>' },
        { "leaves out what is nil", "<p style={a = 1, b = y}></p>", {}, '<p style="a: 1"></p>' },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end
end)

describe("<textarea> and <title>", function()
    local cases = {
        {
            "are static without values",
            "<textarea> a &amp; b\n<c> </textarea>",
            {},
            "<textarea> a &amp; b\n&lt;c> </textarea>",
        },
        {
            "join text and values",
            "<title>a &amp; {x} - {y}</title>",
            { x = "<", y = 2 },
            "<title>a &amp; &lt; - 2</title>",
        },
        {
            "keep white space in a textarea",
            "<textarea> a\n {x} </textarea>",
            { x = 1 },
            "<textarea> a\n 1 </textarea>",
        },
        {
            "drop the line feed that a browser drops",
            "<textarea>\n{x}</textarea>",
            { x = 1 },
            "<textarea>1</textarea>",
        },
        { "stand in svg", "<svg><title>{x}</title></svg>", { x = 1 }, "<svg><title>1</title></svg>" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[4], render(case[2], case[3]))
        end)
    end

    it("have one slot, of their own kind", function()
        assert.equal("<textarea>{r}</textarea>", support.shape "<textarea>{a}{b} c</textarea>")
        assert.equal("<title>{r}</title>", support.shape "<title>{a} · b</title>")
    end)
end)

describe("a component", function()
    local function given(template, globals)
        local got
        globals = globals or {}
        globals.Badge = function(attributes, slot)
            got = { attributes = attributes, slot = slot }
            return "badge"
        end
        globals.ls = { input = globals.Badge }
        local html = render(template, globals)
        return got.attributes, got.slot, html
    end

    local cases = {
        { "no attributes", "<Badge />", {}, {} },
        {
            "all forms of attributes",
            '<Badge a="x" b=y c={1 + 1} d />',
            {},
            { a = "x", b = "y", c = 2, d = true },
        },
        {
            "names that are no names in Lua",
            '<Badge aria-label="x" end="y" ls-click=z />',
            {},
            {
                ["aria-label"] = "x",
                ["end"] = "y",
                ["ls-click"] = "z",
            },
        },
        { "interpolated strings", '<Badge a="n {x}" />', { x = 1 }, { a = "n 1" } },
        {
            "characters for entities",
            '<Badge a="&lt;&eacute;" b="&amp;{x}" />',
            { x = 1 },
            { a = "<é", b = "&1" },
        },
        { "line feeds in strings", '<Badge a="x\ny" />', {}, { a = "x\ny" } },
        { "a class as one string", '<Badge class={"a", b = true} />', {}, { class = "a b" } },
        {
            "what is spread, in order",
            "<Badge a={1} {t} b={2} />",
            { t = { a = 3, b = 3, c = 3 } },
            {
                a = 3,
                b = 2,
                c = 3,
            },
        },
        { "several spreads", "<Badge {t} {u} />", { t = { a = 1, b = 1 }, u = { b = 2 } }, { a = 1, b = 2 } },
        { "no ls-key", "{for i = 1, 1 do}<Badge a={1} ls-key={i} b={2} />{end}", {}, { a = 1, b = 2 } },
        { "attributes under a dotted name", "<ls.input a={1} />", {}, { a = 1 } },
        {
            "functions whole",
            "<Badge n={select('#', f())} />",
            {
                f = function()
                    return 1, 2
                end,
            },
            { n = 2 },
        },
    }
    for _, case in ipairs(cases) do
        it("gets " .. case[1], function()
            local attributes, slot = given(case[2], case[3])
            assert.same(case[4], attributes)
            assert.is_nil(slot())
        end)
    end

    it("stands alone as a template", function()
        local _, _, html = given "<Badge />"
        assert.equal("badge", html)
        assert.equal("{t}", support.shape "<Badge />")
    end)

    it("gives one value", function()
        local html = render("<p><Two /><Two /></p>", {
            Two = function()
                return 1, 2
            end,
        })
        assert.equal("<p>11</p>", html)
    end)

    it("gets its children as a function, none for blanks and comments", function()
        local _, slot = given "<Badge>  {-- nothing --} </Badge>"
        assert.is_nil(slot.default)
        _, slot = given "<Badge>x</Badge>"
        assert.is_function(slot.default)
    end)

    it("shows its children where it likes, as often as it likes", function()
        local source = [==[
            local function Card(a, slot)
                return html[[<section><h2>{a.title}</h2>{slot()}{slot()}</section>]]
            end
            local n = 0
            local function count() n = n + 1 return n end
            return html[[<Card title="t"><b>{count()}</b>{local x = count()}<i>{x}</i></Card>]]
        ]==]
        local html = support.render_file(source)
        assert.equal("<section><h2>t</h2><b>1</b><i>2</i><b>3</b><i>4</i></section>", html)
    end)

    it("nests", function()
        local source = [==[
            local function Box(a, slot) return html[[<div id={a.id}>{slot()}</div>]] end
            return html[[<Box id="a"><Box id="b">{for i = 1, 2 do}<Box id={i} ls-key={i} />{end}</Box></Box>]]
        ]==]
        local html = support.render_file(source)
        assert.equal('<div id="a"><div id="b"><div id="1"></div><div id="2"></div></div></div>', html)
    end)

    it("has its attributes made in order, the key among them", function()
        local note, notes = noting()
        render(
            "{for i = 1, 1 do}{note(1)}<Item a={note(2)} ls-key={note(3)} b={note(4)}>{note(0)}</Item>{end}",
            {
                note = note,
                Item = tostring,
            }
        )
        assert.same({ 1, 2, 3, 4 }, notes)
    end)
end)

describe("a slot", function()
    local components = [==[
        local function Card(a, slots)
            return html[[<section>{slots()}{if slots.actions then}<footer>{slots.actions()}</footer>{end}</section>]]
        end
        local function Table(a, slots)
            return html[[
                <table>
                    <thead><tr>{for _, col in ipairs(slots.col) do}<th>{col.label}</th>{end}</tr></thead>
                    <tbody>{for i, row in ipairs(a.rows) do}
                        <tr>{for _, col in ipairs(slots.col) do}<td class={col.class}>{col(row, i)}</td>{end}</tr>
                    {end}</tbody>
                </table>
            ]]
        end
        local function Each(a, slots)
            return html[[<ul>{for i, v in ipairs(a.of) do}<li>{slots(v, i)}</li>{end}</ul>]]
        end
    ]==]

    local function shown(template)
        return (support.render_file(components .. "return html[==[" .. template .. "]==]"))
    end

    it("is shown where the component calls it, beside the default content", function()
        assert.equal(
            "<section><p>x</p><footer><b>y</b></footer></section>",
            shown "<Card><:actions><b>y</b></:actions><p>x</p></Card>"
        )
    end)

    it("is nil where it was not given", function()
        assert.equal("<section>x</section>", shown "<Card>x</Card>")
        assert.equal("<section></section>", shown "<Card />")
    end)

    it("leaves no default content where there is nothing else", function()
        assert.equal(
            "<section><footer>y</footer></section>",
            shown "<Card>\n <:actions>y</:actions>\n </Card>"
        )
    end)

    it("given several times is shown in order", function()
        assert.equal(
            "<section><footer>123</footer></section>",
            shown "<Card><:actions>1</:actions><:actions>{2}</:actions><:actions>3</:actions></Card>"
        )
    end)

    it("receives values under the names of let, and brings its attributes", function()
        assert.equal(
            '<table><thead><tr><th>Name</th><th>No</th></tr></thead><tbody><tr><td class="wide">a</td><td>1</td>'
                .. '</tr><tr><td class="wide">b</td><td>2</td></tr></tbody></table>',
            shown [[
                <Table rows={{ { n = "a" }, { n = "b" } }}>
                    <:col label="Name" class="wide" let="row">{row.n}</:col>
                    <:col label={"N" .. "o"} let="_, i">{i}</:col>
                </Table>]]
        )
    end)

    it("spreads attributes", function()
        assert.equal(
            "<table><thead><tr><th>L</th></tr></thead><tbody></tbody></table>",
            shown "<Table rows={{}}><:col {{ label = 'x' }} label='L' /></Table>"
        )
    end)

    it("is the default content too, with let on the component", function()
        assert.equal(
            "<ul><li>1a</li><li>2b</li></ul>",
            shown [[<Each of={{"a", "b"}} let="v, i">{i}{v}</Each>]]
        )
    end)

    it("holds components with slots of their own", function()
        assert.equal(
            "<section><footer><section>in<footer>deep</footer></section></footer></section>",
            shown "<Card><:actions><Card>in<:actions>deep</:actions></Card></:actions></Card>"
        )
    end)

    it("keeps its lines", function()
        local result =
            support.compile "return html[==[<Card>\n<:a>\n{x}</:a>\n<:b let='y'>\n{y}</:b></Card>]==]"
        local lines = {}
        for line in (result.text .. "\n"):gmatch "(.-)\n" do
            lines[#lines + 1] = line
        end
        assert.is_truthy(lines[3]:find("(x)", 1, true))
        assert.is_truthy(lines[5]:find("(y)", 1, true))
    end)
end)

describe("a table", function()
    local function gives(says, html, template)
        it(says, function()
            assert.equal(html, render(template, { x = true }))
        end)
    end

    gives(
        "gets the body that a browser would put around its rows",
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        "<table>\n<tr><td>1</td></tr>\n</table>"
    )
    gives(
        "gets it around rows of blocks too, and around each run of rows",
        "<table><caption>c</caption><tbody><tr></tr><tr></tr><tr></tr></tbody><tfoot></tfoot>"
            .. "<tbody><tr></tr></tbody></table>",
        "<table><caption>c</caption>{if x then}<tr></tr>{end}{for i = 1, 2 do}<tr></tr>{end}<tfoot></tfoot>"
            .. "<tr></tr></table>"
    )
    gives(
        "keeps the bodies that are written, in every branch",
        "<table><tbody><tr></tr></tbody></table>",
        "<table>{if x then}<tbody><tr></tr></tbody>{else}<thead></thead>{end}</table>"
    )
    gives(
        "in a table and in a slot is looked after as well",
        "<table><tbody><tr><td><table><tbody><tr></tr></tbody></table></td></tr></tbody></table>",
        "<table><tr><td><table><tr></tr></table></td></tr></table>"
    )
end)

describe("templates in expressions", function()
    it("are compiled too", function()
        local html = render("<p>{wrap(html[[<b>{x}</b>]])}</p>", {
            x = 1,
            wrap = function(handle)
                return handle
            end,
        })
        assert.equal("<p><b>1</b></p>", html)
    end)

    it("see the locals of the template around", function()
        local html =
            render("{local a = 5}{for i = 1, 2 do}{(function() return html[[<b>{a}{i}</b>]] end)()}{end}")
        assert.equal("<b>51</b><b>52</b>", html)
    end)

    it("keep their line", function()
        local result = support.compile "return html[==[\n<p>\n{f(html[[\n<b>{x}</b>]])}</p>]==]"
        assert.equal(3, result.templates[2].line)
        assert.is_truthy(result.text:find("^[^\n]*\n\n[^\n]*f%([^\n]*\n[^\n]*x"))
    end)
end)
