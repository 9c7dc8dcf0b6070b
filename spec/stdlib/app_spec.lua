-- ls.app: which path shows which view.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local VIEW = [[
local ls = require "lightspeed"
local view = ls.view { params = { room = "string?" } }
function view.render(m, page) return html[=[<p>{page.path}</p>]=] end
]]

local function error_of(chain)
    return loading.error_of(VIEW .. "return ls.app()" .. chain)
end

describe("ls.app", function()
    it("shows a view at each of its paths", function()
        local app = assert(loading.app(VIEW .. 'return ls.app():live("/", view):live("/rooms/:room", view)'))
        assert.shows(test.visit(app, "/"), "/")
        assert.shows(test.visit(app, "/rooms/lobby"), "/rooms/lobby")
        assert.equal(404, (test.get(app, "/rooms")))
        assert.equal(404, (test.get(app, "/rooms/lobby/more")))
    end)

    it("needs a route", function()
        assert.equal("app.lua: the app has no route; add :live('/', view)", error_of "")
    end)

    it("takes paths that begin with a slash and are not the host's", function()
        assert.equal("app.lua: live('x'): a path begins with '/'", error_of ':live("x", view)')
        assert.equal("app.lua: live takes a path, not a number", error_of ":live(3, view)")
        assert.equal(
            "app.lua: live('/_ls/x'): paths below /_ls/ are the host's own",
            error_of ':live("/_ls/x", view)'
        )
    end)

    it("takes views", function()
        assert.equal(
            "app.lua: live('/') takes a view made by ls.view, not a table",
            error_of ':live("/", {})'
        )
        assert.equal("app.lua: live('/') takes a view made by ls.view, not a nil", error_of ':live("/")')
    end)

    it("gives a path once", function()
        assert.equal(
            "app.lua: live('/'): the path is taken already",
            error_of ':live("/", view):live("/", view)'
        )
    end)

    it("knows the line where Lua still does", function()
        assert.equal(
            "app.lua:4: live('x'): a path begins with '/'",
            loading.error_of(VIEW .. 'local app = ls.app():live("x", view)\nreturn app')
        )
    end)
end)
