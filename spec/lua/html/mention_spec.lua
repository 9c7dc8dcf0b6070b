-- What a file's Lua mentions: modules, and ls.raw.

local support = require "spec.lua.support"

describe("the modules that a file names", function()
    it("are told once each, in order", function()
        assert.same(
            { "lightspeed", "models.task", "b" },
            support.compile [[
                local ls = require "lightspeed"
                local task, b = require("models.task"), require 'b'
                return require "b"
            ]].requires
        )
    end)

    it("are files of templates too", function()
        assert.same(
            { "lightspeed", "template a.html", "template b/c.html" },
            support.compile [[
                local live = require "lightspeed"
                return live.template "a.html", live.template("b/c.html"), other.template "d.html", live.template(x)
            ]].requires
        )
    end)

    it("are those of literal names in the file's own code", function()
        assert.same(
            {},
            support.compile([[
                -- require "comment"
                local s = 'require "text"'
                other.require "a"
                other:require "b"
                return require(name)
            ]]).requires
        )
    end)
end)

describe("ls.raw", function()
    local function places(source)
        local list = {}
        for index, place in ipairs(support.compile(source).raw) do
            list[index] = place.line .. ":" .. (place.column or "?")
        end
        return list
    end

    it("is told where it stands, in templates too", function()
        assert.same(
            { "2:9", "4:5" },
            places "local a = 1\nlocal b=ls.raw(a)\nreturn html[[\n<p>{ls.raw(m.a)}</p>]]"
        )
    end)

    it("is known under the name that the file gives to lightspeed", function()
        assert.same({ "2:8" }, places 'local live = require "lightspeed"\nreturn live.raw(x)')
        assert.same({ "1:8" }, places 'return ls["raw"](x)')
        assert.same({}, places "return other.raw(x), my.ls.raw, raw, ls.rawer")
    end)
end)
