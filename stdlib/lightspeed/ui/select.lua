-- ls.select: a <select> with its label, hint and error.

local control = require "lightspeed.ui.control"
local ls = require "lightspeed"
local options = require "lightspeed.ui.options"

local Entries

local function Entry(a)
    local option = a.option
    if option.options then
        return html[[
            <optgroup label={option.label} disabled={option.disabled}>
                {Entries { options = option.options, chosen = a.chosen }}
            </optgroup>
        ]]
    end
    return html[[
        <option value={option.value} selected={a.chosen(option.value)} disabled={option.disabled}>
            {option.label}
        </option>
    ]]
end

function Entries(a)
    return html[[
        {for _, option in ipairs(a.options) do}
            <Entry ls-key={option.key} option={option} chosen={a.chosen} />
        {end}
    ]]
end

---A choice from a list.
---
---    <ls.select form={m.form} name="colour" label="Colour" prompt="Choose one" options={{ "red", "green" }} />
---
---    attributes  name, label (or aria-label); form, value, error, hint, id, class
---                options   { "red", … }, { { value =, label =, disabled = }, … }, or groups:
---                          { { label =, options = }, … }; or what a t.enum has
---                prompt    the text of an empty choice above all others
---                multiple  several may be chosen; then value is a list
---                all others (size, required, …) go to the <select>
local Select = ls.component {
    attrs = control.attrs { options = "list?", prompt = "string?", multiple = "boolean?" },
    render = function(a)
        local f = control.read(a)
        local rule = f.rule or {}
        if a.multiple == nil then
            a.multiple = rule.multiple
        end
        local list, why = options.read(a.options or rule.choices or {})
        if not list then
            error(why, 2)
        end
        local markup = html[[
            <select id={f.id} name={f.name} aria-invalid={f.error and "true"}
                aria-describedby={f.describedby} class={a.class} multiple={a.multiple} {control.rest(a, f)}>
                {if a.prompt then}<option value="">{a.prompt}</option>{end}
                <Entries options={list} chosen={options.chosen(f.value)} />
            </select>
        ]]
        return control.frame(a, f, markup)
    end,
}

return { select = Select }
