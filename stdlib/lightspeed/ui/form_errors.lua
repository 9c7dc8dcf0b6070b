-- ls.form_errors: what is wrong with a form, in one place, with ways to the fields.

local control = require "lightspeed.ui.control"
local ls = require "lightspeed"

local function is_named(name)
    return type(name) == "string"
end

-- Every error that is to be shown: first those of the whole form, then field by field.
local function errors_of(form, labels)
    local list = {}
    for name, text in pairs(form.errors or {}) do
        if is_named(name) then
            text = control.error_of(form, name)
        end
        local label = labels[name]
        if not label and is_named(name) then
            local _, rule = control.find(form, name)
            label = rule and rule.label or name
        end
        list[#list + 1] = text and { name = name, text = text, label = label } or nil
    end
    return list
end

---What is wrong with a form. Errors of the form as a whole are those in `form.errors` without a name:
---`errors = { "These two do not go together", title = "is too short" }`.
---
---    <ls.form_errors form={m.form} labels={{ title = "Title" }} title="That did not work" />
---
---    attributes  form
---                title    the sentence above them; "Please look at this again:" where none is given
---                labels   what people call the fields, by name
---                all others go to the element
local FormErrors = ls.component {
    attrs = {
        form = "table",
        title = ls.types.string { default = "Please look at this again:" },
        labels = "table?",
        rest = "global",
    },
    render = function(a)
        local list = errors_of(a.form, a.labels or {})
        return html[[
            <div role="alert" {a.rest}>
                {if #list > 0 then}
                    <p>{a.title}</p>
                    <ul>
                        {for _, entry in ipairs(list) do}
                            <li ls-key={entry.name}>
                                {if is_named(entry.name) then}
                                    <a href="#{control.id_of(a.form, entry.name)}">{entry.label}</a> {entry.text}
                                {else}
                                    {entry.text}
                                {end}
                            </li>
                        {end}
                    </ul>
                {end}
            </div>
        ]]
    end,
}

return { form_errors = FormErrors }
