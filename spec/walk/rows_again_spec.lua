-- Rows that did not change are copied from the page that is shown (host/tree/memo.h). After each event the page is
-- asked for anew, and what is rendered then owes nothing to what was shown: both must be the same.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

local TEXTS = { "", "a", "7", "<b>", "\n", "true", ("long "):rep(20), "\u{fc}" }

local function draw_row(random)
    return { id = random(1, 60), text = TEXTS[random(#TEXTS)], kind = random(0, 3) }
end

local function without_twins(rows)
    local kept, used = core.list {}, {}
    for _, row in ipairs(rows) do
        if not used[row.id] then
            used[row.id] = true
            kept[#kept + 1] = row
        end
    end
    return kept
end

local changes = {
    function(random, rows)
        rows[random(#rows)] = draw_row(random)
    end,
    function(random, rows)
        table.insert(rows, random(#rows), draw_row(random))
    end,
    function(random, rows)
        table.remove(rows, random(#rows))
    end,
    function(random, rows)
        local i, j = random(#rows), random(#rows)
        rows[i], rows[j] = rows[j], rows[i]
    end,
    function(random, rows)
        local row = rows[random(#rows)]
        row.kind = random(0, 3)
    end,
    function(random, rows)
        local at = random(#rows)
        for _ = 1, random(0, 20) do
            table.remove(rows, at)
        end
    end,
    function(random, rows)
        for _ = 1, random(0, 20) do
            rows[#rows + 1] = draw_row(random)
        end
    end,
    function() end,
}

describe("rows that are said again", function()
    for seed = 1, 8 do
        it(("are never those of before (seed %d)"):format(seed), function()
            math.randomseed(seed)
            local random = math.random
            local page = test.open "spec/apps/rows_again.lua"
            local rows = core.list {}
            for _ = 1, 60 do
                while #rows == 0 do
                    rows[1] = draw_row(random)
                end
                for _ = 1, random(1, 3) do
                    if #rows > 0 then
                        changes[random(#changes)](random, rows)
                    end
                end
                rows = without_twins(rows)
                assert(page:send("set", { rows = rows, swing = random(0, 8) // 8 }))
                local markup = page.markup
                page:disconnect():reconnect(true)
                assert.equal(markup, page.markup)
            end
        end)
    end

    it("are refused where two have one key, as on the first day", function()
        local page = test.open "spec/apps/rows_again.lua"
        assert(page:send("set", { rows = core.list { { id = 1, text = "a", kind = 0 } }, swing = 0 }))
        local markup = page.markup
        local ok, text = page:send("twice", {})
        assert.is_false(ok)
        assert.truthy(text:find("two rows have the key '1'", 1, true))
        assert.equal(markup, page.markup)
    end)
end)
