-- What a host in development says of the pages that it shows, and a spec of an app takes for a failure.

local core = require "lightspeed.core"
local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local APP = [[
local ls = require "lightspeed"
local view = ls.view { events = { "more" } }
function view.init() return { rows = {}, n = 20, id = "a" } end
function view.update.more(m) m.n = m.n + 1 m.id = "b" end
local function Part(a) return html[=[<p id={a.id}>x</p>]=] end
function view.render(m)
  return html[=[
    <p id="b">{m.n}</p><Part id={m.id} />
    {for i = 1, m.n do}<i>{i}</i>{end}
    <button ls-click="more">More</button>]=]
end
return view
]]

local function log_of_two_clicks(options)
    local app = assert(loading.app(APP, options))
    core.log()
    local page = app:visit "/"
    local line = page:join()
    local first = core.log()
    line:send '["e",1,"more",{},0]'
    app:run()
    line:send '["e",2,"more",{},0]'
    app:run()
    return first, core.log()
end

describe("a host in development", function()
    it("logs ids that are twice in a page, and long lists without keys, once each", function()
        local first, later = log_of_two_clicks()
        assert.equal("", first)
        local _, lines = later:gsub("\n", "")
        assert.equal(2, lines, later)
        assert.is_truthy(later:find(":2: two elements of the page have the id 'b'", 1, true), later)
        assert.is_truthy(later:find(":9: this {for} shows 21 rows without ls-key", 1, true), later)
    end)

    it("says nothing of that in production", function()
        local first, later = log_of_two_clicks { dev = false }
        assert.equal("", first .. later)
    end)
end)

describe("a spec of an app", function()
    local function open(template)
        local app = assert(loading.app(([[
local ls = require "lightspeed"
local view = ls.view { events = { flip = {}, save = { title = "string?" } } }
function view.init() return { id = "a" } end
function view.update.flip(m) m.id = "b" end
function view.update.save() end
function view.render(m) return html[=[%s]=] end
return view
]]):format(template)))
        return test.visit(app)
    end

    it("fails where a page has an id twice", function()
        local page = open '<p id="b"></p><b id={m.id}></b><button ls-click="flip">Flip</button>'
        local ok, text = pcall(page.click, page, "Flip")
        assert.is_false(ok)
        assert.is_truthy(text:find("two elements of the page have the id 'b': <p> and <b>", 1, true), text)
        ok, text = pcall(open, '<p id="a"></p><b id={m.id}></b>')
        assert.is_false(ok)
        assert.is_truthy(text:find("two elements of the page have the id 'a': <p> and <b>", 1, true), text)
    end)

    it("fails where a control of a form that is sent has no name", function()
        local ok, text = pcall(open, '<form ls-submit="save"><input {m.none or {}}></form>')
        assert.is_false(ok)
        assert.is_truthy(text:find("an <input> in a form with ls-submit has no name", 1, true), text)
    end)

    it("fails where a page would send what nobody declares", function()
        local ok, text = pcall(open, "<button ls-click={m.id}>x</button>")
        assert.is_false(ok)
        assert.is_truthy(text:find('<button ls-click="a">: the app has no such event', 1, true), text)
        open "<button ls-click={m.none} data-ls-on-paste={'flip'}>x</button>"
    end)

    it("goes on where all is well", function()
        open [[<form ls-submit="save"><input name="title"><button>Go</button></form>
            <form><input></form><form ls-change="save"><input {{}} type="submit"></form>
            <form ls-submit="save"><input {{}} disabled></form>]]
    end)
end)
