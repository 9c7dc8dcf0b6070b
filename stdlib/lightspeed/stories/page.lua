-- Stories of what a page is put together from.

local ls = require "lightspeed"
local t = require "lightspeed.stories.knobs"

local NOW = 1795230553000

local function Tabs(k, id)
    return html[[
        <ls.tabs id={id} label={k.label} selected={k.selected} event="show">
            <:tab name="first" label="First"><p>What stands behind the first tab.</p></:tab>
            <:tab name="second" label="Second"><p>What stands behind the second.</p></:tab>
            <:tab name="third" label="Third" disabled={k.disabled}><p>And the third.</p></:tab>
        </ls.tabs>
    ]]
end

local function Dialog(k, id)
    return html[[
        <button type="button" command="show-modal" commandfor={id}>Open the dialog</button>
        <ls.dialog id={id} title={k.title}>
            <p>{k.text}</p>
            <:actions><form method="dialog"><button>{k.action}</button></form></:actions>
        </ls.dialog>
    ]]
end

local function Flash(k, id)
    return html[[<ls.flash id={id} kind={k.kind} text={k.text} close={k.close and "dismiss"} />]]
end

local function Link(k)
    local way = { [k.way] = k.to, current = k.current, target = k.target }
    return html[[<p>This leads <ls.link {way}>{k.text}</ls.link>.</p>]]
end

local function Time(k)
    local at = NOW - (k.minutes or 0) * 60000
    return html[[<p><ls.time at={at} format={k.format} offset={k.offset} now={NOW} /></p>]]
end

return {
    {
        name = "tabs",
        tag = "ls.tabs",
        about = "Panels behind tabs, by the ARIA pattern: arrow keys go from tab to tab.",
        fixed = { 'id="parts"', 'event="show"' },
        body = function(k)
            return ([[
<:tab name="first" label="First">…</:tab>
<:tab name="second" label="Second">…</:tab>
<:tab name="third" label="Third"%s>…</:tab>]]):format(k.disabled and " disabled" or "")
        end,
        knobs = {
            t.text("label", "Parts"),
            t.usual(t.choice("selected", { "first", "second", "third" })),
            t.content("disabled", false),
        },
        variants = {
            { title = "One is disabled", knobs = { selected = "second", disabled = true, label = "More" } },
        },
        show = Tabs,
    },
    {
        name = "dialog",
        tag = "ls.dialog",
        about = 'A native dialog above the page. Here a <button command="show-modal"> opens it, without the host.',
        fixed = { 'id="sure"' },
        body = function(k)
            return ([[
<p>%s</p>
<:actions><form method="dialog"><button>%s</button></form></:actions>]]):format(
                k.text or "",
                k.action or ""
            )
        end,
        knobs = {
            t.text("title", "Remove this?"),
            t.content("text", "It cannot be brought back."),
            t.content("action", "Remove"),
        },
        variants = {
            {
                title = "A question",
                knobs = { title = "Stay?", text = "Nothing is saved.", action = "Stay" },
            },
        },
        show = Dialog,
    },
    {
        name = "flash",
        tag = "ls.flash",
        about = "A short word about what just happened, read out when it comes.",
        words = function(k)
            return { k.close and 'close="dismiss"' }
        end,
        knobs = {
            t.usual(t.choice("kind", { "info", "success", "warning", "error" })),
            t.text("text", "The harbour is open."),
            t.content("close", false),
        },
        variants = {
            { title = "Success", knobs = { kind = "success", text = "Saved.", close = true } },
            { title = "Warning", knobs = { kind = "warning", text = "This is your last try." } },
            { title = "Error", knobs = { kind = "error", text = "The printer is on fire.", close = true } },
        },
        show = Flash,
    },
    {
        name = "link",
        tag = "ls.link",
        about = "To another view, to other params of this one, or anywhere else; a plain link without script.",
        words = function(k)
            return { ('%s="%s"'):format(k.way, k.to or "") }
        end,
        body = function(k)
            return k.text or ""
        end,
        knobs = {
            {
                name = "way",
                kind = "choice",
                options = { "navigate", "patch", "href" },
                default = "navigate",
                is_content = true,
            },
            t.content("to", "/table"),
            t.content("text", "to the tables"),
            t.flag "current",
            t.choice("target", { "", "_blank" }),
        },
        variants = {
            { title = "Elsewhere", knobs = { way = "href", to = "https://example.org/", target = "_blank" } },
        },
        show = Link,
    },
    {
        name = "time",
        tag = "ls.time",
        about = "A moment, for people and for machines.",
        fixed = { "at={m.created}" },
        knobs = {
            t.usual(t.choice("format", { "datetime", "date", "time", "long", "full", "iso", "relative" })),
            t.usual(t.number("offset", 0, -1440, 1440)),
            t.content("minutes", 190),
        },
        variants = {
            { title = "How long ago", knobs = { format = "relative" } },
            { title = "In full, two hours east", knobs = { format = "full", offset = 120 } },
        },
        show = Time,
    },
}
