-- ls.raw, ls.el and ls.template on the host's own code.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

describe("markup that goes past html[[ ]]", function()
    local page

    before_each(function()
        page = test.open "spec/apps/markup.lua"
    end)

    it("is shown as it is by ls.raw, without its comments", function()
        assert.has.element(page, "article em", "as it is")
        assert.has.element(page, "p em", "as it is")
        assert.is_nil(page.html:find("not this", 1, true))
        assert.is_truthy(page.html:find("</em> &amp; more</article>", 1, true))
    end)

    it("changes as one text, and may be nothing", function()
        page:send("set", { raw = "<b>new</b>" })
        assert.has.element(page, "article b", "new")
        assert.patch_bytes(page, 80)

        page:send("set", {})
        assert.has.no.element(page, "article b")
        assert.shows(page, "before after")
    end)

    it("has computed elements by ls.el, with attributes and content judged as everywhere", function()
        assert.has.element(page, "h2.title", "Level 2")
        assert.has.element(page, "#list li[title=2] b", "2")
        assert.has.element(page, "a[href=about:invalid#refused]")
        assert.is_truthy(page.html:find("&lt;raw &amp; text&gt;</textarea>", 1, true))

        page:send("set", { level = 3 })
        assert.has.element(page, "h3.title", "Level 3")
        assert.has.no.element(page, "h2")
    end)

    it("stands in a file of its own by ls.template, with parameters, slots, blocks and ls", function()
        assert.has.element(page, "section.panel h4", "From a file")
        assert.shows(page, "body 2")
        assert.shows(page, "t[u[1]] ls is there")

        page:send("set", { level = 3 })
        assert.shows(page, "body 3")
    end)
end)

describe("an error in markup", function()
    local view = [==[
local ls = require "lightspeed"
local view = ls.view {}
function view.init() return {} end
function view.render(m)
    return html[[<p>{%s}</p>]]
end
return view]==]

    local function failure(expression)
        local app = assert(loading.app(view:format(expression), { dev = true }))
        local _, status, body = app:visit "/"
        assert.equal(500, status)
        return body
    end

    it("names the line where ls.raw or ls.el was called", function()
        local cases = {
            ["ls.raw(3)"] = "app.lua:5: ls.raw takes a string of HTML, not a number",
            ["ls.el('h7')"] = "app.lua:5: ls.el makes no &lt;h7&gt;; did you mean &#39;h1&#39;?",
            ["ls.el('script')"] = "app.lua:5: ls.el makes no &lt;script&gt;",
            ["ls.el(nil)"] = "app.lua:5: ls.el makes no &lt;nil&gt;",
            ["ls.el('br', {}, 'x')"] = "app.lua:5: ls.el: &lt;br&gt; has no content",
            ["ls.el('p', 'x')"] = "app.lua:5: ls.el: attributes are a table, not a string",
            ["ls.el('p', { onclick = 'x' })"] = "onclick",
        }
        for expression, message in pairs(cases) do
            local body = failure(expression):gsub("lua_%w+%.lua", "app.lua")
            assert.is_truthy(body:find(message, 1, true), body)
        end
    end)

    it("is told at load where a template's file is not there, or leads elsewhere", function()
        local wording = 'local ls = require "lightspeed"\nlocal P = ls.template(%s)'
        local function refused(path, message)
            local text = loading.error_of(wording:format(path))
            assert.is_truthy(text:find(message, 1, true), text)
        end
        refused('"nowhere.html"', 'ls.template("nowhere.html"): there is no such file in')
        for _, path in ipairs { '"../x.html"', '"/etc/x.html"', '"x.lua"', '".html"', '"a//b.html"' } do
            refused(path, "it takes a path below the app's directory")
        end
        refused("3", "app.lua:2: ls.template takes a path, not a number")
    end)

    it("refuses an app's own <ls-raw>", function()
        assert.equal(
            "app.lua:1: <ls-raw> is not for apps; write {ls.raw(text)}",
            loading.error_of "local x = html[[<ls-raw>{y}</ls-raw>]]"
        )
    end)
end)
