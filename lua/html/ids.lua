-- The ids that a template has: each is there once, or a label, a focus and a link find the wrong element. Branches of
-- one {if} are never shown together, so they may share. What several templates make together is only known when a
-- page is rendered; host/tree/audit.c looks at that.

local tree = require "html.tree"

local ids = {}

local function find(seen, id)
    while seen do
        if seen.here[id] then
            return seen.here[id]
        end
        seen = seen.above
    end
end

local function static_id(node)
    for _, attribute in ipairs(node.attributes or {}) do
        if attribute.form == "static" and attribute.name:lower() == "id" then
            return attribute.value ~= "" and attribute.value or nil, attribute
        end
    end
end

local check

local function check_branches(node, seen, report, row)
    local branches = { node.otherwise }
    for _, branch in ipairs(node.branches) do
        branches[#branches + 1] = branch.children
    end
    local together = {}
    for _, children in ipairs(branches) do
        local inside = { here = {}, above = seen }
        check(children, inside, report, row)
        for id, line in pairs(inside.here) do
            together[id] = together[id] or line
        end
    end
    for id, line in pairs(together) do
        seen.here[id] = line
    end
end

local function check_id(node, seen, report, row)
    local id, attribute = static_id(node)
    if not id or node.kind ~= "element" then
        return
    end
    local line = find(seen, id)
    if line then
        report:add(attribute.at, ("the id '%s' stands twice: it is on line %d already"):format(id, line))
    elseif row then
        report:hint(attribute.at, ("the id '%s' is the same in every row; write id={…}"):format(id))
    end
    seen.here[id] = line or report:line(attribute.at)
end

-- `row` is the {for} that all of this stands in.
function check(children, seen, report, row)
    for _, node in ipairs(children) do
        check_id(node, seen, report, row)
        if node.branches then
            check_branches(node, seen, report, row)
        else
            for _, inside in ipairs(tree.inside(node)) do
                check(inside, seen, report, node.kind == "for" and node or row)
            end
        end
    end
end

-- Reports the literal ids that a template has twice, and hints at those that a {for} repeats.
function ids.check(children, report)
    check(children, { here = {} }, report, nil)
end

return ids
