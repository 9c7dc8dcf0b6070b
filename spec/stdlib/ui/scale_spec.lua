-- Axes: round numbers that reach around what is to be shown.

local scale = require "lightspeed.ui.scale"

local function texts(axis)
    local list = {}
    for number, tick in ipairs(axis.ticks) do
        list[number] = scale.text(tick, axis.step)
    end
    return table.concat(list, " ")
end

describe("an axis", function()
    for _, case in ipairs {
        { 3, 97, "0 25 50 75 100" },
        { 0, 7, "0 2 4 6 8" },
        { 0, 1, "0 0.25 0.50 0.75 1.00" },
        { 0, 0, "0 0.25 0.50 0.75 1.00" },
        { 5, 5, "0 2 4 6" },
        { -5, -5, "-6 -4 -2 0" },
        { -3, 12, "-5 0 5 10 15" },
        { -40, -1, "-40 -30 -20 -10 0" },
        { 0.001, 0.0042, "0 0.002 0.004 0.006" },
        { 1234567, 3456789, "0 1M 2M 3M 4M" },
        { 0, 25000, "0 10k 20k 30k" },
        { 0, 8000, "0 2,000 4,000 6,000 8,000" },
    } do
        it(("from %s to %s has round ticks"):format(case[1], case[2]), function()
            assert.equal(case[3], texts(scale.axis(case[1], case[2])))
        end)
    end

    it(
        "leaves zero out where the values are far from it and near each other, unless it is asked for",
        function()
            assert.equal("1,000.0 1,002.5 1,005.0 1,007.5 1,010.0", texts(scale.axis(1000, 1010)))
            assert.equal(0, scale.axis(1000, 1010, { zero = true }).low)
            assert.equal(2, scale.axis(3, 10, { zero = false }).low)
        end
    )

    it("reaches as far as it is told", function()
        local axis = scale.axis(3, 10, { min = -20, max = 100 })
        assert.is_true(axis.low <= -20 and axis.high >= 100)
    end)

    it("holds every value there is, in few steps, whatever their size", function()
        math.randomseed(3)
        for _ = 1, 5000 do
            local size = 10.0 ^ math.random(-300, 300)
            local low, high = (math.random() - 0.5) * size, (math.random() - 0.5) * size
            low, high = math.min(low, high), math.max(low, high)
            local axis = scale.axis(low, high)
            local hair = axis.step * 1e-6
            assert.is_true(axis.low <= low + hair and axis.high >= high - hair)
            assert.is_true(#axis.ticks >= 2 and #axis.ticks <= 7, #axis.ticks)
            local place = scale.place(axis, (low + high) / 2)
            assert.is_true(place >= 0 and place <= 1)
        end
        local widest = scale.axis(-1e300, 1e300)
        assert.is_true(math.abs(scale.place(widest, 0) - 0.5) < 1e-9)
    end)

    it("says where a value stands", function()
        local axis = scale.axis(0, 100)
        assert.equal(0, scale.place(axis, 0))
        assert.equal(0.25, scale.place(axis, 25))
        assert.equal(1, scale.place(axis, 1000))
    end)
end)

describe("a number", function()
    for value, text in pairs {
        [1234567.891] = "1,234,567.891",
        [-1234] = "-1,234",
        [-123] = "-123",
        [0] = "0",
        [0.5] = "0.5",
        [3.0] = "3",
        [1e20] = "1e+20",
        [0.00012] = "0.00012",
    } do
        it(("%s is written %s"):format(value, text), function()
            assert.equal(text, scale.number(value))
        end)
    end

    it("is neither nan nor inf nor a text", function()
        assert.equal("is nan, which is no number", scale.fault_of(0 / 0))
        assert.equal("is -inf, and no axis goes so far", scale.fault_of(-math.huge))
        assert.equal("is 1e+301, and no axis goes so far", scale.fault_of(1e301))
        assert.equal("is a string, not a number", scale.fault_of "3")
        assert.is_nil(scale.fault_of(3))
    end)
end)
