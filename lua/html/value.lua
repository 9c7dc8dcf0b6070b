-- Values in the Lua that is written: expressions, attributes, and the table of attributes that a component
-- gets. Each is put on the line it came from, and is one value whatever it calls.

local class = require "html.class"
local token = require "html.token"
local tree = require "html.tree"

local JOIN_MAX = 100 -- arguments of one call; Lua has a limit

local value = {} -- emit.lua adds value.put_segments, which writes Lua with templates in it

-- Any Lua of the user's: on its line, with the templates in it compiled.
function value.put_lua(out, expression)
    out:go_to(expression.at)
    if expression.segments then
        value.put_segments(out, expression.segments)
    else
        out:put(expression.text)
    end
end

-- One value: the parentheses cut a call's results down to the first.
function value.put(out, expression)
    out:go_to(expression.at)
    out:put "("
    value.put_lua(out, expression)
    out:put ")"
end

local function put_part(out, part)
    if type(part) == "string" then
        out:put(token.quote(part))
    else
        value.put(out, part)
    end
end

-- Long joins are joined group by group: a call has a limit of arguments.
function value.put_join(out, parts, first, last)
    local count = last - first + 1
    local groups = count > JOIN_MAX and (count + JOIN_MAX - 1) // JOIN_MAX
    out:put "__html_join("
    for index = 1, groups or count do
        out:put(index > 1 and ", " or "")
        if groups then
            local from = first + (index - 1) * ((count + groups - 1) // groups)
            local to = math.min(from + (count + groups - 1) // groups - 1, last)
            value.put_join(out, parts, from, to)
        else
            put_part(out, parts[first + index - 1])
        end
    end
    out:put ")"
end

local function style_name(name)
    return (name:gsub("_", "-"))
end

local function put_field_name(out, field, is_style)
    local name = field.name or field.key_literal
    if name then
        out:put(token.quote(is_style and style_name(name) or name))
    else
        value.put(out, field.key)
    end
    out:put ", "
    value.put(out, field.value)
end

local function put_fields(out, attribute)
    local is_style = attribute.name == "style"
    if not is_style and class.put(out, attribute.fields, value.put) then
        return
    end
    out:put(is_style and "__html_style(" or "__html_class(")
    for index, field in ipairs(attribute.fields) do
        out:put(index > 1 and ", " or "")
        if field.name or field.key then
            put_field_name(out, field, is_style)
        else
            if field.literal then
                value.put_lua(out, field.value)
            else
                value.put(out, field.value)
            end
            out:put ", true"
        end
    end
    out:put ")"
end

function value.put_attribute(out, attribute)
    out:go_to(attribute.at)
    if attribute.hoisted then
        out:put(attribute.hoisted)
    elseif attribute.form == "bare" then
        out:put "true"
    elseif attribute.form == "static" then
        out:put(token.quote(attribute.value))
    elseif attribute.parts then
        value.put_join(out, attribute.parts, 1, #attribute.parts)
    elseif attribute.fields then
        put_fields(out, attribute)
    else
        value.put(out, attribute.expression)
    end
end

-- ## Components

local function put_field(out, attribute)
    out:go_to(attribute.at)
    local name = attribute.name
    out:put(token.is_name(name) and name or "[" .. token.quote(name) .. "]")
    out:put " = "
    value.put_attribute(out, attribute)
end

-- The fields between two spreads, as a table; gives the index after them.
local function put_fields_table(out, attributes, index)
    out:put "{"
    local separator = ""
    while attributes[index] and attributes[index].form ~= "spread" do
        if attributes[index].form ~= "key" then
            out:put(separator)
            put_field(out, attributes[index])
            separator = ", "
        end
        index = index + 1
    end
    out:put "}"
    return index
end

function value.put_component_attributes(out, attributes)
    if not tree.has_spread(attributes) then
        return put_fields_table(out, attributes, 1)
    end
    out:put "__html_merge("
    local index = put_fields_table(out, attributes, 1)
    while attributes[index] do
        out:put ", "
        value.put_attribute(out, attributes[index])
        out:put ", "
        index = put_fields_table(out, attributes, index + 1)
    end
    out:put ")"
end

return value
