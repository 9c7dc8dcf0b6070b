-- ls.textarea: a <textarea> with its label, hint and error.

local field = require "lightspeed.ui.field"
local ls = require "lightspeed"

---A field for several lines.
---
---    <ls.textarea form={m.form} name="text" label="Your message" rows="6" />
---
---    attributes  name, label (or aria-label); form, value, error, hint, id, class
---                all others (rows, placeholder, maxlength, required, …) go to the <textarea>
local Textarea = ls.component {
    attrs = field.attrs {},
    render = function(a)
        local f = field.read(a)
        local control = html[[<textarea class={a.class} {field.control(a, f)}>{f.value}</textarea>]]
        return field.frame(a, f, control)
    end,
}

return { textarea = Textarea }
