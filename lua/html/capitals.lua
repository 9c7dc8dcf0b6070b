-- <TR> calls a component, since a capital letter means one. Where the file has nothing of that name, somebody wrote
-- HTML as it was written long ago, and is told so.

local names = require "html.names"

local capitals = {}

local function is_mentioned(name, segments)
    local word = "%f[%w_]" .. name .. "%f[^%w_]"
    for _, segment in ipairs(segments) do
        if type(segment) == "string" and segment:find(word) then
            return true
        end
    end
    return false
end

---@param tags table[] the component nodes of a file's templates
---@param segments table what stands around the templates: strings of Lua, and other things
---@param report table where errors go
function capitals.check(tags, segments, report)
    for _, node in ipairs(tags) do
        local name, element = node.name, node.name:lower()
        if name == name:upper() and names.is_element[element] and not is_mentioned(name, segments) then
            local message = "<%s>: a capital letter means a component, and there is no '%s'; write <%s>"
            report:add(node.at, message:format(name, name, element))
        end
    end
end

return capitals
