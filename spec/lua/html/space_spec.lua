local support = require "spec.lua.support"

describe("white space", function()
    -- the shape of the first template
    local cases = {
        { "is one space in a row", "<b>a \n\t b</b>", "<b>a b</b>" },
        { "goes at the ends of a template", "  a  ", "a" },
        { "goes at the ends of a template, beside a value too", "  {a}  ", "{t}" },
        { "goes inside block elements", "<div>  a  </div>", "<div>a</div>" },
        { "goes beside block elements", "a <div>b</div> c", "a<div>b</div>c" },
        { "goes between block elements", "<p>a</p>\n<p>b</p>", "<p>a</p><p>b</p>" },
        { "stays between inline elements", "<b>a</b>\n<i>b</i>", "<b>a</b> <i>b</i>" },
        { "stays inside inline elements", "<p>a<b> b </b>c</p>", "<p>a<b> b </b>c</p>" },
        { "stays beside values", "<p>{a} {b} c</p>", "<p>{t} {t} c</p>" },
        { "stays beside components", "<p><Any /> <Other /></p>", "<p>{t} {t}</p>" },
        {
            "goes inside a button, not beside it",
            "<p>a <button> b </button> c</p>",
            "<p>a <button>b</button> c</p>",
        },
        { "goes around a line break", "<p>a <br> b</p>", "<p>a<br>b</p>" },
        { "goes where text has no place", "<ul> <Any /> <Other /> </ul>", "<ul>{t}{t}</ul>" },
        { "is forced by a string", '<p>a{" "}</p>', "<p>a </p>" },
        { "is forced beside a block", '<b>a</b>{"  "}<p>b</p>', "<b>a</b>  <p>b</p>" },
        { "stays in <pre>", "<pre> a\n  b </pre>", "<pre> a\n  b </pre>" },
        { "stays in <pre>, around values", "<pre> {a} <b> c</b></pre>", "<pre> {t} <b> c</b></pre>" },
        { "stays in a script", "<script>\n a  b\n</script>", "<script>\n a  b\n</script>" },
        { "stays under ls-verbatim", "<p ls-verbatim> a  <b>\n</b></p>", "<p> a  <b>\n</b></p>" },
        { "of the hard sort is text", "<p>\u{a0} a</p>", "<p>\u{a0} a</p>" },
        { "around comments is one run", "<p>a <!-- x --> {-- y --} b</p>", "<p>a b</p>" },
        { "stays in attributes", '<p title=" a  b "></p>', '<p title=" a  b "></p>' },
        { "stays between text and a block", "<p>a {if x then}b{end} c</p>", "<p>a {t} c</p>" },
        { "goes between a block and an element's end", "<p> {if x then}b{end} </p>", "<p>{s}</p>" },
        { "stays between blocks with text", "<p>{if x then}a{end} {if y then}b{end}</p>", "<p>{t} {t}</p>" },
        {
            "goes between blocks of block elements",
            "<div>{if x then}<p></p>{end} {if y then}<p></p>{end}</div>",
            "<div>{t}{t}</div>",
        },
        {
            "goes between a heading and a list of rows",
            "<h1>a</h1> {for i = 1, 2 do}<p></p>{end}",
            "<h1>a</h1>{t}",
        },
        { "goes around {local}", "<p> {local a = 1} {a} </p>", "<p>{s}</p>" },
        { "goes after a doctype", "<!doctype html>\n<html></html>", "<!doctype html><html></html>" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[3], support.shape(case[2]))
        end)
    end

    -- the shape of the second template, which is that of the block
    local blocks = {
        { "stays at the edge of a branch beside text", "a{if x then} b {end}c", " b " },
        { "goes at the edge of a branch beside nothing", "{if x then} b {end}", "b" },
        { "goes at the edge of a branch beside a block element", "<p></p>{if x then} b {end}<p></p>", "b" },
        { "goes at the edge of a branch that is a block element", "a{if x then} <p></p> {end}c", "<p></p>" },
        { "stays between rows of text", "<p>{for i = 1, 2 do} {i} {end}</p>", " {t} <!---->" },
        {
            "goes between rows of block elements",
            "<div>{for i = 1, 2 do}\n<p>{i}</p>\n{end}</div>",
            "<p>{s}</p>",
        },
        { "goes between rows in a list", "<ul>{for i = 1, 2 do} <Any /> {end}</ul>", "{t}" },
        { "goes at the ends of a component's children", "<Any> b {c} </Any>", "b {t}" },
        { "looks through an {if} without {else}", "a{if x then} {if y then}b{end} {end}c", " {t} " },
    }
    for _, case in ipairs(blocks) do
        it(case[1], function()
            local result = support.compile("return html[[" .. case[2] .. "]]")
            assert.equal(case[3], support.shape_of(result.templates[2]))
        end)
    end
end)

describe("a slot", function()
    local cases = {
        { "is alone in its element", "<p>{a}</p>", "<p>{s}</p>" },
        { "is alone in its element but for white space", "<p>\n{a}\n</p>", "<p>{s}</p>" },
        { "is alone in its element but for comments", "<p>{a}<!-- b -->{-- c --}</p>", "<p>{s}</p>" },
        { "is alone though it is a block", "<p>{if a then}b{end}</p>", "<p>{s}</p>" },
        { "is alone though it is a list", "<ul>{for i = 1, 2 do}<li></li>{end}</ul>", "<ul>{s}</ul>" },
        { "is alone though it is a component", "<p><Any /></p>", "<p>{s}</p>" },
        { "is not alone beside text", "<p>a{a}</p>", "<p>a{t}</p>" },
        { "is not alone beside another", "<p>{a}{b}</p>", "<p>{t}{t}</p>" },
        { "is not alone in a template", "{a}", "{t}" },
        { "is the whole value of an attribute", "<p title={a} class={b}></p>", "<p{a:title}{a:class}></p>" },
        { "is an address", "<a href={a}>b</a>", "<a{u:href}>b</a>" },
        { "is an address when joined", '<a href="/{a}">b</a>', "<a{u:href}>b</a>" },
        {
            "is the address of an object, and of nothing else",
            "<object data={a}></object><p data={a}></p>",
            "<object{u:data}></object><p{a:data}></p>",
        },
        { "is a set of attributes", "<p id=a {b} title=c></p>", '<p id="a"{p} title="c"></p>' },
        { "has its attribute's own name", "<svg viewBox={a}></svg>", "<svg{a:viewBox}></svg>" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[3], support.shape(case[2]))
        end)
    end
end)

describe("static HTML", function()
    local cases = {
        {
            "keeps entities, and writes out a bare &",
            "<p>a &lt; b & c &eacute;</p>",
            "<p>a &lt; b &amp; c &eacute;</p>",
        },
        {
            "has its quotes made double",
            "<p title='a \"b\" & c'></p>",
            '<p title="a &quot;b&quot; &amp; c"></p>',
        },
        { "has quotes put where there were none", "<p id=a></p>", '<p id="a"></p>' },
        { "has elements closed", "<div/><br/><svg><path/></svg>", "<div></div><br><svg><path></path></svg>" },
        { "has no ls-verbatim", "<p ls-verbatim id=a>{b}</p>", '<p id="a">{b}</p>' },
        {
            "takes braces in verbatim attributes",
            "<p ls-verbatim><b a={x} c='{y}'></b></p>",
            '<p><b a="{x}" c="{y}"></b></p>',
        },
        {
            "takes scripts as they are",
            "<script>if (a < b && {}) {}</script>",
            "<script>if (a < b && {}) {}</script>",
        },
        {
            "ends a script at its own end tag",
            "<script>'</scripty>'</script >",
            "<script>'</scripty>'</script>",
        },
        { "keeps other ls-* attributes", '<b ls-click="a" ls-keep></b>', '<b ls-click="a" ls-keep></b>' },
        { "keeps upper-case letters in svg", "<svg><clipPath/></svg>", "<svg><clipPath></clipPath></svg>" },
    }
    for _, case in ipairs(cases) do
        it(case[1], function()
            assert.equal(case[3], support.shape(case[2]))
        end)
    end
end)
