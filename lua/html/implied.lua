-- Elements that HTML lets people leave out and a browser puts in: the <tbody> around the rows of a table, the
-- <colgroup> around its columns. They are put in here, so that the host's page and the browser's are the same. For
-- end tags that may be left out see ends.lua.

local implied = {}

local function is_blank(node)
    return node.kind == "text" and not node.text:find "[^ \t\n\r\f]"
end

local holds

-- Whether a block's content is such elements, as far as anything is in it.
local function all_of(children, name)
    local any = false
    for _, child in ipairs(children) do
        local is = holds(child, name)
        if not is and not is_blank(child) and child.kind ~= "local" then
            return false
        end
        any = any or is
    end
    return any
end

local function block_holds(node, name)
    local any = false
    local lists = { node.otherwise }
    for _, branch in ipairs(node.branches or { node }) do
        lists[#lists + 1] = branch.children
    end
    for _, children in ipairs(lists) do
        local is = all_of(children, name)
        if not is and #children > 0 then
            return false
        end
        any = any or is
    end
    return any
end

-- Whether a node is an element of this name, or a block around such.
function holds(node, name)
    if node.kind == "element" then
        return node.name:lower() == name
    end
    return (node.kind == "for" or node.kind == "if") and block_holds(node, name)
end

local function new_wrapper(name, first)
    return { kind = "element", name = name, at = first.at, attributes = {}, children = {}, slots = {} }
end

-- Elements of a name that follow each other, with what cannot be seen between them, come into one wrapper.
local function wrap(children, name, wrapper_name)
    local wrapped, wrapper = {}, nil
    for _, child in ipairs(children) do
        if holds(child, name) then
            if not wrapper then
                wrapper = new_wrapper(wrapper_name, child)
                wrapped[#wrapped + 1] = wrapper
            end
            table.insert(wrapper.children, child)
        elseif wrapper and (is_blank(child) or child.kind == "local") then
            table.insert(wrapper.children, child)
        else
            wrapper = nil
            wrapped[#wrapped + 1] = child
        end
    end
    table.move(wrapped, 1, #wrapped, 1, children)
    for index = #wrapped + 1, #children do
        children[index] = nil
    end
end

local insert

local function insert_below(node)
    insert(node.children or {})
    for _, list in ipairs { node.branches or {}, node.slots or {} } do
        for _, part in ipairs(list) do
            insert(part.children)
        end
    end
    insert(node.otherwise or {})
end

function insert(children)
    for _, node in ipairs(children) do
        insert_below(node)
        if node.kind == "element" and node.name:lower() == "table" then
            wrap(node.children, "col", "colgroup")
            wrap(node.children, "tr", "tbody")
        end
    end
end

---Puts in what was left out, in place.
implied.insert = insert

return implied
