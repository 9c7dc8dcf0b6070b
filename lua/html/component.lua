-- What stands between the tags of a component, in the Lua that is written: the call's second argument.
--
--   __html_slots(function() … end, "col", { label = "Name" }, function(u) … end)
--
-- host/vm/lib_slots.c makes of it what the component receives; __html_none is the same without content.

local token = require "html.token"
local value = require "html.value"

local component = {}

-- The slots by name, each with how often it was given.
local function count_names(list)
    local counts, repeated = {}, {}
    for _, slot in ipairs(list) do
        local name = slot.name:sub(2)
        counts[name] = (counts[name] or 0) + 1
        if counts[name] == 2 then
            repeated[#repeated + 1] = name
        end
    end
    return counts, repeated
end

-- A function that shows all entries of a slot that was given several times.
local function put_combiner(out, name, count, at)
    local id, template = out:reserve(at)
    template.statics, template.slots = { "" }, {}
    out:put((", %s, function(__e, ...) return html(%d"):format(token.quote(name), id))
    for index = 1, count do
        template.statics[index + 1] = ""
        template.slots[index] = { kind = "t" }
        out:put((", (__e[%d](...))"):format(index))
    end
    out:put ") end"
end

-- `put_content` writes the function of a component's or a slot's children.
function component.put_slots(out, node, put_content)
    if #node.children == 0 and #node.slots == 0 then
        return out:put "__html_none"
    end
    out:put "__html_slots("
    if #node.children > 0 then
        put_content(out, node)
    else
        out:put "nil"
    end
    local counts, repeated = count_names(node.slots)
    for _, slot in ipairs(node.slots) do
        out:go_to(slot.at)
        out:put((", %s, "):format(token.quote(slot.name:sub(2))))
        value.put_component_attributes(out, slot.attributes)
        out:put ", "
        put_content(out, slot)
    end
    for _, name in ipairs(repeated) do
        put_combiner(out, name, counts[name], node.at)
    end
    out:put ")"
end

return component
