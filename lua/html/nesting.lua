-- What stands in what. A browser moves elements that may not stand where they were written, and a page that has
-- been rearranged no longer has its slots where the host believes them to be; so every such place is an error
-- here, with the mend. Judged is one template at a time: what is around it, and what a component makes of its
-- children, is not known, so there everything may stand. Blocks are looked through.

local names = require "html.names"

local nesting = {}

-- The nearest ancestor for which `wanted` holds, unless one for which `hidden` holds is nearer.
local function find_above(above, wanted, hidden)
    while above and not wanted(above.name) do
        if hidden(above.name) then
            return nil
        end
        above = above.above
    end
    return above
end

local function one_of(...)
    local members = {}
    for _, name in ipairs { ... } do
        members[name] = true
    end
    return function(name)
        return members[name]
    end
end

local function in_scope_end(name)
    return names.scope_end[name]
end

local function check_paragraph(place, name, complain)
    local found = names.ends_paragraph[name]
        and find_above(place, one_of "p", function(other)
            return names.scope_end[other] or other == "button"
        end)
    if found then
        complain(
            "<%s> inside the <p> of line %d: the browser ends a paragraph there; make that <p> a <div>",
            name,
            found.line
        )
    end
end

-- Elements that cannot stand in one of their own, whatever is between; and what makes it possible all the same.
local not_in_itself = {
    a = one_of("applet", "object", "marquee", "template", "td", "th", "caption"),
    button = in_scope_end,
    form = one_of "template",
    nobr = in_scope_end,
}

local function check_itself(place, name, complain)
    local hidden = not_in_itself[name]
    local found = hidden and find_above(place, one_of(name), hidden)
    if found then
        complain(
            "<%s> inside the <%s> of line %d: the browser would end that one first; close it before",
            name,
            name,
            found.line
        )
    end
end

local items = { li = { "li" }, dd = { "dd", "dt" }, dt = { "dd", "dt" } }

local function hides_item(name)
    return names.hides_item[name]
end

local function check_item(place, name, complain)
    local found = items[name] and find_above(place, one_of(table.unpack(items[name])), hides_item)
    if found then
        local list = name == "li" and "<ul> or <ol>" or "<dl>"
        complain(
            "<%s> inside the <%s> of line %d: close that one before, or put a %s between",
            name,
            found.name,
            found.line,
            list
        )
    end
end

-- Elements that end an open one of the same sort when it is their parent.
local function check_sibling(place, name, complain)
    local same = names.heading[name] and names.heading[place.name]
        or (name == "option" or name == "optgroup") and place.name == "option"
        or name == "optgroup" and place.name == "optgroup"
    if same then
        complain("<%s> directly in the <%s> of line %d: close that one before", name, place.name, place.line)
    end
end

local mends = {
    tr = "write <tbody>",
    td = "write <tr>",
    th = "write <tr>",
    col = "write <colgroup>",
}

local function has(list, wanted)
    for _, name in ipairs(list) do
        if name == wanted then
            return true
        end
    end
    return false
end

local function check_table(place, name, complain)
    local parents, children = names.table_parents[name], names.table_children[place.name]
    if parents and not has(parents, place.name) and place.name ~= "template" then
        local mend = mends[name] and children and mends[name]
            or "it stands in <" .. table.concat(parents, ">, <") .. ">"
        complain("<%s> directly in <%s>: %s", name, place.name, mend)
    elseif children and not children[name] then
        local mend = place.name == "tr" and "write <td> around it"
            or "put it into a <td>, or outside the table"
        complain("<%s> directly in <%s>: %s", name, place.name, mend)
    end
end

local function in_foreign(place)
    local found = find_above(place, function(name)
        return names.foreign[name]
    end, function(name)
        return names.html_in_foreign[name]
    end)
    return found
end

local function check_foreign(place, name, complain)
    local found = in_foreign(place)
    if found and names.ends_foreign[name] then
        complain(
            "<%s> inside the <%s> of line %d: put it into a <foreignObject>",
            name,
            found.name,
            found.line
        )
    end
    return found
end

local function check_element(node, place, report)
    local function complain(message, ...)
        report:add(node.at, message:format(...))
    end
    local name = node.name:lower()
    if not place or check_foreign(place, name, complain) then
        return
    end
    check_paragraph(place, name, complain)
    check_sibling(place, name, complain)
    check_table(place, name, complain)
    check_item(place, name, complain)
    check_itself(place, name, complain)
end

local function check_text(node, place, report)
    local visible = node.text:find "[^ \t\n\r\f]"
    if place and visible and names.table_children[place.name] then
        local mend = place.name == "tr" and "put it into a <td>" or "put it into a cell, or outside the table"
        report:add(node.at + visible - 1, ("text directly in <%s>: %s"):format(place.name, mend))
    end
end

local function is_opaque(name)
    return names.opaque[name]
end

local function never()
    return false
end

-- A slot must be where the client can find it.
local function check_slot(at, place, report)
    local found = find_above(place, is_opaque, never)
    if found then
        report:add(at, ("nothing dynamic can stand in <%s>: it is no part of the page"):format(found.name))
    end
end

local function check_slots_of_tag(node, place, report)
    for _, attribute in ipairs(node.attributes) do
        if attribute.form ~= "bare" and attribute.form ~= "static" then
            check_slot(attribute.at, place, report)
        end
    end
end

local check

local visit = {}

function visit.text(node, place, report)
    check_text(node, place, report)
end

function visit.element(node, place, report)
    check_element(node, place, report)
    check_slots_of_tag(node, place, report)
    local inside = { name = node.name:lower(), line = report:line(node.at), above = place }
    check(node.children, inside, report)
end

-- Of what components make nothing is known, but that a nested view stands in a <div>.
local function check_live(node, place, report)
    local function add(_, at, message)
        report:add(at, "<ls.live> is a <div> in the page: " .. message)
    end
    check_element({ name = "div", at = node.at }, place, { add = add })
end

function visit.component(node, place, report)
    check_slot(node.at, place, report)
    if node.name == "ls.live" then
        check_live(node, place, report)
    end
    check(node.children, nil, report)
    for _, slot in ipairs(node.slots) do
        check(slot.children, nil, report)
    end
end

function visit.value(node, place, report)
    if node.expression then
        check_slot(node.expression.at, place, report)
    end
end

visit["for"] = function(node, place, report)
    check_slot(node.at, place, report)
    check(node.children, place, report)
end

visit["if"] = function(node, place, report)
    check_slot(node.at, place, report)
    for _, branch in ipairs(node.branches) do
        check(branch.children, place, report)
    end
    check(node.otherwise or {}, place, report)
end

visit["local"] = never

-- `place` is the element around: { name, line, above }, or nil where that is unknown.
function check(children, place, report)
    for _, node in ipairs(children) do
        visit[node.kind](node, place, report)
    end
end

-- Reports everything in a template that a browser would put elsewhere.
function nesting.check(children, report)
    check(children, nil, report)
end

return nesting
