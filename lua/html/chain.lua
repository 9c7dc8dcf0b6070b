-- Chains of ls.js that are the same for everybody: ls-click={ls.js.hide("#menu"):push("close", { id = 7 })}.
--
-- One that is made of literals alone is carried out here, when the file loads, by the same code that makes all others
-- (stdlib/lightspeed/js.lua): its text becomes a static part of the template, a mistake in it is told before anybody
-- sees a page, and the events that it pushes are held against what the views declare.
--
-- Literals are texts, numbers, booleans, nil, tables of such, and chains. Any other name may be somebody's own, so
-- nothing with one is folded; and nothing at all in a file where what require "lightspeed" gave is anything but
-- followed by a dot. No code of the app's runs.

local suggest = require "html.suggest"
local token = require "html.token"

local chain = {}

-- ls.js itself, and the host's writer of its text; nil where the compiler runs elsewhere.
local js, write

local function load_js()
    local host = rawget(_G, "__host")
    if js or not host then
        return js
    end
    write = host.operations
    function host.where() end
    function host.hint(name, names)
        local near = suggest(tostring(name), names)
        return near and ("; did you mean '%s'?"):format(near) or ""
    end
    js = require("lightspeed.js").js
    return js
end

-- ## Whether it is one

local reader = {}
reader.__index = reader

function reader:is(text, offset)
    local found = self.list[self.index + (offset or 0)]
    return found ~= nil and found.kind ~= "string" and found.text == text
end

function reader:is_kind(kind, offset)
    local found = self.list[self.index + (offset or 0)]
    return found ~= nil and found.kind == kind
end

-- Goes over it, where it is there.
function reader:take(text)
    local is = self:is(text)
    self.index = self.index + (is and 1 or 0)
    return is
end

-- Goes over as many as there are.
function reader:skip(count)
    self.index = self.index + count
    return true
end

-- Things with commas between them, up to what closes them.
function reader:items(close, item)
    while not self:take(close) do
        if not item(self) or not (self:take "," or self:take ";" or self:is(close)) then
            return false
        end
    end
    return true
end

local function field(self)
    if self:is_kind "name" and self:is("=", 1) then
        self:skip(2)
    elseif self:take "[" and not (self:literal() and self:take "]" and self:take "=") then
        return false
    end
    return self:literal()
end

local constants = { ["true"] = true, ["false"] = true, ["nil"] = true }

function reader:literal()
    local found = self.list[self.index]
    if not found then
        return false
    elseif found.kind == "string" or found.kind == "number" or constants[found.text] then
        return self:skip(1)
    elseif self:is "-" and self:is_kind("number", 1) then
        return self:skip(2)
    elseif self:take "{" then
        return self:items("}", field)
    end
    return self:chain()
end

function reader:arguments()
    if self:is_kind "string" then
        return self:skip(1)
    elseif self:take "{" then
        return self:items("}", field)
    end
    return self:take "(" and self:items(")", self.literal)
end

-- The mistakes that js.lua knows are chains too: ls.js:hide(), .push() behind another.
function reader:chain()
    if not (self:take(self.alias) and self:take "." and self:take "js") then
        return false
    end
    local count = 0
    while self:is "." or self:is ":" do
        if not (self:is_kind("name", 1) and self:skip(2) and self:arguments()) then
            return false
        end
        count = count + 1
    end
    return count > 0
end

local function is_chain(text, alias)
    if not text:find("%f[%w_]" .. alias .. "%s*%.%s*js%f[^%w_]") then
        return false
    end
    local self = setmetatable({ list = token.list(text), index = 1, alias = alias }, reader)
    return self:chain() and self.index > #self.list
end

-- ## What it is

local function pushes_of(made)
    local list = {}
    for _, operation in ipairs(made) do
        if operation[1] == "push" then
            list[#list + 1] = { name = operation[2], payload = operation[3] or {} }
        end
    end
    return list
end

-- What somebody did wrong, without the place where Lua or js.lua think that it was.
local function told(message)
    return (tostring(message):gsub("^%?: ", ""):gsub("^t:%d+: ", ""):gsub("^stdlib/[^:]*:%d+: ", ""))
end

-- The text of a chain of literals, and the events that it pushes: { name, payload }. nil where it is none; nil and
-- why where it is one that cannot be meant. `alias` is what the file calls require "lightspeed".
function chain.fold(text, alias)
    if not alias or not is_chain(text, alias) or not load_js() then
        return nil
    end
    local ok, made = pcall(load("return " .. text, "=t", "t", { [alias] = { js = js } }))
    if not ok then
        return nil, told(made)
    end
    local json, why = write(made)
    return json, json and pushes_of(made) or why
end

-- How often a name stands in a text other than before a dot, or a hyphen: <ls.input ls-change>.
local function count_bare(text, name)
    local count = 0
    for after in text:gmatch("%f[%w_]" .. name .. "%f[^%w_]%s*(.?)") do
        count = count + ((after == "." or after == "-") and 0 or 1)
    end
    return count
end

-- The same in a Lua file, in its templates too, but not in what it says in comments, or as the field of another.
local function count_in_lua(source, name)
    local count, list = 0, token.list(source)
    for index, found in ipairs(list) do
        local before, after = list[index - 1] or {}, list[index + 1] or {}
        if found.kind == "string" then
            count = count + count_bare(found.text, name)
        elseif found.text == name and before.text ~= "." and before.text ~= ":" and after.text ~= "." then
            count = count + 1
        end
    end
    return count
end

-- What a file calls require "lightspeed", where no other thing has that name; else nil. `names` are all such.
function chain.alias(source, names)
    local alias = next(names)
    if not alias or next(names, alias) or not source:find(alias .. "%s*%.%s*js") then
        return nil
    end
    return count_in_lua(source, alias) == 1 and alias or nil
end

-- The same of a file that is one template, where it is `ls`.
function chain.alias_of_file(source)
    return count_bare(source, "ls") == 0 and "ls" or nil
end

return chain
