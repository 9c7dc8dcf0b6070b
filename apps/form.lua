-- A sign-up form: every kind of field, rules that are said once and checked by the host while you type, rows that
-- come and go. What is wrong is shown when somebody has been at a field, and not before.
local ls = require "lightspeed"
local t = ls.types

local PLANS = { "free", "team", "company" }
local COUNTRIES = {
    { value = "de", label = "Germany" },
    { value = "fr", label = "France" },
    { value = "it", label = "Italy" },
}
local CITIES = { de = { "Berlin", "Bonn" }, fr = { "Lyon", "Paris" }, it = { "Rome", "Turin" } }

local Person = t.form({
    name = t.string { trim = true, min = 2, max = 60, label = "Name" },
    email = t.check(function(email)
        return not email:find "@example%.org$"
    end, "is at example.org, where nobody reads", t.email { label = "E-mail" }),
    age = t.integer { min = 18, max = 130, label = "Age", optional = true },
    start = t.date { min = "2026-01-01", label = "First day" },
    plan = t.enum { "free", "team", "company", default = "free", label = "Plan" },
    country = t.enum { "de", "fr", "it", label = "Country" },
    city = t.string { min = 1, label = "City" },
    topics = t.list(t.enum { "news", "talks", "jobs" }, { max = 2, label = "Topics" }),
    about = t.string { max = 200, label = "About you" },
    terms = t.check(function(agreed)
        return agreed
    end, "must be agreed to", t.boolean { label = "I agree to the terms" }),
    address = {
        street = t.string { max = 80, label = "Street" },
        code = t.string { pattern = "^%d%d%d%d%d$", optional = true, label = "Postal code" },
    },
    guests = t.list({
        name = t.string { trim = true, min = 1, max = 60, label = "Name" },
        diet = t.enum { "any", "vegetarian", "vegan", default = "any", label = "Eats" },
    }, { max = 5, label = "Guests" }),
}, { id = "person" })

local form = ls.view {
    title = "Sign up",
    events = { check = Person, save = Person },
    css = css[[
        .ls-row { display: flex; gap: 1em; align-items: end; flex-wrap: wrap }
    ]],
}

function form.init()
    return { form = Person:blank(), taken = {}, saved = false }
end

-- Another country has other cities.
local function follow_country(values)
    local known = false
    for _, city in ipairs(CITIES[values.country] or {}) do
        known = known or city == values.city
    end
    values.city = known and values.city or nil
end

function form.update.check(m, entered)
    if entered.changed and entered.changed[1] == "country" then
        follow_country(entered.values)
    end
    m.form, m.saved = entered, false
end

function form.update.save(m, entered)
    m.form, m.saved = entered, false
    if not entered.valid then
        return
    elseif m.taken[entered.values.email] then
        Person:fail(entered, { email = "has signed up already" })
        return
    end
    m.taken[entered.values.email] = true
    m.saved = entered.values.name
    m.form = Person:blank()
end

local function Guest(a)
    local row = a.row
    return html[[
        <ls.input form={a.form} name="{row.name}[name]" />
        <ls.select form={a.form} name="{row.name}[diet]" />
        {if row.up then}<button {row.up} aria-label="Guest {row.number} up">↑</button>{end}
        {if row.down then}<button {row.down} aria-label="Guest {row.number} down">↓</button>{end}
        <button {row.remove} aria-label="Remove guest {row.number}">×</button>
    ]]
end

function form.render(m)
    local f = m.form
    return html[[
        <h1>Sign up</h1>
        <form id="person" ls-change="check" ls-submit="save">
            <ls.input form={f} name="name" autocomplete="name" />
            <ls.input form={f} name="email" autocomplete="email" hint="We write once a month." />
            <ls.input form={f} name="age" />
            <ls.input form={f} name="start" />
            <ls.input form={f} name="plan" type="radio" options={PLANS} />
            <ls.select form={f} name="country" prompt="Choose one" options={COUNTRIES} />
            <ls.select form={f} name="city" prompt="Choose one" options={CITIES[f.values.country] or {}} />
            <ls.select form={f} name="topics" hint="Two at most" />
            <ls.textarea form={f} name="about" rows="3" />
            <fieldset>
                <legend>Address</legend>
                <ls.input form={f} name="address[street]" />
                <ls.input form={f} name="address[code]" inputmode="numeric" />
            </fieldset>
            <ls.inputs form={f} name="guests" let="row">
                <Guest form={f} row={row} />
                <:add let="add"><button {add}>Add a guest</button></:add>
            </ls.inputs>
            <ls.input form={f} name="terms" />
            <button>Sign up</button>
            <button type="reset">Start again</button>
        </form>
        {if m.saved then}<p role="status">Welcome, {m.saved}.</p>{end}
    ]]
end

return form
