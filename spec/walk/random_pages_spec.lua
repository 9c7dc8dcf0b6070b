-- Pages drawn by lot, one after the other: what a client makes of the patches must be what the host would
-- send anew. The mirror compares after every event (lightspeed.test), so an event that is taken is a check
-- that held.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

local TEXTS = {
    "",
    "a",
    "\n",
    "\n\nx",
    "<b>&amp;",
    "\"'",
    "</textarea>",
    "<!--/-->",
    "-->",
    "ü\u{1F600}",
    "a\r\nb",
    "\0",
    "javascript:alert(1)",
    "https://example.org/?a=1&b=2",
    "  ",
    "\u{2028}",
    ("long "):rep(40),
}

local function draw_rows(random)
    local rows, used = core.list {}, {}
    for _ = 1, random(0, 12) do
        local id = random(1, 20)
        if not used[id] then
            used[id] = true
            rows[#rows + 1] = { id = id, text = TEXTS[random(#TEXTS)], kind = random(0, 6) }
        end
    end
    return rows
end

-- Few changes to what was there, as real pages have them.
local function nudge(random, page)
    local rows = core.list { table.unpack(page.rows) }
    local action = random(5)
    if action == 1 and #rows > 0 then
        table.remove(rows, random(#rows))
    elseif action == 2 and #rows > 1 then
        table.insert(rows, random(#rows), table.remove(rows, random(#rows)))
    elseif action == 3 and #rows > 0 then
        local row = rows[random(#rows)]
        rows[random(#rows)] = { id = 100 + random(1e6), text = TEXTS[random(#TEXTS)], kind = row.kind }
    elseif action == 4 then
        return { rows = rows, note = TEXTS[random(#TEXTS)], flag = page.flag }
    else
        return { rows = rows, note = page.note, flag = not page.flag }
    end
    return { rows = rows, note = page.note, flag = page.flag }
end

describe("a page drawn by lot", function()
    for seed = 1, 6 do
        it(("becomes the next, a hundred times (seed %d)"):format(seed), function()
            math.randomseed(seed)
            local random = math.random
            local page = test.open "spec/apps/sampler.lua"
            local drawn = { rows = core.list {}, note = "", flag = false }
            for _ = 1, 100 do
                drawn = random(3) == 1
                        and { rows = draw_rows(random), note = TEXTS[random(#TEXTS)], flag = random(2) == 1 }
                    or nudge(random, drawn)
                local ok, text = page:send("set", drawn)
                assert(ok, text)
            end
            -- Whoever comes anew, or back with nothing, sees the same.
            local markup = page.markup
            page:disconnect():reconnect(true)
            assert.equal(markup, page.markup)
            assert.equal(100, page.app:counters().turns - 2)
        end)
    end

    it("is the same after a sleep in between", function()
        math.randomseed(7)
        local awake, drowsy = test.open "spec/apps/sampler.lua", test.open "spec/apps/sampler.lua"
        for _ = 1, 30 do
            local drawn = { rows = draw_rows(math.random), note = TEXTS[math.random(#TEXTS)], flag = false }
            assert(awake:send("set", drawn))
            drowsy:sleep()
            assert(drowsy:send("set", drawn))
            assert.equal(awake.markup, drowsy.markup)
            assert.same(awake.patch, drowsy.patch)
        end
    end)
end)
