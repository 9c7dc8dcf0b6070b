-- Finding what a person means: a button, link or box by the text on it, and only then an element by its
-- selector.

local form = require "lightspeed.test.form"
local html = require "lightspeed.test.html"
local selector = require "lightspeed.test.selector"

local find = {}

local INPUTS = { checkbox = true, radio = true, button = true }

local function is_clickable(element)
    local attributes = element.attributes
    local kind = (attributes.type or ""):lower()
    return element.tag == "button"
        or element.tag == "a"
        or element.tag == "summary"
        or element.tag == "label"
        or element.tag == "input" and (INPUTS[kind] or form.is_submit(element))
        or attributes.role == "button"
        or attributes["ls-click"] ~= nil
        or attributes["data-ls-click"] ~= nil
end

local function alt_of(element)
    for _, child in ipairs(html.elements(element)) do
        if child.tag == "img" and (child.attributes.alt or "") ~= "" then
            return child.attributes.alt
        end
    end
end

-- What a person would call it: what is read out, or the text on it.
local function name_of(element)
    local attributes = element.attributes
    if (attributes["aria-label"] or "") ~= "" then
        return html.collapse(attributes["aria-label"])
    elseif element.tag == "input" then
        return attributes.value
    end
    local text = html.text(element)
    return text ~= "" and text or alt_of(element) or attributes.title
end

-- An element around another one that is meant too says nothing new (a label around its button).
local function is_inside(element, others)
    for _, other in ipairs(others) do
        if
            other ~= element
            and html.closest(element.parent, function(above)
                return above == other
            end)
        then
            return true
        end
    end
    return false
end

local function innermost(found)
    local kept = {}
    for _, element in ipairs(found) do
        local is_outer = false
        for _, other in ipairs(found) do
            is_outer = is_outer or other ~= element and is_inside(other, { element })
        end
        kept[#kept + 1] = not is_outer and element or nil
    end
    return kept
end

local function by_name(root, name)
    local found, names, seen = {}, {}, {}
    for _, element in ipairs(html.elements(root)) do
        local known = is_clickable(element) and name_of(element)
        if known == name then
            found[#found + 1] = element
        elseif known and known ~= "" and not seen[known] then
            seen[known] = true
            names[#names + 1] = "'" .. known .. "'"
        end
    end
    return innermost(found), names
end

---The element to click. `number` says which, where several are called so.
function find.clickable(root, what, number)
    local found, names = by_name(root, html.collapse(what))
    if #found == 0 and selector.is_one(what) then
        found = selector.all(root, what)
    end
    if #found == 0 then
        local there = #names > 0 and "there are: " .. table.concat(names, ", ") or "there is nothing to click"
        error(
            ("no button, link or label is called '%s', and no element matches it; %s"):format(what, there),
            0
        )
    elseif #found > 1 and not number then
        error(("%d elements are called '%s'; say which: page:click(%q, 1)"):format(#found, what, what), 0)
    end
    return found[number or 1]
        or error(("there are %d elements called '%s', not %d"):format(#found, what, number), 0)
end

local function names_of(fields)
    local names, seen = {}, {}
    for _, field in ipairs(fields) do
        local name = field.name or field.label
        if name and not seen[name] then
            seen[name] = true
            names[#names + 1] = "'" .. name .. "'"
        end
    end
    return #names > 0 and "there are: " .. table.concat(names, ", ") or "the page has no fields"
end

---The fields of a name; failing that, of a label. Several are a group of boxes.
function find.fields(fields, name)
    local found = {}
    for _, by in ipairs { "name", "label" } do
        for _, field in ipairs(fields) do
            if #found == 0 or found[1][by] == name and by == found.by then
                if field[by] == name then
                    found[#found + 1], found.by = field, by
                end
            end
        end
    end
    if #found == 0 then
        error(("no field is called '%s'; %s"):format(name, names_of(fields)), 0)
    end
    return found
end

return find
