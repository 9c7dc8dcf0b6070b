-- What a chart shows, in one form, checked: labels along the axis, and series of numbers that are as long.
--
--     { labels = { "Mon", "Tue" }, { name = "Visits", values = { 3, 7 } }, low = 3, high = 7 }
--
-- `false` in place of a number is a gap: nobody knows the value.

local scale = require "lightspeed.ui.scale"

local series = {}

-- An app gives the values of one series alone, or a list of series.
local function given_series(a)
    if a.values and a.series then
        return nil, "<ls.chart> takes values (of one series) or series, not both"
    elseif not (a.values or a.series) then
        return nil, "<ls.chart> needs values={…}, or series={{ { name = …, values = … } }}"
    end
    return a.series or { { name = a.name or a.title, values = a.values } }
end

local function read_values(one, labels)
    local values = {}
    for place, label in ipairs(labels) do
        local value = one.values[place] or false
        local fault = value and scale.fault_of(value)
        if fault then
            return nil, ("<ls.chart>: '%s' of '%s' %s"):format(label, one.name, fault)
        end
        values[place] = value
    end
    return values
end

local function read_one(one, number, labels)
    if type(one) ~= "table" or type(one.name) ~= "string" or type(one.values) ~= "table" then
        return nil, ('<ls.chart>: series %d is not { name = "Visits", values = { … } }'):format(number)
    elseif #one.values > #labels then
        return nil,
            ("<ls.chart>: '%s' has %d values, and there are %d labels"):format(one.name, #one.values, #labels)
    end
    local values, why = read_values(one, labels)
    return values and { name = one.name, values = values, bases = {}, tops = {} }, why
end

local function text_of_labels(given)
    local labels = {}
    for place = 1, #given do
        local label = given[place]
        if type(label) ~= "string" and type(label) ~= "number" then
            return nil, ("<ls.chart>: label %d is a %s, not a text"):format(place, type(label))
        end
        labels[place] = tostring(math.tointeger(label) or label)
    end
    return labels
end

-- Without labels, values are numbered.
local function labels_of(a, list)
    if a.labels then
        return text_of_labels(a.labels)
    end
    local labels, most = {}, 0
    for _, one in ipairs(list) do
        most = math.max(most, type(one) == "table" and type(one.values) == "table" and #one.values or 0)
    end
    for place = 1, most do
        labels[place] = tostring(place)
    end
    return labels
end

local function extend(data, value)
    data.low = math.min(data.low or value, value)
    data.high = math.max(data.high or value, value)
end

-- Stacked values stand on those of the series before: negative ones below zero, the others above.
local function stack(data)
    for place in ipairs(data.labels) do
        local above, below = 0, 0
        for _, one in ipairs(data) do
            local value = one.values[place] or 0
            local base = value < 0 and below or above
            one.bases[place], one.tops[place] = base, base + value
            above, below = value < 0 and above or base + value, value < 0 and base + value or below
            extend(data, base + value)
        end
    end
end

local function place_side_by_side(data)
    for _, one in ipairs(data) do
        for place, value in ipairs(one.values) do
            one.bases[place], one.tops[place] = 0, value
            if value then
                extend(data, value)
            end
        end
    end
end

---What a chart's attributes say it shows; or nil and why that cannot be shown.
---@param a table
---@return table? data, string? why
function series.read(a)
    local list, why = given_series(a)
    if not list then
        return nil, why
    end
    local data = {}
    data.labels, why = labels_of(a, list)
    if not data.labels then
        return nil, why
    end
    for number, one in ipairs(list) do
        data[number], why = read_one(one, number, data.labels)
        if not data[number] then
            return nil, why
        end
    end
    local arrange = a.stacked and stack or place_side_by_side
    arrange(data)
    return data
end

return series
