-- Axes: from the values that are to be shown to round numbers beside an axis, and to places along it.
--
--     local axis = scale.axis(3, 97)          axis.low 0, axis.high 100, axis.ticks { 0, 25, 50, 75, 100 }
--     scale.text(axis.ticks[2], axis.step)                "25"

local scale = {}

local TICKS = 4 -- about so many steps
local FARTHEST = 1e300 -- so that the ticks beyond are numbers too

---What is wrong with a value that no axis has a place for; nil where nothing is.
---@param value any
---@return string?
function scale.fault_of(value)
    if type(value) ~= "number" then
        return ("is a %s, not a number"):format(type(value))
    elseif value ~= value then
        return "is nan, which is no number"
    elseif math.abs(value) > FARTHEST then
        return ("is %s, and no axis goes so far"):format(tostring(value))
    end
end

-- The power of ten at or below a positive number. log can be off by a hair, so what it says is looked at again.
local function magnitude(size)
    local power = 10.0 ^ math.floor(math.log(size, 10))
    if power * 10 <= size then
        return power * 10
    end
    return power > size and power / 10 or power
end

-- The least of 1, 2, 2.5 and 5 times a power of ten that is no smaller.
local function nice_step(least)
    local power = magnitude(least)
    for _, factor in ipairs { 1, 2, 2.5, 5 } do
        if factor * power >= least * (1 - 1e-9) then
            return factor * power
        end
    end
    return 10 * power
end

-- Where there is nothing between the least and the greatest value, the axis is made around it.
local function widen(low, high)
    local size = math.max(math.abs(low), math.abs(high))
    if high - low > size * 1e-9 then
        return low, high
    elseif size == 0 then
        return 0, 1
    end
    return math.min(0, low), math.max(0, high)
end

local function with_zero(low, high, zero)
    -- Values that are far from zero and near each other are told apart better without it.
    local is_near = high - low > math.max(math.abs(low), math.abs(high)) / 3
    if zero or zero == nil and is_near then
        return math.min(0, low), math.max(0, high)
    end
    return low, high
end

---An axis for values from `low` to `high`. options: zero = true or false (whether it begins at zero; nil: where the
---values are near it), min and max (the axis reaches at least so far).
---@param low number
---@param high number
---@param options { zero: boolean?, min: number?, max: number?, count: integer? }?
---@return { low: number, high: number, step: number, ticks: number[] }
function scale.axis(low, high, options)
    options = options or {}
    low, high = with_zero(low, high, options.zero)
    low, high = math.min(low, options.min or low), math.max(high, options.max or high)
    low, high = widen(low, high)
    local count = options.count or TICKS
    local step = nice_step(high / count - low / count)
    local first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    local ticks = {}
    for number = first, last do
        ticks[#ticks + 1] = number * step
    end
    return { low = ticks[1], high = ticks[#ticks], step = step, ticks = ticks }
end

---Where a value stands along an axis: 0 at its low end, 1 at its high end.
---@return number
function scale.place(axis, value)
    local place = (value / 2 - axis.low / 2) / (axis.high / 2 - axis.low / 2)
    return math.max(0, math.min(1, place))
end

-- Digits behind the point that a step needs.
local function decimals_of(step)
    for decimals = 0, 6 do
        local scaled = step * 10 ^ decimals
        if math.abs(scaled - math.floor(scaled + 0.5)) < 1e-6 * scaled then
            return decimals
        end
    end
    return 6
end

local suffixes = { { 1e12, "T" }, { 1e9, "B" }, { 1e6, "M" }, { 1e3, "k" } }

local function grouped(digits)
    local head, tail = digits:match "^(-?%d+)(.*)$"
    head = head:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^(-?),", "%1")
    return head .. tail
end

local function trimmed(text)
    return text:find(".", 1, true) and text:gsub("0+$", ""):gsub("%.$", "") or text
end

---A number for people: 1,234.5, and no more digits than it has. At most three behind the point.
---@param value number
---@return string
function scale.number(value)
    local size = math.abs(value)
    if size < 1000 and math.type(value) == "integer" then
        return tostring(value)
    end
    if size >= 1e15 or size > 0 and size < 1e-3 then
        return ("%.4g"):format(value)
    end
    local text = trimmed(("%.3f"):format(value))
    return grouped(text == "-0" and "0" or text)
end

---"1 value", "3 values"
---@return string
function scale.count(count, noun)
    return count == 1 and "1 " .. noun or ("%d %ss"):format(count, noun)
end

---A tick's number, short: 0.25, 1,500, 20k, 1.5M.
---@param value number
---@param step number
---@return string
function scale.text(value, step)
    if value == 0 then
        return "0"
    elseif step < 1e-6 or math.abs(value) >= 1e15 then
        return ("%.4g"):format(value)
    end
    for _, suffix in ipairs(suffixes) do
        -- 9,000 stays as it is; from ten thousand on the zeros tell nothing.
        if math.abs(value) >= suffix[1] and (suffix[1] > 1e3 or math.abs(value) >= 1e4) then
            return trimmed(("%.3f"):format(value / suffix[1])) .. suffix[2]
        end
    end
    return grouped(("%.*f"):gsub("%*", tostring(decimals_of(step))):format(value))
end

return scale
