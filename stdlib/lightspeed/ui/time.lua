-- ls.time: a moment, for people and for machines.

local ls = require "lightspeed"
local moment = require "lightspeed.ui.moment"

---A moment.
---
---    <ls.time at={m.created} />                       21 Nov 2026, 03:09
---    <ls.time at={m.created} format="relative" />     3 minutes ago
---    <ls.time at="2026-11-21" format="long" />        Saturday, 21 November 2026
---
---    attributes  at       milliseconds since 1970 (as ls.now() gives them), or a date
---                format   datetime, date, time, long, full, iso, or relative: how far it is from now
---                offset   minutes east of UTC; 0 where none is given
---                now      for "relative": what counts as now; ls.now() where none is given
---                all others go to the <time>
---
---"relative" is as old as the last render: let ls.every wake the view where it should move on by itself.
local Time = ls.component {
    attrs = {
        at = "any",
        format = ls.types.enum {
            "datetime",
            "date",
            "time",
            "long",
            "full",
            "iso",
            "relative",
            optional = true,
        },
        offset = ls.types.integer { min = -1440, max = 1440, default = 0 },
        now = "integer?",
        rest = "global",
    },
    render = function(a)
        local at, why = moment.read(a.at)
        if not at then
            error("<ls.time>: " .. why, 2)
        end
        local is_date = type(a.at) == "string"
        local format = a.format or is_date and "date" or "datetime"
        local is_relative = format == "relative"
        local text = is_relative and moment.relative(at, a.now or ls.now())
            or moment.text(at, format, a.offset)
        return html[[
            <time datetime={is_date and a.at or moment.iso(at, a.offset)}
                title={is_relative and moment.text(at, "full", a.offset)} {a.rest}>{text}</time>
        ]]
    end,
}

return { time = Time }
