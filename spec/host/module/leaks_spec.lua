-- On a sanitized build: nothing that the module made is left when its state ends.

local reading = require "spec.support.reading"

local preloaded = os.getenv "LD_PRELOAD" or ""

if preloaded:find("asan", 1, true) then
    describe("lightspeed.core", function()
        it("gives all memory back", function()
            local paths = ("LUA_PATH='%s' LUA_CPATH='%s'"):format(package.path, package.cpath)
            local command = "ASAN_OPTIONS=detect_leaks=1 %s lua5.4 spec/support/use_everything.lua 2>&1"
            local said, ok = reading.output_of(command:format(paths))
            assert.is_true(ok)
            assert.equal("done\n", said)
        end)
    end)
end
