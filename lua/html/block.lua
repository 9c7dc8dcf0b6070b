-- What stands between braces: values, {-- comments --}, and the blocks {if}, {elseif}, {else}, {for}, {local},
-- {end}. These are methods of the parser (parse.lua), which hands every '{' on to here.

local entity = require "html.entity"
local expression = require "html.expression"
local token = require "html.token"

local parser = {}

local function is_block(frame)
    return frame.kind == "if" or frame.kind == "for"
end

-- The '}' for the '{' at a position; complains and gives up when there is none.
function parser:brace_end(position)
    if self.text:sub(position, position + 2) == "{--" then
        return self:comment_end(position)
    end
    local close, square = token.closing_brace(self.text, position + 1, self.memo)
    if close then
        return close
    end
    self.lost = true
    if square then
        local equals = ("="):rep(self.level)
        self:complain(
            position,
            "this '{' is never closed; ']%s]' ended the template early, write html[%s=[ … ]%s=] instead",
            equals,
            equals,
            equals
        )
    else
        self:complain(position, "this '{' is never closed")
    end
end

-- {-- … --} may hold anything whose braces are in pairs; and, when they are not, anything up to the next --}
function parser:comment_end(position)
    local depth, at = 0, position
    while at do
        at = self.text:find("[{}]", at)
        if at then
            depth = depth + (self.text:sub(at, at) == "{" and 1 or -1)
            if depth == 0 then
                return at
            end
            at = at + 1
        end
    end
    local _, stop = self.text:find("--}", position + 3, true)
    if not stop then
        self:complain(position, "this comment is never closed: '--}' is missing")
        self.lost = true
    end
    return stop
end

-- {…} between tags.
function parser:brace()
    local position = self.position
    local close = self:brace_end(position)
    if not close then
        return
    end
    self.position = close + 1
    if self.text:sub(position, position + 2) == "{--" then
        return
    end
    local code = self.text:sub(position + 1, close - 1)
    local first, rest = token.first_word(code)
    local statement = self.statements[first]
    if statement then
        statement(self, code:sub(rest), position, position + rest)
    else
        self:value(code, position)
    end
end

function parser:value(code, position)
    local literal = expression.literal(code)
    if literal and utf8.len(literal) then
        self:append_text(entity.escape(literal), true)
    else
        self:append { kind = "value", expression = self:expression(code, position + 1) }
    end
end

-- Takes the last word, `then` or `do`, off what follows `if` or `for`; it must be there.
function parser:take_last_word(word, opener, code, position)
    local before = token.without_last_word(code, word)
    if not before then
        local shown = ("{%s %s %s}"):format(opener, expression.shown(code), word)
        self:complain(position, "'{%s …}' needs '%s':  %s", opener, word, shown)
    end
    return before
end

function parser:condition(opener, code, position, at)
    local condition = self:take_last_word("then", opener, code, position)
    if condition then
        local shown = ("{%s %s then}"):format(opener, expression.shown(condition))
        return self:expression(condition, at, shown)
    end
end

-- What {else}, {elseif} and {end} belong to. An element that is still open between is an error; it is left behind.
function parser:enclosing_block(word, position)
    local top = self:top()
    local block, index = self:find_open(is_block)
    if block and block ~= top then
        self:complain(position, "'{%s}' inside <%s>, which is still open", word, top.name)
        self:cut_to(index)
    elseif not block and not (word == "end" and self:is_forgiven "{end}") then
        self.torn = true
        self:complain(
            position,
            "'{%s}' without '{if …}'%s",
            word,
            word == "end" and " or '{for …}'" or ""
        )
    end
    return block
end

function parser:enclosing_if(word, position)
    local block = self:enclosing_block(word, position)
    if not block or block.kind == "if" and not block.node.otherwise then
        return block
    end
    if block.kind == "for" then
        self:complain(position, "'{%s}' belongs to '{if …}', not to '{for …}'", word)
    else
        self:complain(position, "'{%s}' after '{else}'", word)
    end
end

function parser:refuse_rest(word, code, position)
    if #token.list(code) > 0 then
        local hint = word == "else" and token.first_word(code) == "if" and "; write {elseif … then}" or ""
        self:complain(position, "'{%s}' takes nothing more%s", word, hint)
    end
end

local statements = {}
parser.statements = statements

statements["if"] = function(self, code, position, at)
    local children = {}
    local branch = { condition = self:condition("if", code, position, at), children = children }
    local node = { kind = "if", branches = { branch }, at = self.base + position }
    self:append(node)
    self:push { kind = "if", node = node, children = children, position = position }
end

statements["elseif"] = function(self, code, position, at)
    local block = self:enclosing_if("elseif", position)
    local branch = { condition = self:condition("elseif", code, position, at), children = {} }
    if block then
        table.insert(block.node.branches, branch)
        block.children = branch.children
    end
end

statements["else"] = function(self, code, position)
    self:refuse_rest("else", code, position)
    local block = self:enclosing_if("else", position)
    if block then
        block.node.otherwise = {}
        block.children = block.node.otherwise
    end
end

-- The rows of a stream are known by their keys and by nothing else.
local function check_stream(self, block)
    if block.node.stream and not block.node.key then
        self:complain(
            block.position,
            "the rows of a stream need a key: write ls-key={item.id} on the element in {for … in ls.stream %s do}",
            block.node.stream
        )
    end
end

statements["end"] = function(self, code, position)
    self:refuse_rest("end", code, position)
    local block = self:enclosing_block("end", position)
    if block then
        check_stream(self, block)
        self:pop()
    end
end

statements["for"] = function(self, code, position, at)
    local head = self:take_last_word("do", "for", code, position)
    local stream = head and head:match "%f[%w_]in%s+ls%.stream%s*(.-)%s*$"
    local node = { kind = "for", children = {}, at = self.base + position, stream = stream }
    self:append(node)
    self:push { kind = "for", node = node, children = node.children, position = position }
    if head then
        local why, line = expression.check_for(head)
        if why then
            self:complain_about_lua(at, line, ("{for %s do}"):format(expression.shown(head)), why)
        end
        self:refuse_varargs("function() for " .. head .. " do end end", at)
        node.head = self:lua(head, at)
    end
end

statements["local"] = function(self, code, position, at)
    local values_at = expression.split_local(code)
    local why, line
    if values_at then
        why, line = expression.check_list(code:sub(values_at))
    end
    if not values_at then
        self:complain(position, "'{local …}' is written {local name = value}")
    elseif why then
        local values_line = self:line(at + values_at - 1) - self:line(at)
        self:complain_about_lua(at, values_line + line, ("{local %s}"):format(expression.shown(code)), why)
    else
        self:refuse_varargs("function() return " .. code:sub(values_at) .. "\nend", at)
        self.has_local = self.has_local or self.blocks == 0
        self:append { kind = "local", expression = self:lua(code, at) }
    end
end

for _, word in ipairs { "while", "repeat", "until", "do", "goto", "break", "return", "then", "in" } do
    statements[word] = function(self, _, position)
        self:complain(position, "'{%s …}' is no block; there are {if}, {for} and {local}", word)
    end
end

-- Gives the methods to a class.
return function(class)
    for name, method in pairs(parser) do
        class[name] = method
    end
end
