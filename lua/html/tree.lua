-- What all who look at a template's tree (parse.lua) want to know of it.

local tree = {}

-- The lists of nodes that are directly in a node.
function tree.inside(node)
    local lists = {}
    for _, branch in ipairs(node.branches or {}) do
        lists[#lists + 1] = branch.children
    end
    lists[#lists + 1] = node.otherwise
    lists[#lists + 1] = node.slots
    lists[#lists + 1] = node.children
    return lists
end

-- Whether a list of attributes spreads a table, so that its names are not known.
function tree.has_spread(attributes)
    for _, attribute in ipairs(attributes) do
        if attribute.form == "spread" then
            return true
        end
    end
    return false
end

return tree
