-- Which names of a file hold components, as far as its text tells: what lua/contract.lua needs to hold tags against
-- declarations before anybody sees a page. Understood are the ways in which components are usually named,
--
--   local Card = ls.component { … }      M.Card = ls.component { … }
--   local ui = require "ui"              local Card = require("ui").Card      local Card = ui.Card
--
-- and anything else leaves a name unknown, as does a name that is bound twice: then the tag is held against the
-- declaration when it is shown.

local bindings = {}

local reader = {}
reader.__index = reader

function reader:peek(offset)
    return self.list[self.index + (offset or 0)] or { kind = "end", text = "" }
end

function reader:take(text)
    local found = self:peek().text == text
    self.index = self.index + (found and 1 or 0)
    return found
end

-- a.b.c, from a name on.
function reader:path()
    local parts = { self:peek().text }
    self.index = self.index + 1
    while self:peek().text == "." and self:peek(1).kind == "name" do
        parts[#parts + 1] = self:peek(1).text
        self.index = self.index + 2
    end
    return table.concat(parts, ".")
end

local function string_value(found)
    local chunk = found.kind == "string" and load("return " .. found.text, "=t", "t", {})
    return chunk and chunk()
end

-- require "ui" and what follows: the module's name, and the fields behind it.
function reader:module()
    local parenthesis = self:take "("
    local name = string_value(self:peek())
    self.index = self.index + (name and 1 or 0)
    if not name or (parenthesis and not self:take ")") then
        return nil
    end
    local fields = ""
    if self:peek().text == "." then
        self.index = self.index + 1
        fields = self:path()
    end
    return { kind = "module", name = name, fields = fields }
end

-- What stands behind the '='; nil where it is anything else.
function reader:value(aliases)
    if self:peek().kind ~= "name" then
        return nil
    end
    local path = self:path()
    local found
    if path == "require" then
        found = self:module()
    elseif path:match "^[^.]+" and aliases[path:match "^[^.]+"] and path:match "^[^.]+%.component$" then
        return { kind = "component", start = self:peek().start }
    else
        found = { kind = "path", path = path }
    end
    local after = self:peek()
    local goes_on = after.kind == "string"
        or (after.kind == "symbol" and not (";,"):find(after.text, 1, true))
    return not goes_on and found or nil
end

-- All bindings of a file by name; false where one is not understood. `list`: its tokens; `aliases`: the names of
-- require "lightspeed".
function bindings.find(list, aliases)
    local found = {}
    local self = setmetatable({ list = list, index = 1 }, reader)
    while list[self.index] do
        local is_name = list[self.index].kind == "name"
        if is_name and self:peek(-1).text ~= "." and self:peek(-1).text ~= ":" then
            local path = self:path()
            if self:peek().text == "=" then
                self.index = self.index + 1
                found[path] = found[path] == nil and self:value(aliases) or false
            end
        else
            self.index = self.index + 1
        end
    end
    return found
end

return bindings
