-- What stands in the attribute of an event: an event's name, or the operations that ls.js made (docs/protocol.md,
-- "Operations"). Of those a test carries out what tells the host; the others are for a browser.

local core = require "lightspeed.core"

local operations = {}

-- The events that a list sends, those that another attribute of the page stands for among them: { name, payload,
-- selector or nil }.
local function add_pushes(list, attribute, pushes)
    for _, operation in ipairs(list) do
        local name, first, second, third = table.unpack(operation)
        if name == "push" then
            pushes[#pushes + 1] = { name = first, payload = second or {}, target = third or nil }
        elseif name == "exec" then
            for _, text in ipairs(attribute(second, first or nil)) do
                add_pushes(operations.read(text) or {}, attribute, pushes)
            end
        end
    end
end

---The operations that `text` is; nil where it is the name of an event.
function operations.read(text)
    return text:sub(1, 1) == "[" and assert(core.json.decode(text)) or nil
end

---What `text`, the value of an event's attribute, tells the host, in order. `attribute(name, target)` gives what
--- stands in the attribute of the elements that a target means.
function operations.pushes(text, attribute)
    local list = operations.read(text)
    if not list then
        return { { name = text:match "^%S*", payload = {} } } -- behind it: what is taken from a browser's event
    end
    local pushes = {}
    add_pushes(list, attribute, pushes)
    return pushes
end

return operations
