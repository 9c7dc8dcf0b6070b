-- A component that fails takes its turn down and nothing else: its own model, its neighbours' and the view's are as
-- before, and so is the page.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

local APP = "spec/apps/failing_parts.lua"
local LIMITS = { turn_fuel = 200000, heap_bytes = 500000 }

-- Each way to fail: the code that the browser gets, and what it says to who develops.
local ways = {
    raise = { "crash", "failing_parts.lua:69: raised" },
    spin = { "budget", "the turn used up its 200000 instructions" },
    gorge = { "budget", "" },
    paint = { "crash", "not to be shown" },
    paint_spin = { "budget", "the turn used up its 200000 instructions" },
    paint_gorge = { "budget", "" },
    spoil = { "crash", "m.bad is a function; a model is plain data" },
    ask = { "crash", "nobody" },
    breed = { "crash", "the child is not born" },
    shout = { "crash", "added.by" },
}

local function shown(page)
    return {
        total = page:all("h1")[1].children[1],
        one = page:all("#one")[1].children[1],
        two = page:all("#two")[1].children[1],
    }
end

for _, mode in ipairs { { dev = true }, { dev = false } } do
    describe("a component that fails, " .. (mode.dev and "in development" or "in production"), function()
        local page, app

        before_each(function()
            page = test.open(APP, "/", { dev = mode.dev, limits = LIMITS })
            app = page.app
            page:click("#one"):click("#two"):click "#two"
        end)

        for event, expected in pairs(ways) do
            local code, reason = expected[1], expected[2]
            local is_seen_later = event == "spoil" and not mode.dev -- when the next snapshot is taken
            if not is_seen_later then
                it("leaves everything as it was: " .. event, function()
                    local before, html = app:counters(), page.html
                    core.log()
                    local ok, text, got = page:send(event, {}, "#two")
                    assert.is_false(ok)
                    assert.equal(code, got)
                    if mode.dev then
                        assert.is_truthy(text:find(reason, 1, true), text)
                    else
                        assert.is_truthy(text:find "^%x+$", text)
                        local log = core.log()
                        assert.is_truthy(log:find(text, 1, true), log)
                        assert.is_truthy(log:find(reason, 1, true), log)
                    end
                    assert.equal(html, page.html)
                    assert.same({ total = 3 }, page.model)
                    assert.equal(before.turns_failed + 1, app:counters().turns_failed)

                    page:click("#two"):click "#one"
                    assert.same({ total = "5", one = "2", two = "3" }, shown(page))
                    page:sleep()
                    page:click "#two"
                    assert.same({ total = "6", one = "2", two = "4" }, shown(page))
                end)
            end
        end
    end)
end
