-- Moments: the calendar against the C library's, and words.

local moment = require "lightspeed.ui.moment"

local DAY = 86400000

describe("a moment", function()
    it("has the fields that the C library's calendar gives it, in every year that <time> can say", function()
        math.randomseed(8)
        for _ = 1, 20000 do
            local seconds = math.random(-62135596800, 253402300799)
            local c = os.date("!*t", seconds)
            local f = moment.fields(seconds * 1000 + math.random(0, 999), 0)
            local weekday = (c.wday + 5) % 7 + 1
            assert.same(
                { c.year, c.month, c.day, weekday, c.hour, c.min, c.sec },
                { f.year, f.month, f.day, f.weekday, f.hour, f.minute, f.second }
            )
        end
    end)

    it("is written as <time datetime> takes it", function()
        assert.equal("1970-01-01T00:00:00Z", moment.iso(0, 0))
        assert.equal("1969-12-31T23:59:59Z", moment.iso(-1, 0))
        assert.equal("2000-02-29T02:00:00+02:00", moment.iso(951782400000, 120))
        assert.equal("2000-02-28T20:30:00-03:30", moment.iso(951782400000, -210))
        assert.equal("0001-01-01T00:00:00Z", moment.iso(-62135596800000, 0))
    end)

    it("is written for people", function()
        local at = 1795230553000
        assert.equal("21 Nov 2026, 03:09", moment.text(at, "datetime", 0))
        assert.equal("21 Nov 2026", moment.text(at, "date", 0))
        assert.equal("03:09", moment.text(at, "time", 0))
        assert.equal("Saturday, 21 November 2026", moment.text(at, "long", 0))
        assert.equal("Saturday, 21 November 2026, 03:09 UTC", moment.text(at, "full", 0))
        assert.equal("Saturday, 21 November 2026, 08:54 UTC+5:45", moment.text(at, "full", 345))
        assert.equal("Friday, 20 November 2026, 22:09 UTC-5", moment.text(at, "full", -300))
        assert.equal("2026-11-21", moment.text(at, "iso", 0))
    end)

    it("is read from milliseconds or a date", function()
        assert.equal(1500, moment.read(1500))
        assert.equal(1500, moment.read(1500.9))
        assert.equal(1795219200000, moment.read "2026-11-21")
        assert.equal(951782400000, moment.read "2000-02-29")
    end)

    for given, why in pairs {
        ["2026-02-30"] = "there is no day 2026-02-30",
        ["1900-02-29"] = "there is no day 1900-02-29",
        ["2026-13-01"] = "there is no day 2026-13-01",
        ["2026-00-10"] = "'2026-00-10' is no date such as 2026-11-21",
        ["21.11.2026"] = "'21.11.2026' is no date such as 2026-11-21",
        [1e300] = "1e+300 is no moment between the years 1 and 9999",
        [-math.huge] = "-inf is no moment between the years 1 and 9999",
        [true] = "a moment is milliseconds since 1970 or a date, not a boolean",
    } do
        it(("is not %s"):format(tostring(given)), function()
            assert.same({ nil, why }, { moment.read(given) })
        end)
    end

    it("is not nan", function()
        assert.is_nil(moment.read(0 / 0))
    end)

    describe("in words", function()
        for _, case in ipairs {
            { 0, "just now" },
            { 59999, "just now" },
            { -59999, "in a moment" },
            { 60000, "1 minute ago" },
            { 3 * 60000 + 59999, "3 minutes ago" },
            { -2 * 60000, "in 2 minutes" },
            { 3600000, "1 hour ago" },
            { DAY - 1, "23 hours ago" },
            { DAY, "1 day ago" },
            { 29 * DAY, "29 days ago" },
            { 30 * DAY, "1 month ago" },
            { 364 * DAY, "11 months ago" },
            { 365 * DAY, "1 year ago" },
            { -800 * DAY, "in 2 years" },
        } do
            it(("of %d ms before now is '%s'"):format(case[1], case[2]), function()
                assert.equal(case[2], moment.relative(1e12 // 1 - case[1], 1e12 // 1))
            end)
        end
    end)
end)
