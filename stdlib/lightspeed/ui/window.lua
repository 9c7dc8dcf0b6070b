-- ls.window: a list too long to send. The browser has the rows in view and some around them, and asks for others when
-- they come into view; client/src/window.ts is its other half.

local ls = require "lightspeed"
local t = ls.types

local ROWS_MAX = 500 -- at once, whatever a browser asks for

---A list of which only what is in view is rendered.
---
---    <ls.window label="Ledger" count={1000000} row_height={24} event="seen" first={m.first} last={m.last} let="i">
---        <span role="cell">{i}</span><span role="cell">{entry(i).text}</span>
---    </ls.window>
---
---    attributes  label       what the table is called
---                count       how many rows there are
---                row_height  of each, in pixels
---                event       sent when other rows come into view: { first = "integer", last = "integer" }
---                first last  the rows to render, counted from 1: what the event said last
---                height      of the window, as in CSS; "60vh" where none is given
---                all others go to the element that scrolls
---    content     of a row; it receives the row's number
local Window = ls.component {
    attrs = {
        label = "string",
        count = t.integer { min = 0 },
        row_height = t.integer { min = 1 },
        event = "string",
        first = t.integer { default = 1 },
        last = t.integer { default = 50 },
        height = t.string { default = "60vh" },
        rest = "global",
    },
    render = function(a, slots)
        local first = math.max(1, math.min(a.first, a.count))
        local last = math.min(a.count, a.last, first + ROWS_MAX - 1)
        return html[[
            <div class="ls-window" role="table" tabindex="0" aria-label={a.label} aria-rowcount={a.count} {a.rest}>
                <div role="presentation" ls-on-ls:window="{a.event} first last"
                    ls-window="{a.row_height} {a.count} {first} {last} {a.height}">
                    <div role="rowgroup">
                        {for i = first, last do}
                            <div role="row" ls-key={i} aria-rowindex={i}>{slots(i)}</div>
                        {end}
                    </div>
                </div>
            </div>
        ]]
    end,
}

return { window = Window }
