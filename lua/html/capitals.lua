-- <TR> could call a component, since a capital letter means one, and could be HTML as it was written long ago. It is
-- HTML where it is all in capitals, names an element, and the Lua around the templates has nothing of that name.

local names = require "html.names"
local scan = require "html.scan"

local capitals = {}

-- The Lua of a file without its templates.
local function around_templates(source)
    local pieces, position = {}, 1
    for _, found in ipairs(scan.templates(source)) do
        pieces[#pieces + 1] = source:sub(position, found.start - 1)
        position = found.stop or #source + 1
    end
    pieces[#pieces + 1] = source:sub(position)
    return table.concat(pieces, "\n")
end

---A function that gives the name of the element that a tag means, in small letters, or nil where it means none.
---@param source string a whole file
---@param is_template boolean|nil whether all of it is one template
---@return function
function capitals.reader(source, is_template)
    local lua = is_template and ""
    return function(name)
        local element = name:lower()
        if name ~= name:upper() or not names.is_element[element] then
            return nil
        end
        lua = lua or around_templates(source)
        return not lua:find("%f[%w_]" .. name .. "%f[^%w_]") and element or nil
    end
end

return capitals
