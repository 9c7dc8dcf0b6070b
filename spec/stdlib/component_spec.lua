-- ls.component: what a component may say of itself, what a tag may give it, and where a mistake is told.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local HEAD = [[
local ls = require "lightspeed"
local t = ls.types
]]

-- An app with one component called Card (bound twice, so that its tags are judged when they are shown; tags_spec.lua
-- has what is told at load), declared on line 3; what `markup` shows is the page, from line 6 on.
local function app(declaration, markup, render)
    render = render or "html[=[<p>{a.title}|{a.n}|{a.kind}</p>]=]"
    return HEAD
        .. ("local Card = ls.component { %s, render = function(a, slot) return %s end } Card = Card\n"):format(
            declaration:gsub("\n%s*", " "),
            render
        )
        .. "local v = ls.view { events = { 'go' } } function v.update.go() end\n"
        .. "function v.init() return { n = 7, five = '5', list = { 1 } } end\n"
        .. ("function v.render(m) return html[=[%s]=] end\nreturn v\n"):format(markup)
end

local function shows(html, ...)
    local loaded = assert(loading.app(app(...)))
    local page = test.visit(loaded, "/")
    assert.equal(html, page.html)
end

-- What the log says of a page that cannot be shown.
local function fails(message, ...)
    local ok, text = pcall(function(...)
        return test.visit(assert(loading.app(app(...))), "/")
    end, ...)
    assert.is_false(ok)
    text = text:gsub("[%w_]+%.lua:6", "app.lua:6"):gsub("[%w_]+%.lua:3", "app.lua:3")
    assert.is_truthy(text:find(message, 1, true), text)
end

local function refuses(message, declaration)
    assert.equal(message, loading.error_of(app(declaration, "<Card/>")))
end

local CARD = [[attrs = { title = "string", n = "integer?",
    kind = t.enum { "info", "warn", default = "info" } }]]

describe("a component with declared attributes", function()
    it("gets what the tag gives, and defaults for what it does not", function()
        shows("<p>Disk|3|warn</p>", CARD, [[<Card title="Disk" n={3} kind="warn"/>]])
        shows("<p>Disk||info</p>", CARD, [[<Card title="Disk"/>]])
        shows("<p>Disk 7|7|info</p>", CARD, [[<Card title="Disk {m.n}" n={m.n}/>]])
        shows("<p>x||info</p>", CARD, [[<Card {{ title = "x" }}/>]])
    end)

    it("converts text as events do, and numbers to text as the page shows them", function()
        shows("<p>3|5|info</p>", CARD, [[<Card title={3.0} n="5"/>]])
        shows("<p>2.5|5|info</p>", CARD, [[<Card title={2.5} n={m.five}/>]])
        shows("<p>7|5|info</p>", CARD, [[<Card title={m.n} n={5.0}/>]])
        shows(
            "<p>true|false</p>",
            'attrs = { a = "boolean", b = "boolean" }',
            '<Card a b="false"/>',
            [[
            html[=[<p>{tostring(a.a)}|{tostring(a.b)}</p>]=] ]]
        )
        shows("<p>0.5</p>", 'attrs = { x = "number" }', '<Card x="0.5"/>', "html[=[<p>{a.x}</p>]=]")
    end)

    it("takes nil and false for absent", function()
        shows("<p>x||info</p>", CARD, [[<Card title="x" n={nil} kind={m.n > 100 and "warn"}/>]])
        fails("<Card> needs the attribute 'title' (string)", CARD, [[<Card title={false}/>]])
    end)

    it("gives a boolean and whatever is any as it is", function()
        local render = "html[=[<p>{tostring(a.x)}</p>]=]"
        shows("<p>false</p>", 'attrs = { x = "any" }', "<Card x={false}/>", render)
        shows("<p>false</p>", "attrs = { x = t.boolean { default = true } }", "<Card x={false}/>", render)
        shows("<p>true</p>", "attrs = { x = t.boolean { default = true } }", "<Card/>", render)
    end)

    it("takes markup, functions and tables where it declares them", function()
        shows(
            "<p><b>7</b> 9 1</p>",
            'attrs = { icon = "any", f = "function", rows = t.list "integer" }',
            "<Card icon={html[[<b>{m.n}</b>]]} f={function(x) return x + 2 end} rows={m.list}/>",
            "html[=[<p>{a.icon} {a.f(7)} {#a.rows}</p>]=]"
        )
    end)

    it("leaves a table that attributes are spread from as it is", function()
        shows(
            "<p>x||info</p><p>nil</p>",
            CARD,
            "{local given = { title = 'x' }}<Card {given}/><p>{tostring(given.kind)}</p>"
        )
    end)
end)

describe("a tag that does not fit its component", function()
    it("is told at its own line, with the component's name and place", function()
        fails(
            "app.lua:6: <Card> has no attribute 'titel'; did you mean 'title'? (declared at app.lua:3)",
            CARD,
            [[<Card titel="x"/>]]
        )
        fails("app.lua:6: <Card> has no attribute 'onclick'", CARD, [[<Card title="x" onclick="alert(1)"/>]])
        fails(
            "app.lua:6: <Card> needs the attribute 'title' (string) (declared at app.lua:3)",
            CARD,
            "<Card/>"
        )
    end)

    it("says what was expected and what came", function()
        fails("<Card> attribute 'n': expected integer, got string \"x\"", CARD, [[<Card title="a" n="x"/>]])
        fails("<Card> attribute 'n': expected integer, got number 2.5", CARD, [[<Card title="a" n={2.5}/>]])
        fails("<Card> attribute 'title': expected string, got a table", CARD, [[<Card title={m}/>]])
        fails(
            "<Card> attribute 'title': expected string, got markup",
            CARD,
            "<Card title={html[[<b></b>]]}/>"
        )
        fails(
            '<Card> attribute \'kind\': expected "info", "warn", got string "wran"',
            CARD,
            [[<Card title="a" kind="wran"/>]]
        )
        fails(
            "<Card> attribute 'n': expected integer from 1 to 9, got integer 10",
            "attrs = { n = t.integer { min = 1, max = 9 } }",
            "<Card n={10}/>"
        )
        fails(
            "<Card> attribute 'l': expected list, got string \"x\"",
            'attrs = { l = "list" }',
            '<Card l="x"/>'
        )
    end)

    it("may give what every element takes where there is a rest", function()
        local rest = 'attrs = { title = "string", rest = t.global { "name" } }'
        local render = "html[=[<section {a.rest}>{a.title}</section>]=]"
        shows(
            '<section aria-label="l" class="x y" data-n="1" id="i" ls-click="go" name="n">t</section>',
            rest,
            '<Card title="t" id="i" class={"x", y = true} aria-label="l" data-n={1} ls-click={"go"} name="n"/>',
            render
        )
        shows("<section>t</section>", rest, '<Card title="t"/>', render)
        fails("<Card> has no attribute 'onclick'", rest, '<Card title="t" onclick="x"/>')
        fails("<Card> has no attribute 'clas'; did you mean 'class'?", rest, '<Card title="t" clas="x"/>')
        fails("<Card> has no attribute 'href'", rest, '<Card title="t" href="/"/>')
    end)
end)

describe("ls.component", function()
    it("takes a table with attrs, slots and a render function", function()
        assert.equal(
            "app.lua:3: ls.component: takes a table: "
                .. "ls.component { attrs = { ... }, render = function(a, slots) ... end }",
            loading.error_of(HEAD .. "ls.component()")
        )
        refuses("app.lua:3: ls.component: there is no option 'atrs'; did you mean 'attrs'?", "atrs = {}")
        refuses("app.lua:3: ls.component: attrs is a table of names and types, not a string", 'attrs = "x"')
        refuses("app.lua:3: ls.component: slots is a list of names, not a string", 'slots = "x"')
        assert.equal(
            "app.lua:3: component.render must be a function, not a string",
            loading.error_of(HEAD .. 'ls.component { render = "x" }')
        )
        assert.equal(
            "app.lua:3: the component has no render function",
            loading.error_of(
                HEAD .. "ls.component {}\nlocal v = ls.view {}\nfunction v.render() end\nreturn v"
            )
        )
    end)

    it("takes its render function later too, and nothing else that it does not know", function()
        local source = HEAD .. "local C = ls.component {}\nfunction C.%s() end\n"
        assert.equal(
            "app.lua:4: a component has no 'rendr'; did you mean 'render'?",
            loading.error_of(source:format "rendr")
        )
        assert.is_truthy(loading.app(source:format "render" .. [[
local v = ls.view {}
function v.render() return html[=[<p></p>]=] end
return v]]))
    end)

    it("knows the types of attributes and means the nearest", function()
        refuses(
            "app.lua:3: ls.component: attrs.n: there is no type 'integr'; did you mean 'integer'?",
            'attrs = { n = "integr" }'
        )
        refuses(
            'app.lua:3: ls.component: attrs.n: a type is a name like "integer" or a t.…, not a number',
            "attrs = { n = 3 }"
        )
        refuses(
            "app.lua:3: ls.component: attrs.n: pattern is not checked here; check it in render",
            'attrs = { n = t.string { pattern = "x" } }'
        )
        refuses(
            "app.lua:3: ls.component: attrs.n: its default does not fit",
            'attrs = { n = t.integer { default = "x" } }'
        )
    end)

    it("declares attributes that can be written", function()
        refuses(
            'app.lua:3: ls.component: attrs is written { title = "string" }: a name and a type, not 1',
            'attrs = { "title" }'
        )
        for _, name in ipairs { "onclick", "style", "ls-key" } do
            refuses(
                ("app.lua:3: ls.component: attrs: '%s' cannot be declared"):format(name),
                ('attrs = { ["%s"] = "string" }'):format(name)
            )
        end
        refuses(
            "app.lua:3: t.global takes names of attributes, not onclick",
            'attrs = { rest = t.global { "onclick" } }'
        )
    end)

    it("declares slots by name, once", function()
        refuses("app.lua:3: ls.component: slots: 'a' is declared twice", 'slots = { "a", a = {} }')
        refuses("app.lua:3: ls.component: slots: a name is letters, digits and _, not '1'", "slots = { 1 }")
        refuses(
            "app.lua:3: ls.component: slots.a has no option 'requird'; did you mean 'required'?",
            "slots = { a = { requird = true } }"
        )
    end)

    it("belongs at file level", function()
        local loaded = assert(loading.app(HEAD .. [[
local v = ls.view {}
function v.init() return { made = ls.component {} } end
function v.render() return html[=[<p></p>]=] end
return v]]))
        local ok, text = pcall(test.visit, loaded, "/")
        assert.is_false(ok)
        assert.is_truthy(text:find(".lua:4: declarations belong at file level", 1, true), text)
    end)
end)

describe("a component's slot", function()
    local SLOTS = 'slots = { "actions", head = { required = true } }'
    local RENDER = "html[=[<i>{slot.head()}</i>{slot()}{slot.actions and slot.actions()}]=]"

    it("is called with what stands in the tag", function()
        shows(
            "<i>h</i><b>7</b><u></u>",
            SLOTS,
            "<Card><b>{m.n}</b><:head>h</:head><:actions><u></u></:actions></Card>",
            RENDER
        )
        shows("<i>h</i>", SLOTS, "<Card><:head>h</:head></Card>", RENDER)
    end)

    it("must be a declared one", function()
        fails(
            "app.lua:6: <Card> has no slot 'action'; did you mean 'actions'? (declared at app.lua:3)",
            SLOTS,
            "<Card><:head>h</:head><:action>x</:action></Card>",
            RENDER
        )
        fails("<Card> has no slot 'x'", "attrs = {}", "<Card><:x>x</:x></Card>", "html[=[<p></p>]=]")
    end)

    it("must be there where it is required", function()
        fails(
            "app.lua:6: <Card> needs the slot <:head> (declared at app.lua:3)",
            SLOTS,
            "<Card>x</Card>",
            RENDER
        )
        fails(
            "app.lua:6: <Card> needs content",
            "slots = { default = { required = true } }",
            "<Card/>",
            "html[=[<p>{slot()}</p>]=]"
        )
    end)
end)

describe("a component with a state of its own", function()
    local VIEW = [[
local v = ls.view { messages = { "told" } }
function v.init() return {} end
function v.update.told(m) m.told = (m.told or 0) + 1 end
]]

    local function error_of(source)
        return loading.error_of(
            HEAD .. source .. VIEW .. "function v.render() return html[=[<p></p>]=] end\nreturn v"
        )
    end

    local function visit(source, render)
        return test.visit(assert(loading.app(HEAD .. source .. VIEW .. render .. "\nreturn v")), "/")
    end

    it("handles what it declares, and declares what it handles", function()
        local RENDER = "\nfunction C.render() return html[=[<i></i>]=] end\n"
        assert.equal(
            "app.lua:3: the event 'go' is declared, but there is no update.go",
            error_of('local C = ls.component { events = { "go" } }' .. RENDER)
        )
        assert.equal(
            "app.lua:3: the message 'tick' is declared, but there is no update.tick",
            error_of('local C = ls.component { messages = { "tick" } }' .. RENDER)
        )
        assert.equal(
            "app.lua:4: 'og' is neither a declared event nor a declared message; did you mean 'go'?",
            error_of('local C = ls.component { events = { "go" } }\nfunction C.update.og() end' .. RENDER)
        )
        assert.equal(
            "app.lua:3: ls.component: 'go' is declared as an event and as a message: the browser could forge it",
            error_of 'ls.component { events = { "go" }, messages = { "go" } }\n'
        )
        assert.equal(
            "app.lua:3: ls.component: events: a name is letters, digits, _ and -, not 'a b'",
            error_of 'ls.component { events = { "a b" } }\n'
        )
    end)

    it("has its templates' events checked when the app is loaded", function()
        local text = error_of [[
local C = ls.component { events = { "step" } }
function C.update.step() end
function C.render() return html[=[<b ls-click="stp"></b>]=] end
]]
        assert.is_truthy(
            text:find("app.lua:5: ls-click=\"stp\": no such event; did you mean 'step'?", 1, true),
            text
        )
    end)

    it("may have one function for all that comes", function()
        local page = visit(
            [[
local C = ls.component { events = { "up", down = { by = "integer" } } }
function C.init() return { n = 5 } end
function C.update(m, e) m.n = m.n + (e.name == "up" and 1 or -e.data.by) end
function C.render(m) return html[=[<b ls-click="up">{m.n}</b>]=] end
]],
            "function v.render() return html[=[<C/>]=] end"
        )
        page:click "b"
        assert.is_true(page:send("down", { by = 3 }, "b"))
        assert.equal('<b ls-click="up">3</b>', page.html)
    end)

    it("says what is wrong with its model and its markup", function()
        local function says(message, body)
            local ok, text = pcall(
                visit,
                "local C = ls.component { events = {} }\n" .. body,
                "function v.render() return html[=[<C/>]=] end"
            )
            assert.is_false(ok)
            assert.is_truthy(text:find(message, 1, true), text)
        end
        local RENDER = "function C.render(m) return html[=[<b></b>]=] end\n"
        says("init returned no model: return a table", "function C.init() end " .. RENDER)
        says("a model is a table, not a number", "function C.init() return 3 end " .. RENDER)
        says(
            "m.f is a function; a component's model is plain data",
            "function C.init() return { f = print } end " .. RENDER
        )
        says(
            "ls.after: message 'x' is not declared",
            'function C.init() return {}, ls.after(1):to "x" end ' .. RENDER
        )
        says(
            "<C> rendered something other than html[[ ... ]]",
            "function C.init() return {} end function C.render() return 3 end\n"
        )
    end)

    it("has a version that counts from 1, and a migrate that is a function", function()
        local function says(message, options, more)
            local source = ("local C = ls.component { events = { 'up' }, %s }\n"):format(options)
            local err = error_of(source .. (more or "") .. "function C.update.up() end\n")
            assert.is_truthy(err:find(message, 1, true), err)
        end
        says("ls.component: version is a whole number from 1 on, not 0", "version = 0")
        says("ls.component: version is a whole number from 1 on, not two", "version = 'two'")
        says("component.migrate must be a function, not a table", "version = 2", "C.migrate = {}\n")
        says("a component has no 'migrat'; did you mean 'migrate'?", "version = 2", "C.migrat = 1\n")
        says("ls.component: there is no option 'versio'; did you mean 'version'?", "versio = 2")
    end)

    it("alone has a version and a migrate: without a state there is nothing to migrate", function()
        local function says(message, options, more)
            local source = "local C = ls.component { render = function() return html[=[x]=] end, %s }\n"
            local err = error_of(source:format(options) .. (more or ""))
            assert.is_truthy(err:find(message, 1, true), err)
        end
        local rest = ", but no state: give it events, messages or an init"
        says("app.lua:3: the component has a version" .. rest, "version = 2")
        says("app.lua:3: the component has a migrate" .. rest, "", "function C.migrate(m) return m end\n")
    end)

    it("shares no table with the view, or with another of its kind", function()
        local page = visit(
            [[
local shared = { n = 0 }
local C = ls.component { attrs = { list = "list" }, events = { "add" } }
function C.init(a) return { list = a.list, shared = shared } end
function C.update.add(m) m.list[#m.list + 1] = 1 m.shared.n = m.shared.n + 1 end
function C.render(m) return html[=[<b ls-click="add">{#m.list} {m.shared.n}</b>]=] end
]],
            [[
function v.init() return { list = { 7 } } end
function v.render(m) return html[=[<C id="a" list={m.list}/><C id="b" list={m.list}/><p>{#m.list}</p>]=] end
]]
        )
        page:click("b", 1):click("b", 1)
        local markup = page.html
        assert.equal("3 21 0 1", (page.text:gsub("%s+", " ")))
        page:sleep():disconnect():reconnect(true)
        assert.equal(markup, page.html)
    end)

    it("that fails inside pcall leaves those around it as they are", function()
        local page = visit(
            [[
local Bad = ls.component { events = { "go" } }
function Bad.update.go() end
function Bad.render() error "bad" end
local Good = ls.component { events = { "go" } }
function Good.init() return { n = 0 } end
function Good.update.go(m) m.n = m.n + 1 return m, ls.emit "told" end
function Good.render(m, a, slots)
    local ok = pcall(Bad)
    local wrapped = coroutine.wrap(function() return pcall(Bad) end)()
    return html[=[<div><b ls-click="go">{m.n} {tostring(ok)} {tostring(wrapped)}</b>{slots()}</div>]=]
end
]],
            "function v.render(m) return html[=[<Good><Good id='in'/></Good><p>{m.told}</p>]=] end"
        )
        page:click("b", 1):click("b", 2):click("b", 2)
        assert.equal("1 false false 2 false false 3", (page.text:gsub("%s+", " ")))
    end)

    it("belongs in a view, not in a layout", function()
        local ok, text = pcall(
            visit,
            [[
local C = ls.component { events = { "go" } }
function C.update.go() end
function C.render() return html[=[<b></b>]=] end
]],
            [[
function v.layout(page, slots) return html[=[<html><body><C/>{slots()}</body></html>]=] end
function v.render() return html[=[<p></p>]=] end]]
        )
        assert.is_false(ok)
        assert.is_truthy(
            text:find("a component with a state of its own belongs in a view, not in a layout", 1, true),
            text
        )
    end)
end)
