-- ls.pager: the way through a list that is shown page by page.

local ls = require "lightspeed"

-- The pages to show, with gaps between: 1 … 4 5 6 … 20. There are always as many, so that what one clicks again and
-- again does not move away; a gap of one page is that page.
local function window(page, pages, around)
    local most = 2 * around + 5 -- both ends, both gaps, the current one
    local list = {}
    if pages <= most then
        for number = 1, pages do
            list[number] = { key = number, number = number }
        end
        return list
    end
    local first = math.max(3, math.min(page - around, pages - 2 * around - 2))
    local last = math.min(pages - 2, first + 2 * around)
    local function put(number, gap)
        list[#list + 1] = number and { key = number, number = number } or { key = gap }
    end
    put(1)
    put(first == 3 and 2 or nil, "before")
    for number = first, last do
        put(number)
    end
    put(last == pages - 2 and pages - 1 or nil, "after")
    put(pages)
    return list
end

local function address(href, number)
    if type(href) == "function" then
        return href(number)
    end
    return (href:gsub("%%d", tostring(number)))
end

-- One step: a link where there is an address, else a button.
local function Step(a, slots)
    local pager, number = a.pager, a.number
    local is_off = number < 1 or number > pager.pages
    local current = number == pager.page and a.label == nil and "page" or nil
    if pager.href then
        return html[[
            <a href={not is_off and address(pager.href, number)} ls-patch={not is_off} rel={a.rel}
                aria-current={current} aria-label={a.label} role={is_off and "link"}
                aria-disabled={is_off and "true"}>{slots()}</a>
        ]]
    end
    return html[[
        <button type="button" ls-click={pager.event} ls-value-page={number} aria-current={current}
            aria-label={a.label} disabled={is_off}>{slots()}</button>
    ]]
end

---The pages of a list, as a <nav>.
---
---    <ls.pager page={m.page} pages={m.pages} event="page" />
---    <ls.pager page={m.page} pages={m.pages} href="?page=%d" />
---
---    attributes  page     the current one, from 1
---                pages    how many there are
---                event    sent by a click: { page = "integer" }
---                href     in place of event: an address with %d for the page, or a function(page)
---                around   how many pages show beside the current one; 1 where none is given
---                label    what the <nav> is called; "Pages" where none is given
---                all others go to the <nav>
local Pager = ls.component {
    attrs = {
        page = "integer",
        pages = "integer",
        event = "string?",
        href = "any?",
        around = ls.types.integer { min = 0, default = 1 },
        label = ls.types.string { default = "Pages" },
        rest = "global",
    },
    render = function(a)
        if (a.event == nil) == (a.href == nil) then
            error('<ls.pager> needs event="page" or href="?page=%d", one of them', 2)
        end
        return html[[
            <nav aria-label={a.label} {a.rest}>
                <ul role="list" class="ls-pager">
                    <li><Step pager={a} number={a.page - 1} label="Previous page" rel="prev">‹</Step></li>
                    {for _, entry in ipairs(window(a.page, a.pages, a.around)) do}
                        <li ls-key={entry.key}>
                            {if entry.number then}
                                <Step pager={a} number={entry.number}>{entry.number}</Step>
                            {else}
                                <span>…</span>
                            {end}
                        </li>
                    {end}
                    <li><Step pager={a} number={a.page + 1} label="Next page" rel="next">›</Step></li>
                </ul>
            </nav>
        ]]
    end,
}

return { pager = Pager }
