-- Start tags: <li class={…} title="a {b}" {more}>. Reads one into an element, component or slot with its attributes:
--
--   { form = "bare",   name }                            checked
--   { form = "static", name, raw, value }                raw as it can be served, value as it is meant
--   { form = "value",  name, expression }                value={m.text}
--   { form = "joined", name, parts }                     title="a {b}": strings and expressions
--   { form = "fields", name, fields }                    class={"a", b = c}, style={width = w}
--   { form = "spread", expression }                      {more}
--   { form = "key",    name, expression | parts }        ls-key={id}: which row this is
--
-- each with `at`, its place in the file. What an attribute may be is decided in attribute.lua.

local attribute = require "html.attribute"
local ends = require "html.ends"
local entity = require "html.entity"
local expression = require "html.expression"
local names = require "html.names"
local token = require "html.token"

local tag = {}

local NAME = "^[^%s\"'<>/={}%c]+"
local UNQUOTED = "^[^%s\"'<>`{}]+"
local UNQUOTED_VERBATIM = "^[^%s\"'=<>`]+"

-- An upper-case letter at the front, or a dot, means a Lua value in scope.
function tag.is_component(name)
    return name:find "^%u" ~= nil or name:find(".", 1, true) ~= nil
end

-- `parser` stands at the first byte of every part that is read; `position` moves on.

-- The next quote or brace. A pattern has braces of its own: pattern="[0-9]{3}" repeats, and is no Lua.
local function next_stop(parser, found, quote, position)
    local stop = parser.text:find("[{" .. quote .. "]", position)
    while stop and found.name:lower() == "pattern" and parser.text:find("^{%d+,?%d*}", stop) do
        stop = parser.text:find("[{" .. quote .. "]", stop + 1)
    end
    return stop
end

-- The parts of a quoted value from `start` to the quote: strings (as they are meant) and expressions.
local function read_parts(parser, found, quote, start)
    local parts, position = {}, start
    while true do
        local stop = next_stop(parser, found, quote, position)
        if not stop then
            return nil
        end
        if stop > position then
            parts[#parts + 1] =
                entity.decode(parser.text:sub(position, stop - 1), parser:complainer(position))
        end
        if parser.text:sub(stop, stop) == quote then
            return parts, stop
        end
        local close = parser:brace_end(stop)
        if not close then
            return nil
        end
        local code = parser.text:sub(stop + 1, close - 1)
        if parser.text:sub(stop, stop + 2) ~= "{--" then
            parts[#parts + 1] = tag.value(parser, code, stop)
        end
        position = close + 1
    end
end

-- An expression in a tag, where blocks have no place.
function tag.value(parser, code, brace)
    local word = token.first_word(code)
    if parser.statements[word] then
        parser:complain(brace, "'{%s …}' cannot stand inside a tag; use name={condition and value}", word)
        return parser:lua("nil", brace + 1)
    end
    return parser:expression(code, brace + 1)
end

local function read_static(parser, found, start, stop)
    local raw = parser.text:sub(start, stop - 1)
    found.form = "static"
    found.raw = entity.static_attribute(raw, parser:complainer(start))
    found.value = entity.decode(raw, function() end)
    return found
end

local function read_quoted(parser, found, quote, start)
    local close = parser.text:find(quote, start, true)
    if parser:top().verbatim or not close or next_stop(parser, found, quote, start) == close then
        if close then
            read_static(parser, found, start, close)
            parser.position = close + 1
        end
        return close
    end
    local parts, stop = read_parts(parser, found, quote, start)
    if parts then
        found.form, found.parts = "joined", parts
        parser.position = stop + 1
    end
    return parts
end

local function read_fields(parser, found, code, start)
    found.form, found.fields = "fields", {}
    for index, field in ipairs(token.fields(code)) do
        local name = field.name or (field.key and "[" .. field.key .. "]")
        local shown = name and ("{%s = %s}"):format(name, expression.shown(field.value))
        found.fields[index] = {
            name = field.name,
            literal = not field.name and not field.key and expression.literal(field.value) and field.value,
            key = field.key and parser:expression(field.key, start + field.key_start - 1),
            key_literal = field.key and expression.literal(field.key),
            value = parser:expression(field.value, start + field.start - 1, shown),
        }
    end
end

local function read_braced(parser, found, start)
    local close = parser:brace_end(start)
    if not close then
        return nil
    end
    local code = parser.text:sub(start + 1, close - 1)
    if found.name == "class" or found.name == "style" then
        read_fields(parser, found, code, start + 1)
    else
        found.form, found.expression = "value", tag.value(parser, code, start)
    end
    parser.position = close + 1
    return close
end

local function read_unquoted(parser, found, start)
    local verbatim = parser:top().verbatim
    local _, last = parser.text:find(verbatim and UNQUOTED_VERBATIM or UNQUOTED, start)
    if last and parser.text:find("^/>", last) then
        last = last - 1
    end
    if not last or last < start then
        parser:complain(
            start,
            "the value of '%s' is missing; write %s=\"…\" or %s={…}",
            found.name,
            found.name,
            found.name
        )
        found.form, parser.position = "bare", start
    else
        read_static(parser, found, start, last + 1)
        parser.position = last + 1
    end
    return true
end

-- What follows the '=' of an attribute. Gives up when a quote or brace is never closed.
local function read_value(parser, found, start)
    local char = parser.text:sub(start, start)
    local ok
    if char == '"' or char == "'" then
        ok = read_quoted(parser, found, char, start + 1)
        if not ok and not parser.lost then
            parser:complain(start, "this %s is never closed", char)
        end
    elseif char == "{" and not parser:top().verbatim then
        ok = read_braced(parser, found, start)
    else
        ok = read_unquoted(parser, found, start)
    end
    parser.lost = parser.lost or not ok
end

local function read_attribute(parser)
    local start, last = parser.text:find(NAME, parser.position)
    local found = { form = "bare", name = parser.text:sub(start, last), at = parser.base + start }
    local value = parser.text:match("^%s*=%s*()", last + 1)
    parser.position = last + 1
    if value then
        read_value(parser, found, value)
    end
    return found
end

-- {more} in a tag, or a comment there.
local function read_spread(parser)
    local start = parser.position
    local close = parser:brace_end(start)
    if not close then
        return nil
    end
    parser.position = close + 1
    if parser.text:sub(start, start + 2) == "{--" then
        return nil
    end
    local code = parser.text:sub(start + 1, close - 1)
    local spread = code:match "^%s*%.%.%.%s*([%a_].*)$"
    if spread then
        parser:complain(start, "attributes are spread by {%s}, without dots", expression.shown(spread))
        return nil
    end
    return { form = "spread", expression = tag.value(parser, code, start), at = parser.base + start }
end

local function skip_strange(parser, node, char)
    if char == "<" then
        parser:complain(parser.position, "'<' inside the tag <%s>; its '>' is missing", node.name)
    else
        parser:complain(parser.position, "unexpected '%s' in the tag <%s>", char, node.name)
        parser.position = parser.position + #char
    end
end

-- The attributes up to the end of the tag: "open" or "closed" ("/>"), or nil when the template ends before.
local function read_attributes(parser, node)
    while not parser.lost do
        parser.position = parser.text:match("^%s*()", parser.position)
        local char = parser.text:match("^/>", parser.position)
            or parser.text:match("^[^\x80-\xBF][\x80-\xBF]*", parser.position)
        if not char then
            parser:complain(
                node.at - parser.base,
                "the tag <%s> is never finished: '>' is missing",
                node.name
            )
            parser.lost = true
        elseif char == ">" or char == "/>" then
            parser.position = parser.position + #char
            return char == ">" and "open" or "closed"
        elseif char == "{" then
            table.insert(node.attributes, read_spread(parser))
        elseif parser.text:find(NAME, parser.position) then
            table.insert(node.attributes, read_attribute(parser))
        else
            skip_strange(parser, node, char)
            if char == "<" then
                return "open"
            end
        end
    end
end

local function check_slot_name(parser, position, name)
    local top = parser:top()
    if not token.is_name(name) then
        parser:complain(position, "<:%s> is no Lua name, so it is no slot", name)
    elseif name == "default" then
        parser:complain(position, "<:default> is what stands outside of named slots; leave the tag out")
    elseif top.kind ~= "component" then
        local around = top.name and (", not inside <%s>"):format(top.name)
            or top.kind ~= "template" and (", not inside '{%s …}'"):format(top.kind)
        parser:complain(position, "the slot <:%s> belongs directly inside a component%s", name, around or "")
    end
end

local function check_name(parser, position, name)
    if name:sub(1, 1) == ":" then
        check_slot_name(parser, position, name:sub(2))
    elseif name:lower() == names.vouched and not parser.context.is_stdlib then
        parser:complain(position, "<%s> is not for apps; write {ls.raw(text)}", name)
    elseif tag.is_component(name) and not token.is_path(name) then
        parser:complain(position, "<%s> is no Lua name, so it is no component", name)
    end
end

local function kind_of(name)
    return name:sub(1, 1) == ":" and "slot" or tag.is_component(name) and "component" or "element"
end

-- Reads the start tag at the parser's position, checks it and hands it on.
function tag.read(parser)
    local position = parser.position
    local written, stop = parser.text:match("^<(:?%a[%w_.:-]*)()", position)
    local name = parser.context.capitals(written) or written
    local node = {
        kind = kind_of(name),
        name = name,
        at = parser.base + position,
        attributes = {},
        children = {},
        slots = {},
    }
    check_name(parser, position, name)
    parser.position = stop
    local ending = read_attributes(parser, node)
    if ending then
        parser:leave(ends.by_start, name:lower(), position)
        attribute.check(parser, node)
        parser:open(node, position, ending == "closed")
    end
end

return tag
