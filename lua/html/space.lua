-- White space in a template. A run of it becomes one space, and that is dropped where no browser would show it:
-- at the ends of a template, and beside the tags of block elements. So the indentation of the source is not
-- sent to anybody.
--
-- What counts is whether something inline can stand on both sides of a run. Blocks are looked through: beside {if}
-- stands what its branches begin with, and where it has no {else}, also what follows it.

local names = require "html.names"

local space = {}

local function is_blank(node)
    return node.kind == "text" and not node.solid and not node.text:find "[^ \t\n\r\f]"
end

local edges_of = {}

function edges_of.text(node)
    local blank = is_blank(node)
    return not blank, blank
end

function edges_of.value()
    return true, false
end

edges_of.component = edges_of.value

edges_of["local"] = function()
    return false, true
end

function edges_of.element(node)
    return not names.block[node.name:lower()], false
end

edges_of["for"] = function(node, edges, side)
    return edges(node.children, side).inline, true
end

edges_of["if"] = function(node, edges, side)
    local inline, through = false, not node.otherwise
    local function add(children)
        local edge = edges(children, side)
        inline, through = inline or edge.inline, through or edge.through
    end
    for _, branch in ipairs(node.branches) do
        add(branch.children)
    end
    add(node.otherwise or {})
    return inline, through
end

-- A function that tells of a list of children, for the side "first" or "last": `inline`, whether something
-- inline may be met first from there, and `through`, whether there may be nothing at all. Each list is looked
-- at once.
local function edge_finder()
    local known = { first = {}, last = {} }
    local function edges(children, side)
        local edge = known[side][children]
        if edge then
            return edge
        end
        edge = { inline = false, through = true }
        known[side][children] = edge
        local from, to, step = 1, #children, 1
        if side == "last" then
            from, to, step = #children, 1, -1
        end
        for index = from, to, step do
            local node = children[index]
            local inline, through = edges_of[node.kind](node, edges, side)
            edge.inline, edge.through = edge.inline or inline, through
            if not through then
                break
            end
        end
        return edge
    end
    return edges
end

local function squeeze(text, left, right)
    text = text:gsub("[ \t\n\r\f]+", " ")
    if not left then
        text = text:gsub("^ ", "")
    end
    if not right then
        text = text:gsub(" $", "")
    end
    return text
end

-- Whether something inline may follow each of the children.
local function inline_after(children, right, edges)
    local after = {}
    for index = #children, 1, -1 do
        after[index] = right
        local node = children[index]
        local inline, through = edges_of[node.kind](node, edges, "first")
        right = inline or (through and right)
    end
    return after
end

local treat

local function treat_text(node, left, right, structural)
    if is_blank(node) then
        node.text = left and right and not structural and " " or ""
    elseif not node.solid then
        node.text = squeeze(node.text, left, right)
        node.plain = node.plain and squeeze(node.plain, left, right)
    end
end

local function treat_element(node, edges)
    local name = node.name:lower()
    local inline = not names.block[name] and not names.trimmed_inside[name]
    treat(node.children, inline, inline, edges, names.structural[name])
end

local function treat_node(node, left, right, edges, structural)
    if node.kind == "text" then
        treat_text(node, left, right, structural)
    elseif node.kind == "element" then
        treat_element(node, edges)
    elseif node.kind == "component" then
        treat(node.children, false, false, edges)
        for _, slot in ipairs(node.slots) do
            treat(slot.children, false, false, edges)
        end
    elseif node.kind == "for" then
        -- a row's neighbours are also the rows before and after it
        local first, last = edges(node.children, "first"), edges(node.children, "last")
        treat(node.children, left or last.inline, right or first.inline, edges, structural)
    elseif node.kind == "if" then
        for _, branch in ipairs(node.branches) do
            treat(branch.children, left, right, edges, structural)
        end
        treat(node.otherwise or {}, left, right, edges, structural)
    end
end

local function remove_empty(children)
    local kept = 0
    for index = 1, #children do
        local node = children[index]
        children[index] = nil
        if node.kind ~= "text" or node.text ~= "" then
            kept = kept + 1
            children[kept] = node
        end
    end
end

-- `left` and `right`: whether something inline may stand there, outside.
function treat(children, left, right, edges, structural)
    local after = inline_after(children, right, edges)
    -- edges of what lies inside a node are asked for before its own text changes, and kept
    edges(children, "first")
    edges(children, "last")
    for index, node in ipairs(children) do
        local inline, through = edges_of[node.kind](node, edges, "last")
        treat_node(node, left, after[index], edges, structural)
        left = inline or (through and left)
    end
    remove_empty(children)
end

-- Treats the children of a template, in place.
function space.treat(children)
    treat(children, false, false, edge_finder())
end

return space
