-- ls.field: what a form control needs around it, for a control of the app's own.

local control = require "lightspeed.ui.control"
local ls = require "lightspeed"

---A label, a hint and an error around a control of the app's own.
---
---    <ls.field form={m.form} name="colour" label="Colour" hint="Any you like" let="field, value">
---        <input type="color" {field} value={value}>
---    </ls.field>
---
---    attributes  name, label (or aria-label); form, value, error, hint, id
---                group: the slot holds several controls, so a <fieldset> with a <legend> stands around them
---                all others go to the control
---    slot        gets the attributes that the control needs (id, name, aria-…), and the value
local Field = ls.component {
    attrs = control.attrs { group = "boolean?" },
    slots = { default = { required = true } },
    render = function(a, slots)
        local f = control.read(a)
        if a.group then
            return control.group(a, f, slots({ name = f.name }, f.value))
        end
        return control.frame(a, f, slots(control.attributes(a, f), f.value))
    end,
}

return { field = Field }
