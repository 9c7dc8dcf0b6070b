-- The benchmark's form: five fields, checked at each change.
local ls = require "lightspeed"

local fields = { "name", "email", "age", "city", "note" }

local form = ls.view {
    title = "Form",
    events = {
        check = { name = "string", email = "string", age = "string", city = "string", note = "string" },
    },
}

function form.init()
    return { values = { name = "", email = "", age = "", city = "", note = "" }, errors = {} }
end

local checks = {
    name = function(value)
        return #value < 2 and "is too short (2 characters at least)"
    end,
    email = function(value)
        return not value:find "^[^@%s]+@[^@%s]+$" and "is not an e-mail address"
    end,
    city = function(value)
        return #value < 2 and "is too short (2 characters at least)"
    end,
    age = function(value)
        local age = tonumber(value)
        return not (age and age >= 0 and age < 150) and "is not an age"
    end,
    note = function(value)
        return #value > 80 and "is too long (80 characters at most)"
    end,
}

function form.update.check(m, e)
    m.values = e
    m.errors = {}
    for name, check in pairs(checks) do
        m.errors[name] = check(e[name]) or nil
    end
end

function form.render(m)
    return html[[
        <form ls-change="check">
            {for _, name in ipairs(fields) do}
                <p ls-key={name}>
                    <label>
                        {name}
                        <input name={name} value={m.values[name]} aria-invalid={m.errors[name] and "true"}>
                    </label>
                    {if m.errors[name] then}<em>{name} {m.errors[name]}</em>{end}
                </p>
            {end}
        </form>
    ]]
end

return form
