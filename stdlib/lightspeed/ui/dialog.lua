-- ls.dialog: a native <dialog> with a title, above the page.
--
-- Either the view says when it is open (`open`), and hears when a person closes it (`close`); or the page itself
-- opens it, by a <button command="show-modal" commandfor="ID">, and the host has no part in it.

local ls = require "lightspeed"

local function Content(a)
    local dialog, slots = a.dialog, a.slots
    return html[[
        <header>
            <h2 id="{dialog.id}-title">{dialog.title}</h2>
            {if dialog.close then}
                <button type="button" ls-click={dialog.close} aria-label="Close">×</button>
            {else}
                <form method="dialog"><button aria-label="Close">×</button></form>
            {end}
        </header>
        {slots()}
        {if slots.actions then}<footer>{slots.actions()}</footer>{end}
    ]]
end

---A dialog. One that the view opens is empty while it is closed.
---
---    <ls.dialog id="remove" title="Remove {m.name}?" open={m.asking} close="keep">
---        <p>It will be gone.</p>
---        <:actions><button ls-click="remove">Remove</button></:actions>
---    </ls.dialog>
---
---    <button type="button" command="show-modal" commandfor="help">Help</button>
---    <ls.dialog id="help" title="Help"><p>…</p></ls.dialog>
---
---    attributes  id      needed: the title's id comes of it
---                title   what the dialog is called
---                open    whether it is open; leave it out where the page opens the dialog
---                close   the event of its being closed: the button ×, the Escape key
---                all others go to the <dialog>
---    slots       the default one, its content
---                actions   buttons below it
local Dialog = ls.component {
    attrs = {
        id = "string",
        title = "any",
        open = "boolean?",
        close = "string?",
        class = "string?",
        rest = "global",
    },
    slots = { "actions" },
    render = function(a, slots)
        return html[[
            <dialog id={a.id} class={"ls-dialog", a.class} aria-labelledby="{a.id}-title" aria-modal="true"
                open={a.open} ls-on-close={a.close} {a.rest}>
                {if a.open or not a.close then}<Content dialog={a} slots={slots} />{end}
            </dialog>
        ]]
    end,
}

return { dialog = Dialog }
