-- The templates of ls.el: one for each element that it can make, `<h1 {attributes}>{content}</h1>`. The stdlib's file
-- has __html_elements where a table belongs that gives their ids by name, and those of the void ones in another:
--
--   local with_content, without = __html_elements

local names = require "html.names"

local elements = {}

local MARK = "__html_elements"

local function fill(template, name)
    if names.void[name] then
        template.statics, template.slots = { "<" .. name, ">" }, { { kind = "p" } }
    else
        template.statics = { "<" .. name, ">", "</" .. name .. ">" }
        template.slots = { { kind = "p" }, { kind = names.escaped_text[name] and "r" or "s" } }
    end
end

-- The text with the mark replaced; the templates go to `out`, a writer.
function elements.expand(text, out)
    local start, stop = text:find(MARK, 1, true)
    if not start then
        return text
    end
    local with_content, without = {}, {}
    for _, name in ipairs(names.made_by_el) do
        local id, template = out:reserve(1)
        fill(template, name)
        table.insert(names.void[name] and without or with_content, ("%s=%d"):format(name, id))
    end
    local tables = ("{%s}, {%s}"):format(table.concat(with_content, ","), table.concat(without, ","))
    return text:sub(1, start - 1) .. tables .. text:sub(stop + 1)
end

return elements
