-- A form that says what is wrong while you type: the server checks, the browser keeps the caret.
local ls = require "lightspeed"
local t = ls.types

local Person = {
    name = t.string { trim = true, max = 60 },
    email = t.string { trim = true, max = 120 },
    colour = t.enum { "red", "green", "blue", default = "red" },
    news = t.boolean { default = false },
}

local form = ls.view {
    title = "Sign up",
    events = { check = Person, save = Person },
}

function form.init()
    return { values = { name = "", email = "", colour = "red", news = false }, errors = {}, saved = false }
end

local function check(values)
    local errors = {}
    if values.name == "" then
        errors.name = "What shall we call you?"
    end
    if not values.email:find "^[^@%s]+@[^@%s]+%.[^@%s]+$" then
        errors.email = "This is not an e-mail address."
    end
    return errors
end

function form.update.check(m, e)
    m.values = e
    m.errors = check(e)
    m.saved = false
end

function form.update.save(m, e)
    m.values = e
    m.errors = check(e)
    m.saved = next(m.errors) == nil
end

local function Field(a, slot)
    return html[[
        <p>
            <label>{a.label} {slot()}</label>
            {if a.problem then}<em role="alert">{a.problem}</em>{end}
        </p>
    ]]
end

function form.render(m)
    local v, errors = m.values, m.errors
    return html[[
        <h1>Sign up</h1>
        <form ls-change="check" ls-submit="save">
            <Field label="Name" problem={errors.name}>
                <input name="name" value={v.name} aria-invalid={errors.name and "true"}>
            </Field>
            <Field label="E-mail" problem={errors.email}>
                <input name="email" value={v.email} aria-invalid={errors.email and "true"}>
            </Field>
            <Field label="Colour">
                <select name="colour">
                    {for _, colour in ipairs { "red", "green", "blue" } do}
                        <option value={colour} selected={colour == v.colour}>{colour}</option>
                    {end}
                </select>
            </Field>
            <Field label="News">
                <input type="checkbox" name="news" checked={v.news}>
            </Field>
            <button>Save</button>
        </form>
        {if m.saved then}<p role="status">Welcome, {v.name}.</p>{end}
    ]]
end

return form
