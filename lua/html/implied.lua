-- Tags that HTML lets people leave out and a browser puts in: the <tbody> around the rows of a table. They are put in
-- here, so that the host's page and the browser's are the same. End tags are not guessed: whoever opens, closes.

local implied = {}

local function is_blank(node)
    return node.kind == "text" and not node.text:find "[^ \t\n\r\f]"
end

local holds_rows

-- Whether a block's content is rows, as far as anything is in it.
local function all_rows(children)
    local any = false
    for _, child in ipairs(children) do
        local rows = holds_rows(child)
        if not rows and not is_blank(child) and child.kind ~= "local" then
            return false
        end
        any = any or rows
    end
    return any
end

local function block_holds_rows(node)
    local any = false
    local lists = { node.otherwise }
    for _, branch in ipairs(node.branches or { node }) do
        lists[#lists + 1] = branch.children
    end
    for _, children in ipairs(lists) do
        local rows = all_rows(children)
        if not rows and #children > 0 then
            return false
        end
        any = any or rows
    end
    return any
end

function holds_rows(node)
    if node.kind == "element" then
        return node.name:lower() == "tr"
    end
    return (node.kind == "for" or node.kind == "if") and block_holds_rows(node)
end

local function new_body(first)
    return { kind = "element", name = "tbody", at = first.at, attributes = {}, children = {}, slots = {} }
end

-- Rows that follow each other, with what cannot be seen between them, come into one body.
local function wrap_rows(children)
    local wrapped, body = {}, nil
    for _, child in ipairs(children) do
        if holds_rows(child) then
            if not body then
                body = new_body(child)
                wrapped[#wrapped + 1] = body
            end
            table.insert(body.children, child)
        elseif body and (is_blank(child) or child.kind == "local") then
            table.insert(body.children, child)
        else
            body = nil
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
            wrap_rows(node.children)
        end
    end
end

---Puts in what was left out, in place.
implied.insert = insert

return implied
