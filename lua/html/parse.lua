-- The template grammar: the text between html[[ and ]] becomes a tree.
--
--   { kind = "text",  text, solid }                static HTML, ready to be served; solid: its white space stays
--   { kind = "value", expression }
--   { kind = "if",    branches = { { condition, children }, ... }, otherwise }
--   { kind = "for",   head, children, key }
--   { kind = "local", expression }
--   { kind = "element", name, attributes, children, at }                     attributes: see tag.lua
--   { kind = "component", name, attributes, children, slots, let, at }      let: "a, b", names for the content
--   { kind = "slot", name, attributes, children, let, at }                  one of a component's slots
--
-- An expression is { text, at, segments }: its Lua, where it stands in the file, and what html.lua found in
-- it when it holds templates of its own. The parser goes on after an error as well as it can, so that one run
-- tells all; it gives up (`lost`) only where the rest can no longer be understood.

local add_block_methods = require "html.block"
local ends = require "html.ends"
local entity = require "html.entity"
local expression = require "html.expression"
local names = require "html.names"
local tag = require "html.tag"
local token = require "html.token"

local DEPTH_MAX = 64

local parser = {}
parser.__index = parser
add_block_methods(parser)

function parser:complain(position, message, ...)
    local text = select("#", ...) > 0 and message:format(...) or message
    self.context.report:add(self.base + position, text)
end

function parser:line(position)
    return self.context.report:line(self.base + position)
end

function parser:top()
    return self.stack[#self.stack]
end

function parser:append(node)
    if node.kind == "slot" then
        local component = self:top().node
        table.insert(component and component.slots or {}, node)
        return
    end
    local children = self:top().children
    children[#children + 1] = node
end

-- Adds static HTML; pieces that only a comment had parted grow together.
function parser:append_text(text, solid)
    local children = self:top().children
    local last = children[#children]
    if last and last.kind == "text" and last.solid == solid then
        last.text = last.text .. text
    elseif text ~= "" then
        children[#children + 1] =
            { kind = "text", text = text, solid = solid, at = self.base + self.position }
    end
end

-- Turns offsets within a piece of text into complaints at their place.
function parser:complainer(position)
    return function(offset, message)
        self:complain(position + offset, message)
    end
end

-- ## Expressions

function parser:refuse_varargs(code, at)
    if not expression.uses_varargs(code) then
        return
    end
    if self.blocks > 0 then
        self:complain(
            at,
            "'...' cannot be used inside a block of a template; name it before: local a, b = ..."
        )
    else
        self.varargs_at = self.varargs_at or at
    end
end

-- One Lua expression that stands at a position of the template; `shown` is how a message quotes it.
function parser:expression(code, at, shown)
    local why, line = expression.check(code)
    if why then
        return self:complain_about_lua(at, line, shown or "{" .. expression.shown(code) .. "}", why)
    end
    self:refuse_varargs(code, at)
    return self:lua(code, at)
end

function parser:complain_about_lua(at, line, shown, why)
    local message = ("not a Lua expression: %s  (%s)"):format(shown, why)
    local first, column = self.context.report:place(self.base + at)
    self.context.report:add_at_line(first + line - 1, message, line == 1 and column or nil)
end

function parser:lua(code, at)
    return { text = code, at = self.base + at, segments = self.context.nested(code, self.base + at - 1) }
end

-- ## What is open

function parser:push(frame)
    if #self.stack > DEPTH_MAX then
        self:complain(
            frame.position,
            "nested too deep (%d at most); make a component of a part of it",
            DEPTH_MAX
        )
        self.lost = true
    end
    local outer = self:top()
    frame.verbatim = frame.verbatim or outer.verbatim
    frame.solid = frame.solid or frame.verbatim or outer.solid or false
    self.stack[#self.stack + 1] = frame
    self.blocks = self.blocks + (frame.kind ~= "element" and 1 or 0)
end

function parser:pop()
    local frame = table.remove(self.stack)
    self.blocks = self.blocks - (frame.kind ~= "element" and 1 or 0)
    return frame
end

-- The frame nearest to the top for which `wanted` holds, and its index.
function parser:find_open(wanted)
    for index = #self.stack, 2, -1 do
        if wanted(self.stack[index]) then
            return self.stack[index], index
        end
    end
end

local function is_block(frame)
    return frame.kind == "if" or frame.kind == "for"
end

local function same_name(a, b)
    return a == b or a:lower() == b:lower() and not tag.is_component(a)
end

-- Leaves everything above stack[index]. What is cut off so is forgiven its own end, which is still to come.
function parser:cut_to(index)
    self.torn = true
    while #self.stack > index do
        local frame = self:pop()
        local name = is_block(frame) and "{end}" or frame.name:lower()
        self.forgiven[name] = (self.forgiven[name] or 0) + 1
    end
end

function parser:is_forgiven(name)
    local count = self.forgiven[name] or 0
    self.forgiven[name] = count > 0 and count - 1 or nil
    return count > 0
end

-- ## Elements

-- Leaves the innermost elements that a tag ends by being there; blocks and components stay. It is remembered which,
-- for the case that their own end tags come all the same.
function parser:leave(ended_by, name, position)
    local top = self:top()
    while top.kind == "element" and ended_by(name, top.name:lower()) do
        self.left[top.name:lower()] = { by = name, position = position, line = self:line(top.position) }
        self:pop()
        top = self:top()
    end
end

-- The end tag of an element that another tag had ended: that one was meant to be inside.
function parser:complain_about_left(name)
    local left = self.left[name:lower()]
    local hint = ends.between[left.by] and ", or put a " .. ends.between[left.by] .. " between" or ""
    self:complain(
        left.position,
        "<%s> inside the <%s> of line %d: close that one before%s",
        left.by,
        name,
        left.line,
        hint
    )
end

-- A start tag was read: its content comes next, unless it has none.
function parser:open(node, position, self_closing)
    self:append(node)
    local lower = node.name:lower()
    local is_element = node.kind == "element"
    local preformatted = is_element and names.preformatted[lower]
    if self_closing or (is_element and names.void[lower]) then
        return
    end
    self:push {
        kind = node.kind,
        name = node.name,
        node = node,
        position = position,
        children = node.children,
        verbatim = node.verbatim,
        solid = preformatted,
    }
    if preformatted then -- the browser drops a line feed there, but only from the first HTML
        self.position = self.text:match("^\n()[^\n]", self.position) or self.position
    end
    if is_element and (names.raw_text[lower] or names.escaped_text[lower]) then
        self:text_content(node, lower)
    end
end

-- The content of <script>, <style>, <textarea> and <title>: no tags in it.
function parser:text_content(node, lower)
    local stop = self:find_end_tag(lower, self.position)
    if not stop then
        self:complain(node.at - self.base, "<%s> is never closed: </%s> is missing", node.name, node.name)
        self.lost = true
        return
    end
    if names.raw_text[lower] then
        self:append_text(self.text:sub(self.position, stop - 1), true)
    else
        self:escaped_content(stop)
    end
    self.position = stop
end

function parser:find_end_tag(lower, position)
    self.lower_text = self.lower_text or self.text:lower()
    while true do
        local start, stop = self.lower_text:find("</" .. lower, position, true)
        if not start or self.lower_text:find("^[%s/>]", stop + 1) then
            return start
        end
        position = stop + 1
    end
end

-- Text and values only. Static text is kept twice: `text` to be served, `plain` to be joined with values.
function parser:escaped_content(stop)
    local position = self.position
    while position < stop do
        local brace = not self:top().verbatim and self.text:find("{", position, true) or nil
        local text_stop = math.min(brace or stop, stop)
        self:append_escaped(self.text:sub(position, text_stop - 1), position)
        position = text_stop
        if position < stop then
            position = self:escaped_brace(position, stop)
        end
    end
end

function parser:append_escaped(raw, position)
    if raw ~= "" then
        local complain = self:complainer(position)
        local text = entity.static(raw, complain):gsub("<", "&lt;")
        self:append {
            kind = "text",
            text = text,
            plain = entity.decode(raw, complain),
            solid = self:top().solid,
        }
    end
end

function parser:escaped_brace(position, stop)
    local close = self:brace_end(position)
    if not close then
        return stop
    end
    local code = self.text:sub(position + 1, close - 1)
    local first = token.first_word(code)
    if self.text:sub(position, position + 2) ~= "{--" then
        if self.statements[first] then
            self:complain(
                position,
                "'{%s …}' cannot stand in <%s>; use {condition and value}",
                first,
                self:top().name
            )
        else
            self:append { kind = "value", expression = self:expression(code, position + 1) }
        end
    end
    return close + 1
end

function parser:end_tag()
    local position = self.position
    local written, stop = self.text:match("^</(:?%a[%w_.:-]*)()", position)
    local name = self.context.capitals(written) or written
    local close = self.text:match("^%s*()>", stop)
    if close then
        self.position = close + 1
    else
        self:complain(position, "</%s lacks its '>'", name)
        self.position = stop
    end
    self:close(name, position)
end

function parser:close(name, position)
    if self:would_match(name) then
        self:leave(ends.by_end, name, position)
    end
    local top = self:top()
    if names.void[name] then
        self:complain(position, "<%s> has no content, so </%s> cannot be", name, name)
    elseif top.name and same_name(name, top.name) then
        self:pop()
    elseif not self:is_forgiven(name:lower()) then
        self:close_wrongly(name, position, top)
    end
end

function parser:close_wrongly(name, position, top)
    local _, index = self:find_open(function(frame)
        return frame.name and same_name(name, frame.name)
    end)
    if not index and self.left[name:lower()] then
        return self:complain_about_left(name)
    end
    if top.name then
        self:complain(
            position,
            "</%s> does not match <%s> opened on line %d",
            name,
            top.name,
            self:line(top.position)
        )
    elseif is_block(top) and index then
        self:complain(
            position,
            "</%s> inside '{%s …}' of line %d, which is still open",
            name,
            top.kind,
            self:line(top.position)
        )
    else
        self:complain(position, "</%s> has no start tag", name)
    end
    self:cut_to(index or #self.stack)
    if index then
        self:pop()
    end
end

-- Whether the element that an end tag means is open, with nothing on top of it but what the tag ends as well.
function parser:would_match(name)
    for index = #self.stack, 2, -1 do
        local frame = self.stack[index]
        if frame.name and same_name(name, frame.name) then
            return true
        elseif frame.kind ~= "element" or not ends.by_end(name, frame.name:lower()) then
            return false
        end
    end
    return false
end

-- ## Text and markup

function parser:static_text()
    local position = self.position
    local stop = self.text:find(self:top().verbatim and "<" or "[<{}]", position) or #self.text + 1
    local raw = self.text:sub(position, stop - 1)
    self:append_text(entity.static(raw, self:complainer(position)), self:top().solid)
    self.position = stop
end

-- Steps over a markup that ends with `closing`; gives up when it does not.
function parser:skip_to(closing, message)
    local _, stop = self.text:find(closing, self.position, true)
    if not stop then
        self:complain(self.position, message)
        self.lost = true
    end
    local start = self.position
    self.position = (stop or #self.text) + 1
    return self.text:sub(start, self.position - 1)
end

function parser:markup()
    local text, position = self.text, self.position
    if text:find("^<!%-%-", position) then
        self.position = position + 4
        self:skip_to("-->", "this comment is never closed: '-->' is missing")
    elseif text:find("^<![dD][oO][cC][tT][yY][pP][eE]%s+%a+[^<>{}]*>", position) then
        self:append_text(self:skip_to(">", ""), false)
    elseif text:find("^</:?%a", position) then
        self:end_tag()
    elseif text:find("^<:?%a", position) then
        tag.read(self)
    else
        self:stray_angle(text:sub(position, position + 1))
    end
end

function parser:stray_angle(two)
    if two == "<!" or two == "<?" then
        self:complain(
            self.position,
            "'%s' begins nothing that a template can hold; a comment is <!-- … -->",
            two
        )
    else
        self:complain(self.position, "this '<' begins no tag; write &lt;")
    end
    self.position = self.position + 1
end

function parser:step()
    local char = self.text:sub(self.position, self.position)
    if char == "<" then
        self:markup()
    elseif char == "{" and not self:top().verbatim then
        self:brace()
    elseif char == "}" and not self:top().verbatim then
        self:complain(self.position, "this '}' closes nothing; a literal brace is {\"}\"}")
        self.position = self.position + 1
    else
        self:static_text()
    end
end

-- Everything that is still open at the end, from the outside inwards.
function parser:complain_about_open()
    for index = 2, #self.stack do
        local frame = self.stack[index]
        if is_block(frame) then
            self:complain(frame.position, "'{%s …}' is never closed: {end} is missing", frame.kind)
        else
            self:complain(frame.position, "<%s> is never closed: </%s> is missing", frame.name, frame.name)
        end
    end
end

function parser:is_text()
    local length, bad = utf8.len(self.text)
    if not length then
        self:complain(bad, "this is not UTF-8")
    end
    local zero = self.text:find("\0", 1, true)
    if zero then
        self:complain(zero, "a zero byte cannot stand in a template")
    end
    return length and not zero
end

function parser:finish()
    if not self.lost then
        self:complain_about_open()
    end
    self.torn = self.torn or self.lost or #self.stack > 1
    if self.has_local and self.varargs_at and not self.context.is_file then
        self:complain(
            self.varargs_at,
            "'...' cannot be used in a template with {local}; name it before: local a, b = ..."
        )
    end
end

local parse = {}

-- The children of a template, and whether its tags and blocks all matched, so that one can judge what stands in
-- what. `base` is what to add to a position in the text to have one in the file; context = { report, events,
-- nested }, nested being the function that finds templates in a piece of Lua.
function parse.template(text, base, level, context)
    local root = { kind = "template", children = {} }
    local self = setmetatable({
        text = text,
        base = base,
        level = level,
        context = context,
        position = 1,
        stack = { root },
        blocks = 0,
        forgiven = {},
        left = {},
        memo = {},
    }, parser)
    if self:is_text() then
        while self.position <= #text and not self.lost do
            self:step()
        end
        self:finish()
    end
    return root.children, not self.torn
end

return parse
