-- ls.flash: a short word about what just happened.

local ls = require "lightspeed"

local roles = { info = "status", success = "status", warning = "alert", error = "alert" }

---A message that is read out when it comes: at the next pause (info, success), or at once (warning, error). Its
---place is always in the page, so that a screen reader is listening when something comes into it.
---
---    <ls.flash kind="success" text={m.saved and "Saved."} close="dismiss" />
---    <ls.flash kind="error" text={m.problem}><b>Sorry:</b> {m.problem}</ls.flash>
---
---    attributes  kind    info (default), success, warning, error
---                text    what is said; nothing shows where it is absent
---                close   the event of a button that takes it away
---                all others go to the element
---    slot        how it is said, where there is more to it than text
local Flash = ls.component {
    attrs = {
        kind = ls.types.enum { "info", "success", "warning", "error", default = "info" },
        text = "string?",
        close = "string?",
        class = "string?",
        rest = "global",
    },
    render = function(a, slots)
        return html[[
            <div role={roles[a.kind]} class={"ls-flash", a.kind, a.class} {a.rest}>
                {if a.text then}
                    <p>
                        <span>{slots() or a.text}</span>
                        {if a.close then}<button type="button" ls-click={a.close} aria-label="Close">×</button>{end}
                    </p>
                {end}
            </div>
        ]]
    end,
}

return { flash = Flash }
