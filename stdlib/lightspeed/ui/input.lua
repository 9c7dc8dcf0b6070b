-- ls.input: an <input> of any type with its label, hint and error.

local control = require "lightspeed.ui.control"
local ls = require "lightspeed"
local options = require "lightspeed.ui.options"

-- What a person entered into these must not come back in markup, or cannot.
local silent = { password = true, file = true }

local function Control(a)
    local f = a.field
    local value = not silent[a.type] and f.value or nil
    return html[[
        <input type={a.type} id={f.id} name={f.name} aria-invalid={f.error and "true"}
            aria-describedby={f.describedby} class={a.class} value={value} {control.rest(a, f, true)}>
    ]]
end

local function is_checked(a)
    if a.checked == nil then
        return a.field.value == true
    end
    return a.checked
end

local function Box(a)
    local f = a.field
    return html[[
        <input type="checkbox" id={f.id} name={f.name} aria-invalid={f.error and "true"}
            aria-describedby={f.describedby} class={a.class} checked={is_checked(a)} {control.rest(a, f)}>
    ]]
end

-- Radio buttons, or boxes of which any number may be ticked. What they are called together is the group's.
local function Choices(a)
    local f, rest = a.field, a.rest
    local chosen, label = options.chosen(f.value), rest["aria-label"]
    rest.required = rest.required or a.type == "radio" and f.rule and f.rule.required or nil
    rest["aria-label"], rest["aria-describedby"] = nil, nil
    local invalid = a.type == "checkbox" and f.error and "true"
    local markup = html[[
        {for _, option in ipairs(a.options) do}
            <label ls-key={option.key}>
                <input type={a.type} name={f.name} value={option.value} checked={chosen(option.value)}
                    disabled={option.disabled} aria-invalid={invalid} class={a.class} {rest}>
                {option.label}
            </label>
        {end}
    ]]
    rest["aria-label"] = label
    return markup
end

local function Group(a)
    local list, why = options.read(a.options)
    if not list then
        error(why, 3)
    elseif a.type ~= "radio" and a.type ~= "checkbox" then
        error('options go with type="radio" or "checkbox"; or take <ls.select>', 3)
    end
    a.options = list
    local choices = Choices(a)
    return control.group(a, a.field, choices, a.type == "radio" and "radiogroup")
end

---A field for one value.
---
---    <ls.input form={m.form} name="title" label="What needs doing?" maxlength="80" />
---    <ls.input name="news" type="checkbox" label="Send me news" checked={m.news} />
---    <ls.input name="size" type="radio" label="Size" options={{ "S", "M", "L" }} value={m.size} />
---
---    attributes  name, label (or aria-label); form, value, error, hint, id, class
---                type      as HTML has them; where none is given what the field's type is in a t.form, or "text"
---                options   with type "radio" or "checkbox": what can be chosen; or what a t.enum has
---                checked   with type "checkbox": whether it is ticked; else its form's value says so
---                all others (placeholder, maxlength, autocomplete, required, ls-change, …) go to the <input>
local Input = ls.component {
    attrs = control.attrs {
        type = "string?",
        options = "list?",
        checked = "boolean?",
    },
    render = function(a)
        if a.type == "hidden" then
            a.label = a.label or a.name
        end
        a.field = control.read(a)
        local rule = a.field.rule or {}
        a.type = a.type or (rule.attributes or {}).type or "text"
        if a.type == "radio" or (a.type == "checkbox" and rule.multiple) then
            a.options = a.options or rule.choices
        end
        if a.options then
            return (Group(a))
        elseif a.type == "hidden" then
            return Control(a)
        elseif a.type == "checkbox" then
            return control.frame_after(a, a.field, Box(a))
        end
        return control.frame(a, a.field, Control(a))
    end,
}

return { input = Input }
