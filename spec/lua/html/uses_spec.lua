-- What the compiler notes of a file's use of Lightspeed, and what the load makes of it.

require "spec.lua.support"
local loading = require "spec.support.loading"
local uses = require "html.uses"

local function parts_of(source)
    return uses.note(source, "app.lua", {}):match "parts={(.*)}}"
end

describe("a file's use of ls", function()
    it("is every name behind it, once, with its first line", function()
        assert.equal(
            '{"view",2},{"after",4},{"types",4}',
            parts_of 'local ls = require "lightspeed"\nlocal v = ls.view {}\n\nf(ls.after, ls.types.x, ls.view)'
        )
    end)

    it("goes by the name that the file gives it", function()
        assert.equal('{"now",1}', parts_of "local live <const> = require('lightspeed') return live.now()")
        assert.is_nil(parts_of "local ls = require 'other' return ls.now()")
        assert.equal('{"view",1}', parts_of "local view = require 'lightspeed'.view return view.x")
    end)

    it("is not what stands in strings and comments, nor a field of something else", function()
        assert.is_nil(parts_of [[local ls = require "lightspeed" -- ls.a
            return "ls.b", { ls = 1 }, page.ls.c, page:ls().d, ls]])
    end)

    it("is not what the file itself assigns", function()
        assert.is_nil(parts_of 'local ls = require "lightspeed" ls.mine = 3')
        assert.equal('{"mine",1}', parts_of 'local ls = require "lightspeed" return ls.mine == 3')
    end)

    it("is an error at load where there is no such name, however late it would be used", function()
        local text = loading.error_of [[
local ls = require "lightspeed"
local view = ls.view {}
function view.init() return {}, ls.aftr(1) end
function view.render() return html[=[<p>{ls.nowhere()}</p>]=] end
return view]]
        assert.equal(
            "app.lua:3: ls.aftr does not exist; did you mean 'after'?\napp.lua:4: ls.nowhere does not exist",
            text
        )
    end)
end)
