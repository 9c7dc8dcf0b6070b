-- ls.js: chains of operations are plain data that never changes; what cannot be meant is refused where it is written.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local function error_of(line)
    return loading.error_of('local ls = require "lightspeed"\n' .. line)
end

local HIDE = '[["set","#x","hidden",true]'

-- What `chain` writes into an attribute.
local function text_of(chain)
    local app = assert(loading.app(([[
local ls = require "lightspeed"
local view = ls.view { events = { save = "any", like = "any" } }
function view.update.save() end
function view.update.like() end
function view.render() return html[=[<p ls-click={%s}></p>]=] end
return view]]):format(chain)))
    return app
end

describe("a chain of operations", function()
    it("is written as JSON, in the order of its operations", function()
        local cases = {
            { 'ls.js.hide "#menu"', '[["set","#menu","hidden",true]]' },
            {
                'ls.js.hide("#menu"):push("save", { id = 1 })',
                '[["set","#menu","hidden",true],["push","save",{"id":1}]]',
            },
            { "ls.js.hide()", '[["set",false,"hidden",true]]' },
            { "ls.js.hide { time = 20 }", '[["set",false,"hidden",true,20]]' },
            {
                'ls.js.show("closest tr", { transition = "in now" })',
                '[["set",{"closest":"tr"},"hidden",false,false,["in","now"]]]',
            },
            {
                'ls.js.show("#a", { transition = { "a b", "c", "" } })',
                '[["set","#a","hidden",false,false,[["a","b"],["c"],false]]]',
            },
            {
                'ls.js.transition({ "a", "b", "c" }, "#a"):transition({ "a", "b", "c" }, { time = 5 })',
                '[["transition","#a",[["a"],["b"],["c"]]],["transition",false,[["a"],["b"],["c"]],5]]',
            },
            {
                'ls.js.toggle("#a", { enter = "a", leave = "d", time = 5 })',
                '[["toggle","#a","hidden",true,false,5,["a"],["d"]]]',
            },
            { 'ls.js.add_class("liked")', '[["set",false,".liked",true]]' },
            {
                'ls.js.remove_class("a b", "inner .x", { transition = "t" })',
                '[["set",{"inner":".x"},".a",false,false,["t"]],["set",{"inner":".x"},".b",false]]',
            },
            { 'ls.js.toggle_class("a", "#x")', '[["toggle","#x",".a",true,false]]' },
            { 'ls.js.set_attr("aria-expanded", true, "#a")', '[["set","#a","aria-expanded",true]]' },
            { 'ls.js.set_attr("title", "")', '[["set",false,"title",true]]' },
            { 'ls.js.set_attr("tabindex", 3)', '[["set",false,"tabindex","3"]]' },
            { 'ls.js.remove_attr("title")', '[["set",false,"title",false]]' },
            { 'ls.js.toggle_attr("title", "a", "b")', '[["toggle",false,"title","a","b"]]' },
            { 'ls.js.toggle_attr("hidden", true)', '[["toggle",false,"hidden",true,false]]' },
            { 'ls.js.transition("shake", "#a", { time = 9 })', '[["transition","#a",["shake"],9]]' },
            {
                'ls.js.push("like", nil, { optimistic = ls.js.add_class "liked" })',
                '[["push","like",false,false,[["set",false,".liked",true]]]]',
            },
            {
                'ls.js.push("like", {}, { loading = "#b" })',
                '[["push","like",{},false,[["set","#b","aria-busy","true"]]]]',
            },
            { 'ls.js.push("like", {}, { target = "#a" })', '[["push","like",{},"#a"]]' },
            {
                'ls.js.dispatch("open", { detail = { n = 1 }, bubbles = false })',
                '[["dispatch",false,"open",{"n":1},false]]',
            },
            { "ls.js.pop_focus()", '[["pop_focus"]]' },
            { 'ls.js.focus_first "closest form"', '[["focus_first",{"closest":"form"}]]' },
            { 'ls.js.exec("ls-on-open", "#a")', '[["exec","#a","ls-on-open"]]' },
            { 'ls.js.announce "Hi"', '[["announce","Hi"]]' },
            { 'ls.js.navigate("/rooms", { replace = true })', '[["navigate","/rooms",true]]' },
            { 'ls.js.scroll("#a", "end")', '[["scroll","#a","end"]]' },
            { 'ls.js.set_attr("title", "\\"</a>\\"")', '[["set",false,"title","\\"<\\/a>\\""]]' },
        }
        for _, case in ipairs(cases) do
            local chain, expected = table.unpack(case)
            local page = test.visit(text_of(chain))
            assert.equal(expected, page.root.children[1].attributes["ls-click"], chain)
        end
    end)

    it("never changes: what goes on from it is another", function()
        local page = test.visit(assert(loading.app [[
local ls = require "lightspeed"
local view = ls.view { events = { "a", "b" } }
function view.update.a(m) end
function view.update.b(m) end
local close = ls.js.hide "#x"
function view.render()
    return html[=[
        <div><p ls-click={close:push "a"}></p><p ls-click={close:push "b"}></p><p ls-click={close}></p></div>
    ]=]
end
return view]]))
        local said = {}
        for i, element in ipairs(page:all "p") do
            said[i] = element.attributes["ls-click"]
        end
        assert.same({ HIDE .. ',["push","a"]]', HIDE .. ',["push","b"]]', HIDE .. "]" }, said)
    end)

    it("is refused where it is written, with what could be written instead", function()
        local cases = {
            { "ls.js.hid '#x'", "ls.js.hid does not exist; did you mean 'hide'?" },
            { "ls.js:hide '#x'", "ls.js begins with a dot: ls.js.hide(...)" },
            {
                "ls.js.hide('#x').push('a')",
                "ls.js.push: a chain goes on with a colon: ls.js.hide():push(...)",
            },
            {
                "ls.js.hide(3)",
                'ls.js.hide: to is a selector, such as "#menu" or "closest tr", not a number',
            },
            { "ls.js.hide('#x', { tim = 3 })", "ls.js.hide: there is no option 'tim'; did you mean 'time'?" },
            {
                "ls.js.hide('#x', { time = 1.5 })",
                "ls.js.hide: time is milliseconds, at most 60000, not a number",
            },
            {
                "ls.js.transition { 'a', 'b' }",
                'ls.js.transition: transition is classes ("fade"), or three lists of them: { during, from, to }, '
                    .. "not a table",
            },
            { "ls.js.hide('#x', 3)", "ls.js.hide: takes 1 arguments and a table of options" },
            { "ls.js.push()", "ls.js.push: event is an event's name, not nothing" },
            { "ls.js.push('[x')", 'ls.js.push: event is an event\'s name, not "[x"' },
            { "ls.js.push('ls:patch')", 'ls.js.push: event is an event\'s name, not "ls:patch"' },
            {
                "ls.js.push('a', 3)",
                "ls.js.push: payload is a table of fields, such as { id = 7 }, not a number",
            },
            {
                "ls.js.scroll('#x', 'top')",
                'ls.js.scroll: where is "start", "center", "end" or "nearest", not "top"',
            },
            {
                "ls.js.navigate('//evil.example')",
                'ls.js.navigate: path is a path of this site, such as "/rooms", not "//evil.example"',
            },
            {
                "ls.js.exec('title')",
                'ls.js.exec: handler is an attribute that holds operations, such as "ls-on-open", not "title"',
            },
        }
        for _, case in ipairs(cases) do
            local chain, expected = table.unpack(case)
            assert.equal("app.lua:2: " .. expected, error_of("local _ = " .. chain), chain)
        end
    end)

    it("sets no attribute that would run something, or hold operations", function()
        for _, name in ipairs {
            "onclick",
            "OnClick",
            "srcdoc",
            "style",
            "ls-click",
            "data-ls-click",
            "LS-on-x",
            "http-equiv",
            "srcset",
            "attributeName",
            "a b",
            "",
        } do
            for _, operation in ipairs { "set_attr", "remove_attr", "toggle_attr" } do
                local text = error_of(("local _ = ls.js.%s(%q, 'x')"):format(operation, name))
                assert.is_truthy(
                    text:find("attribute is the name of an attribute that may be set, not "),
                    text
                )
            end
        end
    end)

    it("makes an address that would run something inert, as a template does", function()
        local function shown(address)
            local page = test.visit(text_of(("ls.js.set_attr('href', %q)"):format(address)))
            return page.root.children[1].attributes["ls-click"]:match '"href","(.-)"%]'
        end
        for _, address in ipairs {
            "javascript:alert(1)",
            " jAvaScript:x",
            "java\nscript:x",
            "\1javascript:x",
            "vbscript:x",
            "data:text/html,x",
            "x-y:z",
        } do
            assert.equal("about:invalid#refused", shown(address), address)
        end
        for _, address in ipairs { "/a?b=c:d", "#x", "https://example.org", "mailto:a@b.c", "a/b:c" } do
            assert.equal(address, shown(address))
        end
    end)
end)

describe("a page in a test", function()
    it("follows the pushes of a chain, and those of what it executes", function()
        local page = test.visit(assert(loading.app [[
local ls = require "lightspeed"
local view = ls.view { events = { add = { by = "integer" } } }
function view.init() return { n = 0 } end
function view.update.add(m, e) m.n = m.n + e.by end
function view.render(m)
    return html[=[<div><p>{m.n}</p><i id="x" ls-on-more={ls.js.push("add", { by = 10 })}></i>
    <button ls-value-by="2" ls-click={ls.js.push("add"):hide():exec("ls-on-more", "#x")}>go</button></div>]=]
end
return view]]))
        page:click "go"
        assert.shows(page, "12")
    end)

    it("shows what the page was told to do, and what hooks were told", function()
        local page = test.open "spec/apps/operations.lua"
        assert.same({ { "set", "#menu", "lang", "la" } }, page.commands)
        page:click "say"
        assert.same({
            { "focus", "#field" },
            { "announce", "Counted" },
            { "set", "#menu", ".counted", true },
            { "set", "#note", "hidden", true },
        }, page.commands)
        assert.same({}, page.pushed)
        page:click "tell"
        assert.same({ { name = "counted", data = { n = 2 } } }, page.pushed)
    end)
end)

describe("text that nobody made with ls.js", function()
    it("is no operation, whatever it says and wherever it stands", function()
        local source = [==[
local ls = require "lightspeed"
local view = ls.view {}
function view.init() return { text = '[["hide","body"]]' } end
function view.render(m) return html[=[<div><p %s={m.text}></p><p {{ [%q] = m.text }}></p></div>]=] end
return view]==]
        for _, name in ipairs {
            "ls-click",
            "ls-click-away",
            "ls-submit",
            "ls-change",
            "ls-focus",
            "ls-blur",
            "ls-keydown.enter",
            "ls-keyup",
            "ls-visible",
            "ls-hidden",
            "ls-recover",
            "ls-mounted",
            "ls-removed",
            "ls-on-open",
            "data-ls-click",
            "data-ls-on-x.window",
        } do
            local page = test.visit(assert(loading.app(source:format(name, name))))
            for _, element in ipairs(page:all "p") do
                assert.equal(":refused", element.attributes[name:gsub("^data%-", "")], name)
            end
        end
    end)

    it("stays as it is where no event is meant", function()
        local page = test.visit(assert(loading.app [==[
local ls = require "lightspeed"
local view = ls.view {}
function view.init() return { text = '[name=x]' } end
function view.render(m)
    return html[=[<p title={m.text} ls-confirm={m.text} ls-value-x={m.text} ls-target={m.text}></p>]=]
end
return view]==]))
        for _, name in ipairs { "title", "ls-confirm", "ls-value-x", "ls-target" } do
            assert.equal("[name=x]", page.root.children[1].attributes[name])
        end
    end)

    it("cannot be a chain in any other attribute", function()
        local app = assert(loading.app [==[
local ls = require "lightspeed"
local view = ls.view {}
function view.render(m) return html[=[<p title={ls.js.hide()}></p>]=] end
return view]==])
        local status, text = test.get(app, "/")
        assert.equal(500, status)
        assert.is_truthy(text:find "belongs in the attribute of an event", text)
    end)
end)
