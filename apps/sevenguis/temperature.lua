-- Temperature: Celsius and Fahrenheit, in two fields that follow each other. What is no number changes nothing but
-- the field that it stands in.

local ls = require "lightspeed"
local tasks = require "sevenguis.tasks"
local t = ls.types

local Field = { value = t.string { trim = true, max = 40 } }

local temperature = ls.view {
    title = "Temperature",
    events = { celsius = Field, fahrenheit = Field },
    css = css[[
        .pair { align-items: end; display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; }
        input { display: block; width: 8rem; }
        .equal { padding-block: 0.5rem; }
    ]],
}

-- As people write it: no exponent, at most four digits behind the point, none that are nothing.
local function written(number)
    return (("%.4f"):format(number):gsub("%.?0+$", ""):gsub("^%-0$", "0"))
end

-- The number that a person wrote; nil where it is none. Lua's own words for numbers ("0x10", "1e5") are not people's.
local function read(text)
    return text:find "^[-+]?%d+%.?%d*$" and tonumber(text) or nil
end

function temperature.init()
    return { celsius = "", fahrenheit = "" }
end

function temperature.update.celsius(m, e)
    local number = read(e.value)
    m.celsius = e.value
    if number then
        m.fahrenheit = written(number * 9 / 5 + 32)
    end
end

function temperature.update.fahrenheit(m, e)
    local number = read(e.value)
    m.fahrenheit = e.value
    if number then
        m.celsius = written((number - 32) * 5 / 9)
    end
end

local function is_wrong(text)
    return text ~= "" and not read(text)
end

function temperature.render(m)
    return html[[
        <tasks.Nav current="/temperature" />
        <h1>Temperature</h1>
        <div class="pair">
            <label>Celsius
                <input ls-change="celsius" value={m.celsius} inputmode="decimal" autocomplete="off" maxlength="40"
                    aria-invalid={is_wrong(m.celsius) and "true"}>
            </label>
            <span class="equal">=</span>
            <label>Fahrenheit
                <input ls-change="fahrenheit" value={m.fahrenheit} inputmode="decimal" autocomplete="off"
                    maxlength="40" aria-invalid={is_wrong(m.fahrenheit) and "true"}>
            </label>
        </div>
    ]]
end

return temperature
