-- The command's own manners.

local checking = require "spec.support.checking"

describe("lightspeed", function()
    it("lists its commands", function()
        local text, code = checking.run "help"
        assert.equal(0, code)
        for _, name in ipairs { "check", "stories", "help", "version" } do
            assert.is_truthy(text:find("\n  " .. name .. " ", 1, true), name)
        end
        assert.same({ text, 2 }, { checking.run "" })
        assert.same({ text, 0 }, { checking.run "--help" })
    end)

    it("tells more of one command", function()
        local text, code = checking.run "help check"
        assert.is_truthy(text:find("--strict", 1, true), text)
        assert.equal(0, code)
        assert.same({ text, 0 }, { checking.run "check --help" })
    end)

    it("takes the host's options for its stories, and tells which it does not", function()
        local text, code = checking.run "stories --prot 4000"
        assert.is_truthy(text:find("unknown option '--prot'; did you mean --port?", 1, true), text)
        assert.equal(2, code)
        text, code = checking.run "stories --data /dev/null --port 4001"
        assert.is_truthy(text:find("--data /dev/null: that is no directory", 1, true), text)
        assert.equal(2, code)
        text, code = checking.run "stories apps/counter.lua"
        assert.is_truthy(text:find("one app at a time", 1, true), text)
        assert.equal(2, code)
    end)

    it("tells its version", function()
        local text, code = checking.run "version"
        assert.is_truthy(text:find "^lightspeed %d+%.%d+%.%d+\n$", text)
        assert.equal(0, code)
        assert.same({ text, 0 }, { checking.run "--version" })
        assert.same({ "lightspeed: version takes no 'x'\n", 2 }, { checking.run "version x" })
    end)

    it("does not know other commands, and says what may be meant", function()
        assert.same(
            { "lightspeed: there is no command 'chekc'; did you mean 'check'?\n", 2 },
            { checking.run "chekc" }
        )
        assert.same(
            { "lightspeed: there is no command 'dance'; see lightspeed help\n", 2 },
            { checking.run "dance" }
        )
        assert.same(
            { "lightspeed: there is no command 'dance'; see lightspeed help\n", 2 },
            { checking.run "help dance" }
        )
        assert.same(
            { "lightspeed: 'app.lua' is no command; to serve an app: lightspeed-host app.lua\n", 2 },
            { checking.run "app.lua" }
        )
    end)
end)
