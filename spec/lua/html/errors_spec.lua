-- Everything that is refused when a file loads, in the words in which it is refused.

local support = require "spec.lua.support"

-- Each case: template, and its errors without "app.lua:1: ".
local function refuses(cases)
    for _, case in ipairs(cases) do
        it("refuses " .. case[1]:gsub("\n", "\\n"), function()
            local expected = {}
            for index = 2, #case do
                expected[index - 1] = case[index]:find "^app%.lua" and case[index]
                    or "app.lua:1: " .. case[index]
            end
            assert.same(expected, support.errors(case[1]))
        end)
    end
end

local function accepts(cases)
    for _, case in ipairs(cases) do
        it("accepts " .. case:gsub("\n", "\\n"), function()
            assert.same({}, support.errors(case))
        end)
    end
end

describe("an expression", function()
    refuses {
        { "{m.n +}", "not a Lua expression: {m.n +}  (unexpected symbol near <eof>)" },
        { "<p title={m.n +}></p>", "not a Lua expression: {m.n +}  (unexpected symbol near <eof>)" },
        { '<p title="a {m.n +}"></p>', "not a Lua expression: {m.n +}  (unexpected symbol near <eof>)" },
        { "<p class={'a', b = }></p>", "not a Lua expression: {b = }  (a value is missing)" },
        { "<p class={a,,b}></p>", "not a Lua expression: {}  (a value is missing)" },
        { "{if a + then}x{end}", "not a Lua expression: {if a + then}  (unexpected symbol near <eof>)" },
        { "{for x y do}x{end}", "not a Lua expression: {for x y do}  ('=' or 'in' expected near 'y')" },
        { "{for x in do}x{end}", "not a Lua expression: {for x in do}  (unexpected symbol near 'do')" },
        { "{local a = +}", "not a Lua expression: {local a = +}  (unexpected symbol near '+')" },
        { "{local a = }", "not a Lua expression: {local a =}  (a value is missing)" },
        { "{}", "not a Lua expression: {}  (a value is missing)" },
        { "{a, b}", "not a Lua expression: {a, b}  (one value is expected here)" },
        { "{a;}", "not a Lua expression: {a;}  (one value is expected here)" },
        { "{a = 1}", "not a Lua expression: {a = 1}  (<eof> expected near '=')" },
        { "{a) + (b}", "not a Lua expression: {a) + (b}  (<eof> expected near ')')" },
        { "{it's}", "not a Lua expression: {it's}  (unfinished string near <eof>)" },
        { "{a\n  b}", "app.lua:2: not a Lua expression: {a b}  (<eof> expected near 'b')" },
        {
            "{" .. ("aé"):rep(30) .. " +}",
            "not a Lua expression: {aéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéa…}  (<eof> expected near '<\\195>')",
        },
        { "{local x}", "'{local …}' is written {local name = value}" },
        { "{local function f() end}", "'{local …}' is written {local name = value}" },
        { "{while a do}", "'{while …}' is no block; there are {if}, {for} and {local}" },
        { "{return a}", "'{return …}' is no block; there are {if}, {for} and {local}" },
        { "<p>{a</p>", "this '{' is never closed" },
        { "<p title={a></p>", "this '{' is never closed" },
        { "{-- a", "this comment is never closed: '--}' is missing" },
        { "a } b", "this '}' closes nothing; a literal brace is {\"}\"}" },
    }

    it("that ']]' cut short is explained, with the bracket to write", function()
        assert.same({
            "app.lua:2: this '{' is never closed; ']]' ended the template early, write html[=[ … ]=] instead",
        }, support.file_errors "return html[[\n<p>{t[u[1]]}</p>]]")
        assert.same({
            "app.lua:1: this '{' is never closed; ']=]' ended the template early, write html[==[ … ]==] instead",
        }, support.file_errors "return html[=[{t[x[=[a]=]]}]=]")
    end)

    refuses {
        {
            "{if a then}{...}{end}",
            "'...' cannot be used inside a block of a template; name it before: local a, b = ...",
        },
        {
            "{for i = 1, ... do}x{end}",
            "'...' cannot be used inside a block of a template; name it before: local a, b = ...",
        },
        {
            "<Badge>{select('#', ...)}</Badge>",
            "'...' cannot be used inside a block of a template; name it before: local a, b = ...",
        },
        {
            "<p>{...}</p>{local a = 1}",
            "'...' cannot be used in a template with {local}; name it before: local a, b = ...",
        },
        { "<Badge {...props} />", "attributes are spread by {props}, without dots" },
    }
    accepts {
        "{...}",
        "{for i = 1, 2 do}{f(function(...) return ... end)}{end}",
        "{for i = 1, 2 do}{'...'}{end}",
    }
end)

describe("a block", function()
    refuses {
        { "{if x}a{end}", "'{if …}' needs 'then':  {if x then}" },
        { "{if x then}a{elseif y}b{end}", "'{elseif …}' needs 'then':  {elseif y then}" },
        { "{for x in y}a{end}", "'{for …}' needs 'do':  {for x in y do}" },
        { "{if x then}a", "'{if …}' is never closed: {end} is missing" },
        { "{for x in y do}a", "'{for …}' is never closed: {end} is missing" },
        { "a{end}", "'{end}' without '{if …}' or '{for …}'" },
        { "a{else}", "'{else}' without '{if …}'" },
        { "{elseif x then}", "'{elseif}' without '{if …}'" },
        { "{for i = 1, 2 do}{else}{end}", "'{else}' belongs to '{if …}', not to '{for …}'" },
        { "{for i = 1, 2 do}{elseif x then}{end}", "'{elseif}' belongs to '{if …}', not to '{for …}'" },
        { "{if x then}{else}{else}{end}", "'{else}' after '{else}'" },
        { "{if x then}{else}{elseif y then}{end}", "'{elseif}' after '{else}'" },
        { "{if x then}{else if y then}{end}", "'{else}' takes nothing more; write {elseif … then}" },
        { "{if x then}{end if}", "'{end}' takes nothing more" },
        { "<ul>{if x then}<li>{end}</li></ul>", "'{end}' inside <li>, which is still open" },
        { "{if x then}<li><b>{else}</b></li>{end}", "'{else}' inside <b>, which is still open" },
        { "<li>{if x then}</li>{end}", "</li> inside '{if …}' of line 1, which is still open" },
        {
            "<p {if x then}class=a{end}></p>",
            "'{if …}' cannot stand inside a tag; use name={condition and value}",
            "'{end …}' cannot stand inside a tag; use name={condition and value}",
        },
        {
            '<p title="{if x then}a"></p>',
            "'{if …}' cannot stand inside a tag; use name={condition and value}",
        },
        {
            "<textarea>{if x then}</textarea>",
            "'{if …}' cannot stand in <textarea>; use {condition and value}",
        },
    }
end)

describe("a tag", function()
    refuses {
        { "<p>", "<p> is never closed: </p> is missing" },
        {
            "<div>\n<p>",
            "<div> is never closed: </div> is missing",
            "app.lua:2: <p> is never closed: </p> is missing",
        },
        {
            "\n<p></div>",
            "app.lua:2: </div> does not match <p> opened on line 2",
            "app.lua:2: <p> is never closed: </p> is missing",
        },
        { "<div>\n<p>\n</div>", "app.lua:3: </div> does not match <p> opened on line 2" },
        { "<div><p><b></div>", "</div> does not match <b> opened on line 1" },
        { "<div><p></div></p>", "</div> does not match <p> opened on line 1" },
        { "</p>", "</p> has no start tag" },
        { "<br></br>", "<br> has no content, so </br> cannot be" },
        { "<p", "the tag <p> is never finished: '>' is missing" },
        { "<p <b></b></p>", "'<' inside the tag <p>; its '>' is missing" },
        { "<p></p <b></b>", "</p lacks its '>'" },
        { "<p } ></p>", "unexpected '}' in the tag <p>" },
        { '<p é=1 "></p>', "unexpected '\"' in the tag <p>" },
        { "<p title=></p>", "the value of 'title' is missing; write title=\"…\" or title={…}" },
        { '<p title="a></p>', 'this " is never closed' },
        { "<p title='a></p>", "this ' is never closed" },
        { '<p title="a {x}></p>', 'this " is never closed' },
        { "a < b", "this '<' begins no tag; write &lt;" },
        { "<>a</>", "this '<' begins no tag; write &lt;" },
        { "<!-- a", "this comment is never closed: '-->' is missing" },
        { "<![CDATA[x>", "'<!' begins nothing that a template can hold; a comment is <!-- … -->" },
        { "<?xml?>", "'<?' begins nothing that a template can hold; a comment is <!-- … -->" },
        { "<script>a", "<script> is never closed: </script> is missing" },
        { "<textarea>a", "<textarea> is never closed: </textarea> is missing" },
        { "<Big-Card />", "<Big-Card> is no Lua name, so it is no component" },
        { "<ls.end />", "<ls.end> is no Lua name, so it is no component" },
        { "<:foot>a</:foot>", "the slot <:foot> belongs directly inside a component" },
        {
            "<div><:foot>a</:foot></div>",
            "the slot <:foot> belongs directly inside a component, not inside <div>",
        },
        {
            "<Card>{if x then}<:foot>a</:foot>{end}</Card>",
            "the slot <:foot> belongs directly inside a component, not inside '{if …}'",
        },
        { "<Card><:a-b>a</:a-b></Card>", "<:a-b> is no Lua name, so it is no slot" },
        {
            "<Card><:default>a</:default></Card>",
            "<:default> is what stands outside of named slots; leave the tag out",
        },
        { "<Card><:foot>a</Card>", "</Card> does not match <:foot> opened on line 1" },
        { '<Card let="u v">a</Card>', 'let takes names: let="row" or let="row, index"' },
        { '<Card let="u, u">a</Card>', 'let takes names: let="row" or let="row, index"' },
        { "<Card let={u}>a</Card>", 'let takes names: let="row" or let="row, index"' },
        { "<Card><:foot let>a</:foot></Card>", 'let takes names: let="row" or let="row, index"' },
        {
            "&nosuch;",
            "unknown character reference '&nosuch;'; write the character itself, or &amp; for '&'",
        },
        {
            "\n<p title='&helip;'></p>",
            "app.lua:2: unknown character reference '&helip;'; did you mean '&hellip;'?",
        },
        { "a\xFFb", "this is not UTF-8" },
        { "a\0b", "a zero byte cannot stand in a template" },
    }

    accepts {
        "<br><br/><img src=a.png>",
        "<div/>",
        "<p title=a class='b' id=\"c\" hidden></p>",
        "<a href=/x/y?z=1#w>a</a>",
        "<svg viewBox='0 0 1 1'><linearGradient id=g></linearGradient><path d='M0 0'/></svg>",
        "<my-element></my-element>",
        "<!doctype html><html><head><title>a</title></head><body></body></html>",
        "<p><!-- {a <b> --></p>",
        "<p title='{--a--}b{x}' {-- c --}></p>",
    }

    it("that is nested too deep is refused", function()
        assert.same({}, support.errors(("<b>"):rep(64) .. ("</b>"):rep(64)))
        assert.same(
            { "app.lua:1: nested too deep (64 at most); make a component of a part of it" },
            support.errors(("<b>"):rep(65) .. ("</b>"):rep(65))
        )
    end)

    it("of a block that is too deep for Lua is told in our words", function()
        local template = ("{for i = 1, 1 do}"):rep(64) .. "x" .. ("{end}"):rep(64)
        local errors = support.errors(template)
        assert.equal(1, #errors)
        assert.equal(
            "app.lua:1: blocks and components nested too deep for Lua; make a component of a part",
            errors[1]
        )
    end)
end)

describe("an attribute", function()
    refuses {
        { '<b ls-clik="x"></b>', "unknown attribute 'ls-clik'; did you mean 'ls-click'?" },
        { '<b data-ls-clik="x"></b>', "unknown attribute 'ls-clik'; did you mean 'ls-click'?" },
        { '<b ls-clik.once="x"></b>', "unknown attribute 'ls-clik.once'; did you mean 'ls-click'?" },
        { "<b ls-nothing-known></b>", "unknown attribute 'ls-nothing-known'" },
        { "<b ls-on-></b>", "unknown attribute 'ls-on-'" },
        { "<ls.input ls-chnge=x />", "unknown attribute 'ls-chnge'; did you mean 'ls-change'?" },
        { "<b ls-busy></b>", "'ls-busy' is set by the client; it cannot be written" },
        { "<b ls-click></b>", "'ls-click' names no event; write ls-click=\"event\"" },
        { '<b ls-change=" "></b>', "'ls-change' names no event; write ls-change=\"event\"" },
        { "<b ls-click.onse=x></b>", "unknown word 'onse' in 'ls-click.onse'; did you mean 'once'?" },
        { "<b ls-click.k=x></b>", "unknown word 'k' in 'ls-click.k'" },
        { "<b ls-click.once.once=x></b>", "'ls-click.once.once' says '.once' twice" },
        { "<b ls-keydown.entr=x></b>", "unknown key 'entr' in 'ls-keydown.entr'; did you mean 'enter'?" },
        { "<b ls-keyup.esc=x></b>", "unknown key 'esc' in 'ls-keyup.esc'; did you mean 'escape'?" },
        {
            "<b ls-keydown.cmd.k=x></b>",
            "unknown key 'cmd' in 'ls-keydown.cmd.k'; did you mean 'meta'?",
        },
        {
            "<b ls-on-keydown.arrowup=x></b>",
            "unknown key 'arrowup' in 'ls-on-keydown.arrowup'; did you mean 'up'?",
        },
        { "<b ls-on-my.event=x></b>", "unknown word 'event' in 'ls-on-my.event'" },
        { "<b ls-target.once=a></b>", "'ls-target' takes nothing behind a dot, as '.once' is" },
        { "<b ls-visible.once=a></b>", "'ls-visible' takes nothing behind a dot, as '.once' is" },
        {
            "<b ls-click-away.window=a></b>",
            "'ls-click-away.window': a click away is heard in the whole window already",
        },
        {
            '<b ls-debounce="300ms"></b>',
            'ls-debounce="300ms": expected milliseconds or "blur", as in ls-debounce="300"',
        },
        {
            '<b data-ls-throttle="blur"></b>',
            'ls-throttle="blur": expected milliseconds, as in ls-throttle="300"',
        },
        { "<b ls-confirm></b>", "'ls-confirm' needs words for people; write ls-confirm=\"…\"" },
        { "<b ls-target></b>", "'ls-target' needs a selector, as in ls-target=\"#id\"" },
        {
            '<b ls-target="sidebar"></b>',
            "ls-target=\"sidebar\": there is no element <sidebar>; did you mean '#sidebar'?",
        },
        { '<b ls-target="[data-x"></b>', 'ls-target="[data-x": this is no selector' },
        { '<b ls-copy="#"></b>', 'ls-copy="#": this is no selector' },
        { '<b onclick="x"></b>', "inline handler 'onclick' is not allowed; use ls-click=\"event\"" },
        { "<b onClick={x}></b>", "inline handler 'onclick' is not allowed; use ls-click=\"event\"" },
        { "<b oninput=x></b>", "inline handler 'oninput' is not allowed; use ls-change=\"event\"" },
        { "<b onpaste=x></b>", "inline handler 'onpaste' is not allowed; use ls-on-paste=\"event\"" },
        { "<b id=a id=b></b>", "'id' stands twice on <b>" },
        { "<b class=a class={b}></b>", "'class' stands twice on <b>" },
        { "<b ID=a id=b></b>", "'id' stands twice on <b>" },
        { "<Card a=1 a=2 />", "'a' stands twice on <Card>" },
        { '<b style="width: {x}"></b>', "'style' cannot be interpolated; use style={name = value}" },
        { "<b style={x}></b>", 'a style is written name = value: style={width = "10px"}' },
        { "<b style={[x] = 1}></b>", 'a style is written name = value: style={width = "10px"}' },
        {
            "<iframe srcdoc={x}></iframe>",
            "'srcdoc' cannot be dynamic: its value is a page of its own; use src={…}",
        },
        {
            '<iframe srcdoc="{x}"></iframe>',
            "'srcdoc' cannot be dynamic: its value is a page of its own; use src={…}",
        },
        { "<img srcset={x}>", "'srcset' cannot be dynamic: it is a list of addresses; use src={…}" },
        {
            "<script src={x}></script>",
            "the src of <script> cannot be dynamic; scripts are known when the file loads",
        },
        { "<script {x}></script>", "attributes cannot be spread into <script>" },
        { "<base href={x}>", "<base> cannot have dynamic attributes" },
        { "<base {x}>", "<base> cannot have dynamic attributes" },
        { "<meta {x}>", "<meta> cannot have dynamic attributes" },
        {
            "<meta http-equiv=refresh content={x}>",
            "<meta> cannot have dynamic attributes beside http-equiv",
        },
        {
            "<meta http-equiv={x}>",
            "'http-equiv' cannot be dynamic",
            "<meta> cannot have dynamic attributes beside http-equiv",
        },
        { "<svg><set attributeName=href to={x} /></svg>", "the animation of an address cannot be dynamic" },
        { "<svg><animate attributeName={x} /></svg>", "'attributeName' cannot be dynamic" },
        { "<b ls-key={x}></b>", "'ls-key' belongs on the outermost element in a {for}" },
        {
            "{for i = 1, 2 do}<b><i ls-key={i}></i></b>{end}",
            "'ls-key' belongs on the outermost element in a {for}",
        },
        {
            "{for i = 1, 2 do}{if i then}<i ls-key={i}></i>{end}{end}",
            "'ls-key' belongs on the outermost element in a {for}",
        },
        {
            "{for i = 1, 2 do}<i ls-key={i}></i><b ls-key={i}></b>{end}",
            "a second 'ls-key' in the same {for}",
        },
        {
            '{for i = 1, 2 do}<i ls-key="a"></i>{end}',
            "this 'ls-key' is the same for every row; write ls-key={…}",
        },
        { "<b ls-keep={x}></b>", "'ls-keep' takes no value; it is decided when the file loads" },
        {
            "<b data-ls-keep-attr={x}></b>",
            "'data-ls-keep-attr' is written \"open class data-*\"; it is decided when the file loads",
        },
        { "<b ls-keep-attr></b>", "'ls-keep-attr' names attributes: ls-keep-attr=\"open class data-*\"" },
        { "<b ls-verbatim={x}></b>", "'ls-verbatim' takes no value; it is decided when the file loads" },
    }

    refuses {
        {
            "<b ls-when=ofline></b>",
            [[app.lua:1: ls-when="ofline": 'ofline' is not known; did you mean 'offline'?]],
        },
        {
            '<b data-ls-when="live sleepy"></b>',
            "app.lua:1: data-ls-when=\"live sleepy\": 'sleepy' is not known: "
                .. "it is 'offline', 'loading', 'dirty', 'error' or 'live'",
        },
        { "<b ls-when></b>", "'ls-when' needs a value: 'offline', 'loading', 'dirty', 'error' or 'live'" },
        { "<b ls-offline=keep></b>", [[ls-offline="keep": 'keep' is not known: it is 'queue']] },
        { "<b ls-offline='queue queue'></b>", "'ls-offline' needs a value: 'queue'" },
        { "<b ls-error=x></b>", "'ls-error' is set by the client; it cannot be written" },
    }

    accepts {
        "<b ls-when='offline loading dirty error live' ls-offline=queue></b>",
        "<b ls-when={x} ls-offline={x}></b>",
        "<b ls-click=a ls-click-away=a ls-submit=a ls-change=a ls-focus=a ls-blur=a ls-visible=a ls-hidden=a></b>",
        "<b ls-keydown.enter=a ls-keyup.ctrl.k.window=b ls-on-paste=c ls-on-my:event=d ls-value-x.y=1></b>",
        "<b ls-target=a ls-debounce=300 ls-throttle=1 ls-confirm=a ls-disable-with=a ls-recover=off ls-upload=a></b>",
        "<b ls-drop=a ls-when=offline ls-copy=a ls-keep ls-keep-attr=open ls-scroll=end ls-hook=A></b>",
        "<b ls-transition=fade ls-mounted={x} ls-removed={x} ls-navigate ls-patch ls-replace ls-prefetch></b>",
        "<b ls-announce ls-autofocus ls-focus-trap data-ls-click=a ls-verbatim></b>",
        "<Card onclick={x} once on />",
        "<b ls-on-dragover.prevent ls-click.stop ls-on-submit.prevent.stop></b>",
        "<b ls-keydown.up.down.f5.window.once=a ls-keydown.shift.?=b ls-on-keyup.ctrl.k=c></b>",
        "<b ls-debounce ls-throttle></b>",
        '<b ls-debounce=blur ls-target="form > p" ls-confirm={x}></b>',
        "<b ls-target=\"tr:has(> td, [a='(']) > *\" ls-copy=my-element></b>",
        '<script src="/a.js" type={t} nonce={n}></script>',
        '<meta name="a" content={x}>',
        '<b style="width: 1px"></b>',
        '<svg><animate attributeName="width" to={x} /></svg>',
    }
end)

describe("what a browser would put elsewhere", function()
    refuses {
        {
            "<p>\n<div></div></p>",
            "app.lua:2: <div> inside the <p> of line 1: the browser ends a paragraph there; make that <p> a <div>",
        },
        {
            "<p><b>{if x then}<ul></ul>{end}</b></p>",
            "<ul> inside the <p> of line 1: the browser ends a paragraph there; make that <p> a <div>",
        },
        {
            "<p>\n<ls.live of={C} id='a' /></p>",
            "app.lua:2: <ls.live> is a <div> in the page: <div> inside the <p> of line 1: "
                .. "the browser ends a paragraph there; make that <p> a <div>",
        },
        {
            "<table><tbody>{for i = 1, 2 do}<ls.live of={C} id={i} />{end}</tbody></table>",
            "<ls.live> is a <div> in the page: <div> directly in <tbody>: put it into a <td>, or outside the table",
        },
        {
            "<p><p></p></p>",
            "<p> inside the <p> of line 1: the browser ends a paragraph there; make that <p> a <div>",
        },
        {
            "<a><b><a></a></b></a>",
            "<a> inside the <a> of line 1: the browser would end that one first; close it before",
        },
        {
            "<button><div><button></button></div></button>",
            "<button> inside the <button> of line 1: the browser would end that one first; close it before",
        },
        {
            "<form><div><form></form></div></form>",
            "<form> inside the <form> of line 1: the browser would end that one first; close it before",
        },
        {
            "<ul><li><li></li></li></ul>",
            "<li> inside the <li> of line 1: close that one before, or put a <ul> or <ol> between",
        },
        {
            "<ul><li><div><li></li></div></li></ul>",
            "<li> inside the <li> of line 1: close that one before, or put a <ul> or <ol> between",
        },
        {
            "<dl><dt><dd></dd></dt></dl>",
            "<dd> inside the <dt> of line 1: close that one before, or put a <dl> between",
        },
        { "<h1><h2></h2></h1>", "<h2> directly in the <h1> of line 1: close that one before" },
        {
            "<select><option><option></option></option></select>",
            "<option> inside the <option> of line 1: close that one before",
        },
        { "<table><td></td></table>", "<td> directly in <table>: write <tr>" },
        { "<table><tbody><td></td></tbody></table>", "<td> directly in <tbody>: write <tr>" },
        { "<div><td></td></div>", "<td> directly in <div>: it stands in <tr>" },
        { "<div><tr></tr></div>", "<tr> directly in <div>: it stands in <tbody>, <thead>, <tfoot>" },
        { "<div><tbody></tbody></div>", "<tbody> directly in <div>: it stands in <table>" },
        {
            "<table><div></div></table>",
            "<div> directly in <table>: put it into a <td>, or outside the table",
        },
        { "<table><tbody><tr><b></b></tr></tbody></table>", "<b> directly in <tr>: write <td> around it" },
        { "<table>a</table>", "text directly in <table>: put it into a cell, or outside the table" },
        {
            "<table><tbody><tr>\n a</tr></tbody></table>",
            "app.lua:2: text directly in <tr>: put it into a <td>",
        },
        {
            "<svg>\n<div></div></svg>",
            "app.lua:2: <div> inside the <svg> of line 1: put it into a <foreignObject>",
        },
        { "<noscript>{x}</noscript>", "nothing dynamic can stand in <noscript>: it is no part of the page" },
        {
            "<template><p id={x}></p></template>",
            "nothing dynamic can stand in <template>: it is no part of the page",
        },
    }

    accepts {
        "<tr><td>{x}</td></tr>",
        "<td>{x}</td>",
        "<li>{x}</li>",
        "{if x then}<tr></tr>{end}",
        "<table><caption>a</caption><colgroup><col></colgroup><thead><tr><th>a</th></tr></thead></table>",
        "<table><tbody>{for i = 1, 2 do}<tr><td><table><tbody></tbody></table></td></tr>{end}</tbody></table>",
        "<table><tbody><Row /></tbody></table>",
        "<p><Card><div></div></Card></p>",
        "<a><Card><a></a></Card></a>",
        "<p><button><div></div></button></p>",
        "<p><svg><a></a></svg></p>",
        "<svg><foreignObject><div></div></foreignObject></svg>",
        "<ul><li><ul><li></li></ul></li></ul>",
        "<ul><li>a</li>{if x then}<li>b</li>{end}</ul>",
        "<p>a</p><div>b</div>",
        "<h1><b><i></i></b></h1><h2></h2>",
        "<a></a><a></a><form></form><form></form>",
        "<table><tbody><tr><td><a></a></td></tr></tbody></table>",
        "<noscript><p>a</p></noscript>",
    }
end)

describe("errors", function()
    it("are told all at once, by line", function()
        assert.same({
            "app.lua:2: inline handler 'onclick' is not allowed; use ls-click=\"event\"",
            "app.lua:3: not a Lua expression: {+}  (unexpected symbol near '+')",
            "app.lua:4: </i> has no start tag",
            "app.lua:6: not a Lua expression: {*}  (unexpected symbol near '*')",
        }, support.file_errors 'f(html[[\n<b onclick=""></b>\n{+}\n</i>]])\n\nf(html[[{*}]])')
    end)

    it("in templates in expressions have their own line", function()
        assert.same(
            { "app.lua:3: </i> has no start tag" },
            support.file_errors "return html[=[\n<p>{f(html[[\n</i>]])}</p>]=]"
        )
    end)

    it("of Lua around the templates are told too, at their line", function()
        assert.same(
            { "app.lua:4: unexpected symbol near '='" },
            support.file_errors "f(html[[\n<b></b>\n]])\nx = = 1"
        )
    end)

    it("name a template without an end", function()
        assert.same(
            { "app.lua:2: html[[ is never closed: ]] is missing" },
            support.file_errors "\nreturn html[[<b>"
        )
        assert.same(
            { "app.lua:1: html[=[ is never closed: ]=] is missing" },
            support.file_errors "return html[=[<b>]]"
        )
    end)

    it("refuse a file above 1 MiB", function()
        assert.same(
            { "app.lua:1: the file is larger than 1 MiB" },
            support.file_errors(("-"):rep(1024 * 1024 + 1))
        )
        assert.same({}, support.file_errors(("-"):rep(1024 * 1024)))
    end)
end)
