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

local kinds = { "info", "success", "warning", "error" }
local behaviour = { __metatable = "ls.command" }

---The command: `ls.flash("success", "Saved.")` says it in the page's own place for that, which a layout has, whatever
---view is shown. It goes along where the visitor is sent, also by loading a page; it is gone after 6 s (info,
---success), when the visitor goes on or sends a form, or when it is closed.
---@param kind "info"|"success"|"warning"|"error"
---@param text string
---@return ls.Command
local function say(kind, text)
    if not roles[kind] then
        error(("ls.flash: there is no kind '%s'%s"):format(kind, __host.hint(kind, kinds)), 3)
    elseif type(text) ~= "string" or text == "" then
        local given = text == "" and "nothing" or "a " .. type(text)
        error(('ls.flash takes a kind and a text: ls.flash("info", "Saved."), not %s'):format(given), 3)
    end
    return setmetatable({ op = "flash", kind = kind, text = text }, behaviour)
end

rawset(Flash, "say", say)

return { flash = Flash }
