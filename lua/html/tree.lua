-- Walking a template's tree (parse.lua) for those who only look.

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

return tree
