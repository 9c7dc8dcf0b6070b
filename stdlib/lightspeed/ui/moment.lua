-- A moment in milliseconds since 1970 as a calendar has it, and in words. The sandbox has no os.date, and what a
-- page says must not hang on the machine's zone: everything is UTC, or a fixed number of minutes away from it.
--
--     moment.iso(at, 0)               "2026-11-21T03:09:13Z"
--     moment.text(at, "date", 0)      "21 Nov 2026"
--     moment.relative(at, now)        "3 minutes ago"

local moment = {}

local SECOND, MINUTE, HOUR, DAY = 1000, 60000, 3600000, 86400000
local FIRST, LAST = -62135596800000, 253402300799999 -- the years 1 to 9999, which is what <time> can say

local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }
local LONG_MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
}
local WEEKDAYS = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" }

-- Years are counted from March here, so that the day that comes and goes is a year's last. 400 years are 146,097
-- days.
local function civil(days)
    local since = days + 719468 -- since the first of March of year 0
    local era, day = since // 146097, since % 146097
    local year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    local of_year = day - (365 * year + year // 4 - year // 100)
    local month = (5 * of_year + 2) // 153
    local number = month < 10 and month + 3 or month - 9
    return year + era * 400 + (number <= 2 and 1 or 0), number, of_year - (153 * month + 2) // 5 + 1
end

local function days_of(year, month, day)
    local shifted = month <= 2 and year - 1 or year
    local of_year = (153 * (month > 2 and month - 3 or month + 9) + 2) // 5 + day - 1
    local era, of_era = shifted // 400, shifted % 400
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
end

---The fields of a moment, `offset` minutes east of UTC.
---@param at number
---@param offset integer
---@return table<string, integer> year, month, day, weekday (1 is Monday), hour, minute, second
function moment.fields(at, offset)
    local ms = math.floor(at) + offset * MINUTE
    local days, rest = ms // DAY, ms % DAY
    local year, month, day = civil(days)
    return {
        year = year,
        month = month,
        day = day,
        weekday = (days + 3) % 7 + 1, -- the first of January 1970 was a Thursday
        hour = rest // HOUR,
        minute = rest % HOUR // MINUTE,
        second = rest % MINUTE // SECOND,
    }
end

---Milliseconds from what an app has: a number of them, or a date "2026-11-21" as t.date gives it. Nil and why not
---where it is neither.
---@param given any
---@return integer? at, string? why
function moment.read(given)
    if type(given) == "string" then
        local year, month, day = given:match "^(%d%d%d%d)%-(%d%d)%-(%d%d)$"
        if not year or month == "00" or day == "00" or year == "0000" then
            return nil, ("'%s' is no date such as 2026-11-21"):format(given)
        end
        local at = days_of(year // 1, month // 1, day // 1) * DAY
        if moment.text(at, "iso", 0) ~= given then
            return nil, ("there is no day %s"):format(given)
        end
        return at
    elseif type(given) ~= "number" then
        return nil, ("a moment is milliseconds since 1970 or a date, not a %s"):format(type(given))
    elseif given ~= given or given < FIRST or given > LAST then
        return nil, ("%s is no moment between the years 1 and 9999"):format(tostring(given))
    end
    return math.floor(given)
end

local function zone(offset, zero)
    if offset == 0 then
        return zero
    end
    local minutes = math.abs(offset)
    return ("%s%02d:%02d"):format(offset < 0 and "-" or "+", minutes // 60, minutes % 60)
end

-- "UTC", "UTC+2", "UTC-3:30"
local function zone_name(offset)
    local minutes = math.abs(offset)
    local sign = offset < 0 and "-" or "+"
    local part = minutes % 60 > 0 and (":%02d"):format(minutes % 60) or ""
    return offset == 0 and "UTC" or ("UTC%s%d%s"):format(sign, minutes // 60, part)
end

local formats = {}

function formats.date(f)
    return ("%d %s %d"):format(f.day, MONTHS[f.month], f.year)
end

function formats.time(f)
    return ("%02d:%02d"):format(f.hour, f.minute)
end

function formats.datetime(f)
    return formats.date(f) .. ", " .. formats.time(f)
end

function formats.long(f)
    return ("%s, %d %s %d"):format(WEEKDAYS[f.weekday], f.day, LONG_MONTHS[f.month], f.year)
end

function formats.full(f, offset)
    return formats.long(f) .. ", " .. formats.time(f) .. " " .. zone_name(offset)
end

function formats.iso(f)
    return ("%04d-%02d-%02d"):format(f.year, f.month, f.day)
end

---The names of the formats.
moment.formats = { "datetime", "date", "time", "long", "full", "iso" }

---A moment in words.
---@param at number
---@param format string one of moment.formats
---@param offset integer minutes east of UTC
---@return string
function moment.text(at, format, offset)
    return formats[format](moment.fields(at, offset), offset)
end

---A moment as <time datetime> takes it.
---@param at number
---@param offset integer
---@return string
function moment.iso(at, offset)
    local f = moment.fields(at, offset)
    return formats.iso(f) .. ("T%02d:%02d:%02d"):format(f.hour, f.minute, f.second) .. zone(offset, "Z")
end

-- From so many milliseconds on, a distance is told in this unit.
local units = {
    { from = 365 * DAY, size = 365.2425 * DAY, name = "year" },
    { from = 30 * DAY, size = 30.436875 * DAY, name = "month" },
    { from = DAY, size = DAY, name = "day" },
    { from = HOUR, size = HOUR, name = "hour" },
    { from = MINUTE, size = MINUTE, name = "minute" },
}

---How far a moment is from now: "3 minutes ago", "in 2 days", "just now".
---@param at number
---@param now number
---@return string
function moment.relative(at, now)
    local distance = math.abs(now - at)
    for _, unit in ipairs(units) do
        if distance >= unit.from then
            local count = math.max(1, distance // unit.size | 0)
            local words = ("%d %s%s"):format(count, unit.name, count == 1 and "" or "s")
            return at > now and "in " .. words or words .. " ago"
        end
    end
    return at > now and "in a moment" or "just now"
end

return moment
