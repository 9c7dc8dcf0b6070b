-- ls.window: which rows are rendered. How it scrolls is in spec/walk/window.test.mjs.

local test = require "lightspeed.test"

describe("ls.window", function()
    local page

    before_each(function()
        page = test.open "apps/million.lua"
    end)

    local function rows()
        local first = page.html:match 'aria%-rowindex="(%d+)"'
        local _, count = page.html:gsub('role="row"', "")
        return math.tointeger(first), count
    end

    it("renders the rows it is told", function()
        assert.same({ 1, 60 }, { rows() })
        page:send("seen", { first = 500000, last = 500039 })
        assert.same({ 500000, 40 }, { rows() })
        assert.has.element(page, "div[ls-window='24 1000000 500000 500039 480px']")
    end)

    it("keeps those that are in both ranges: little is sent", function()
        page:send("seen", { first = 1, last = 40 })
        page:send("seen", { first = 3, last = 42 })
        assert.patch_bytes(page, 200)
    end)

    it("stays within the list, and renders five hundred at most", function()
        page:send("seen", { first = -7, last = 5 })
        assert.same({ 1, 5 }, { rows() })
        page:send("seen", { first = 999999, last = 2000000 })
        assert.same({ 999999, 2 }, { rows() })
        page:send("seen", { first = 1, last = 1000000 })
        assert.same({ 1, 500 }, { rows() })
        page:send("seen", { first = 7, last = 3 })
        assert.same({ nil, 0 }, { rows() })
        page:send("seen", { first = math.maxinteger, last = math.mininteger })
        assert.same({ nil, 0 }, { rows() })
    end)
end)
