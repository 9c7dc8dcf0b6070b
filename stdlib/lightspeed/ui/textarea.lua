-- ls.textarea: a <textarea> with its label, hint and error.

local control = require "lightspeed.ui.control"
local ls = require "lightspeed"

---A field for several lines.
---
---    <ls.textarea form={m.form} name="text" label="Your message" rows="6" />
---
---    attributes  name, label (or aria-label); form, value, error, hint, id, class
---                all others (rows, placeholder, maxlength, required, …) go to the <textarea>
local Textarea = ls.component {
    attrs = control.attrs {},
    render = function(a)
        local f = control.read(a)
        local markup = html[[
            <textarea id={f.id} name={f.name} aria-invalid={f.error and "true"}
                aria-describedby={f.describedby} class={a.class} {control.rest(a, f, false)}>{f.value}</textarea>
        ]]
        return control.frame(a, f, markup)
    end,
}

return { textarea = Textarea }
