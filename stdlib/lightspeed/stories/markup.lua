-- The markup that a story shows: a component's tag with the attributes that its knobs have just now.

local markup = {}

local WIDTH = 72 -- of a line

local function quoted(text)
    return '"' .. text:gsub("&", "&amp;"):gsub('"', "&quot;"):gsub("{", '{"{"}') .. '"'
end

-- One attribute as an author would write it; nil where it is absent.
local function attribute(name, value)
    if value == true then
        return name
    elseif type(value) == "number" then
        return ("%s={%s}"):format(name, tostring(value))
    elseif type(value) == "string" then
        return name .. "=" .. quoted(value)
    elseif value == false then
        return nil
    end
end

-- Words one after the other, or below each other where they are too many for a line.
local function join(words, ending)
    local line = table.concat(words, " ") .. ending
    if #line <= WIDTH then
        return line
    end
    return table.concat(words, "\n    ") .. ending
end

---What an author writes for a story with these knobs.
---@param story table { tag, fixed? or words?, body?, knobs }
---@param values table<string, any>
---@return string
function markup.of(story, values)
    local words = { "<" .. story.tag }
    for _, fixed in ipairs(story.words and story.words(values) or story.fixed or {}) do
        words[#words + 1] = fixed
    end
    for _, knob in ipairs(story.knobs) do
        if not knob.is_content then
            words[#words + 1] = attribute(knob.name, values[knob.name])
        end
    end
    local body = type(story.body) == "function" and story.body(values) or story.body
    if not body then
        return join(words, " />")
    end
    return join(words, ">") .. "\n    " .. body:gsub("\n", "\n    ") .. "\n</" .. story.tag .. ">"
end

return markup
