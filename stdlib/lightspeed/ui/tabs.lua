-- ls.tabs: several panels, of which one shows, by the ARIA pattern: one tab can be reached by the Tab key, arrow
-- keys go from there to the others (the client's part, client/src/tabs.ts).

local ls = require "lightspeed"

-- What is wrong with the tabs; nil where nothing is.
local function fault_of(tabs)
    local seen = {}
    for number, tab in ipairs(tabs) do
        if tab.name and seen[tab.name] then
            return ("<ls.tabs>: two tabs are called '%s'"):format(tab.name)
        elseif type(tab.name) ~= "string" then
            return ('<ls.tabs>: tab %d needs a name: <:tab name="first" label="First">'):format(number)
        end
        seen[tab.name] = true
    end
end

-- The tab that shows; or nil and why there is none.
local function selected_of(a, tabs)
    local names = {}
    for number, tab in ipairs(tabs) do
        if tab.name == a.selected or a.selected == nil and not tab.disabled then
            return tab
        end
        names[number] = tab.name
    end
    local hint = a.selected and __host.hint(a.selected, names) or ""
    return nil, ("<ls.tabs>: there is no tab '%s'%s"):format(a.selected or "to be shown", hint)
end

local function Tab(a)
    local id, tab, is_selected = a.id, a.tab, a.is_selected
    return html[[
        <button type="button" role="tab" id="{id}-tab-{tab.name}" aria-selected={is_selected and "true" or "false"}
            aria-controls={is_selected and id .. "-panel"} tabindex={not is_selected and "-1"}
            disabled={tab.disabled} ls-click={a.event} ls-value-tab={tab.name}>{tab.label or tab.name}</button>
    ]]
end

---Panels behind tabs. Only the one that shows is rendered.
---
---    <ls.tabs id="parts" label="Parts of the report" selected={m.tab} event="show">
---        <:tab name="figures" label="Figures">…</:tab>
---        <:tab name="notes" label="Notes ({#m.notes})">…</:tab>
---    </ls.tabs>
---
---    attributes  id        needed: those of tabs and panel come of it
---                selected  the name of the tab that shows; the first where none is given
---                event     sent by a click on a tab: { tab = "string" }
---                label     what the tabs together are called
---                all others go to the element around
---    slots       tab       its attributes: name, label, disabled
local Tabs = ls.component {
    attrs = { id = "string", event = "string", selected = "string?", label = "string?", rest = "global" },
    slots = { tab = { required = true } },
    render = function(a, slots)
        local fault = fault_of(slots.tab)
        local shown, why = selected_of(a, slots.tab)
        if fault or not shown then
            error(fault or why, 2)
        end
        return html[[
            <div id={a.id} {a.rest}>
                <div role="tablist" ls-tabs aria-label={a.label}>
                    {for _, tab in ipairs(slots.tab) do}
                        <Tab ls-key={tab.name} id={a.id} tab={tab} is_selected={tab == shown} event={a.event} />
                    {end}
                </div>
                <div role="tabpanel" id="{a.id}-panel" aria-labelledby="{a.id}-tab-{shown.name}" tabindex="0">
                    {shown()}
                </div>
            </div>
        ]]
    end,
}

return { tabs = Tabs }
