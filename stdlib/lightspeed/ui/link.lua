-- ls.link: an <a> that goes to another view or to other params of this one, and is a plain link to whoever has no
-- script.

local ls = require "lightspeed"

-- The one way that is given: its name and where it leads; or nil and why not.
local function way_of(a)
    local way
    for _, name in ipairs { "href", "navigate", "patch" } do
        if a[name] and way then
            return nil, ("<ls.link> has %s and %s; it takes one of them"):format(way, name)
        end
        way = a[name] and name or way
    end
    if not way then
        return nil, '<ls.link> goes nowhere: say navigate="/path", patch="?page=2" or href="…"'
    end
    return way, a[way]
end

-- A page that is opened beside ours has no business with it.
local function rel_of(a)
    return a.rel or a.rest.target == "_blank" and "noopener"
end

---A link.
---
---    <ls.link navigate="/rooms/{room.id}">{room.name}</ls.link>
---    <ls.link patch="?page=2" current={m.page == 2}>2</ls.link>
---    <ls.link href="https://example.org/" target="_blank">Elsewhere</ls.link>
---
---    attributes  one of  navigate   another view, over the same line
---                        patch      this view with other params
---                        href       anywhere else
---                replace    the address takes the place of this one in the browser's history
---                prefetch   the page is fetched when the pointer comes near
---                current    true: this is where one is (aria-current="page"); or a word that aria-current takes
---                all others (target, class, …) go to the <a>
local Link = ls.component {
    attrs = {
        href = "string?",
        navigate = "string?",
        patch = "string?",
        replace = "boolean?",
        prefetch = "boolean?",
        current = "any?",
        rel = "string?",
        rest = ls.types.global { "target", "download", "hreflang", "type", "referrerpolicy" },
    },
    slots = { default = { required = true } },
    render = function(a, slots)
        local way, to = way_of(a)
        if not way then
            error(to, 2)
        end
        local current = a.current == true and "page" or a.current
        return html[[
            <a href={to} ls-navigate={way == "navigate"} ls-patch={way == "patch"} ls-replace={a.replace}
                ls-prefetch={a.prefetch} aria-current={current} rel={rel_of(a)} {a.rest}>{slots()}</a>
        ]]
    end,
}

return { link = Link }
