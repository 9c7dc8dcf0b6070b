-- The markup that a story shows: a component's tag with the attributes that its knobs have just now.

local markup = {}

local WIDTH = 66 -- of a line

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

-- Words one after the other, in lines.
local function join(words, ending)
    local lines, line = {}, words[1]
    for number = 2, #words do
        local longer = line .. " " .. words[number]
        if #longer > WIDTH then
            lines[#lines + 1] = line
            longer = "    " .. words[number]
        end
        line = longer
    end
    lines[#lines + 1] = line .. ending
    return table.concat(lines, "\n")
end

local function in_tags(story, start, body)
    if not start:find "\n" and not body:find "\n" and #start + #body < WIDTH then
        return ("%s%s</%s>"):format(start, body, story.tag)
    end
    return ("%s\n    %s\n</%s>"):format(start, body:gsub("\n", "\n    "), story.tag)
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
        local value = values[knob.name]
        if not knob.is_content and value ~= knob.usual then
            words[#words + 1] = attribute(knob.name, value)
        end
    end
    local body = type(story.body) == "function" and story.body(values) or story.body
    if not body then
        return join(words, " />")
    end
    return in_tags(story, join(words, ">"), body)
end

return markup
