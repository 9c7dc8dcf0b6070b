-- Flights: one way or return, with dates that people write. A date that is none is marked, and what cannot be booked
-- cannot be sent.

local ls = require "lightspeed"
local tasks = require "sevenguis.tasks"
local t = ls.types

local Flight = {
    kind = t.enum { "one-way", "return" },
    start = t.string { trim = true, max = 20 },
    back = t.string { trim = true, max = 20, optional = true }, -- a field that is disabled is not sent
}

local flights = ls.view {
    title = "Flights",
    events = { choose = Flight, book = Flight },
    css = css[[
        form { display: grid; gap: 0.75rem; max-width: 20rem; }
        small { color: var(--ls-bad); display: block; min-height: 1.6em; }
        button { justify-self: start; }
    ]],
}

local DAYS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function days_in(month, year)
    local is_leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
    return month == 2 and is_leap and 29 or DAYS[month]
end

-- "24.12.2026" as a number that grows with time: 20261224. Nil where it is no date.
local function read(text)
    local day, month, year = text:match "^(%d%d?)%.(%d%d?)%.(%d%d%d%d)$"
    day, month, year = math.tointeger(day), math.tointeger(month), math.tointeger(year)
    if day and month >= 1 and month <= 12 and day >= 1 and day <= days_in(month, year) then
        return (year * 100 + month) * 100 + day
    end
end

function flights.init()
    return { kind = "one-way", start = "24.12.2026", back = "24.12.2026", booked = false }
end

local function problems(m)
    local start, back = read(m.start), read(m.back)
    local is_return = m.kind == "return"
    return {
        start = not start and "This is no date: day.month.year",
        back = is_return
            and (
                not back and "This is no date: day.month.year"
                or start and back < start and "This is before the flight there"
            ),
    }
end

local function take(m, e)
    m.kind, m.start, m.back = e.kind, e.start, e.back or m.back
    m.booked = false
    return problems(m)
end

function flights.update.choose(m, e)
    take(m, e)
end

function flights.update.book(m, e)
    local wrong = take(m, e)
    if wrong.start or wrong.back then
        return
    end
    m.booked = m.kind == "return"
            and ("You have booked a return flight, on %s and back on %s."):format(m.start, m.back)
        or ("You have booked a one-way flight on %s."):format(m.start)
end

local function Date(a)
    return html[[
        <div>
            <label for={a.name}>{a.label}</label>
            <input id={a.name} name={a.name} value={a.value} disabled={a.disabled} autocomplete="off" maxlength="20"
                placeholder="24.12.2026" aria-invalid={a.problem and "true"} aria-describedby="{a.name}-problem">
            <small id="{a.name}-problem">{a.problem}</small>
        </div>
    ]]
end

function flights.render(m)
    local wrong = problems(m)
    return html[[
        <tasks.Nav current="/flights" />
        <h1>Flights</h1>
        <form ls-change="choose" ls-submit="book">
            <label>Kind of flight
                <select name="kind">
                    <option value="one-way" selected={m.kind == "one-way"}>one-way flight</option>
                    <option value="return" selected={m.kind == "return"}>return flight</option>
                </select>
            </label>
            <Date name="start" label="There" value={m.start} problem={wrong.start} />
            <Date name="back" label="Back" value={m.back} problem={wrong.back} disabled={m.kind == "one-way"} />
            <button disabled={wrong.start or wrong.back}>Book</button>
        </form>
        <p role="status">{m.booked}</p>
    ]]
end

return flights
