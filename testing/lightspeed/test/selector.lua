-- CSS selectors: tag, *, #id, .class, [name], [name=value] and its kin ^= $= *= ~=, descendants, children
-- (>), and lists (,).

local html = require "lightspeed.test.html"

local selector = {}

local function fail(source, at)
    error(("the selector '%s' is not understood from '%s' on"):format(source, source:sub(at)), 0)
end

-- --- reading ---

local function read_attribute(source, at)
    local name, sign, after = source:match("^%[%s*([%w_:.-]+)%s*([%^$*~]?=?)%s*()", at)
    if not name then
        fail(source, at)
    end
    if sign == "" then
        return { name = name:lower() }, source:match("^%]()", after) or fail(source, at)
    end
    local quote = source:match("^['\"]", after)
    local value, behind =
        source:match(quote and "^(%b" .. quote .. quote .. ")%s*%]()" or "^([^%]]-)%s*%]()", after)
    if not value then
        fail(source, at)
    end
    return { name = name:lower(), sign = sign, value = quote and value:sub(2, -2) or value }, behind
end

-- tag#id.class[name=value]
local function read_compound(source, at)
    local compound, from = { classes = {}, attributes = {} }, at
    local tag, after = source:match("^([%w*][%w-]*)()", at)
    if tag then
        compound.tag, at = tag ~= "*" and tag:lower() or nil, after
    end
    while true do
        local sign, name, behind = source:match("^([#.])([%w_\128-\255-]+)()", at)
        if sign == "#" then
            compound.id, at = name, behind
        elseif sign == "." then
            compound.classes[#compound.classes + 1], at = name, behind
        elseif source:sub(at, at) == "[" then
            local count = #compound.attributes + 1
            compound.attributes[count], at = read_attribute(source, at)
        elseif at == from then
            fail(source, at)
        else
            return compound, at
        end
    end
end

-- The compounds of one complex selector from right to left, each with how the one before it stands to it.
local function read_complex(source, at)
    local chain = {}
    at = source:match("^%s*()", at)
    while true do
        local compound
        compound, at = read_compound(source, at)
        table.insert(chain, 1, compound)
        local child = source:match("^%s*>%s*()", at)
        local next_at = child or source:match("^%s+()[^%s,]", at)
        if not next_at then
            return chain, source:match("^%s*()", at)
        end
        compound.before_is_parent = child ~= nil
        at = next_at
    end
end

local function read(source)
    local list, at = {}, 1
    while true do
        list[#list + 1], at = read_complex(source, at)
        if at > #source then
            return list
        end
        at = source:match("^,()", at) or fail(source, at)
    end
end

-- --- matching ---

local function has_word(text, word)
    return (" " .. text:gsub("%s", " ") .. " "):find(" " .. word .. " ", 1, true) ~= nil
end

local TESTS = {
    ["="] = function(text, value)
        return text == value
    end,
    ["^="] = function(text, value)
        return value ~= "" and text:sub(1, #value) == value
    end,
    ["$="] = function(text, value)
        return value ~= "" and text:sub(-#value) == value
    end,
    ["*="] = function(text, value)
        return value ~= "" and text:find(value, 1, true) ~= nil
    end,
    ["~="] = has_word,
}

local function fits_attribute(element, wanted)
    local text = element.attributes[wanted.name]
    return text ~= nil and (not wanted.sign or TESTS[wanted.sign](text, wanted.value))
end

local function fits_compound(element, compound)
    if
        compound.tag and compound.tag ~= element.tag
        or compound.id and compound.id ~= element.attributes.id
    then
        return false
    end
    for _, class in ipairs(compound.classes) do
        if not has_word(element.attributes.class or "", class) then
            return false
        end
    end
    for _, wanted in ipairs(compound.attributes) do
        if not fits_attribute(element, wanted) then
            return false
        end
    end
    return true
end

local function fits_chain(element, chain, i)
    if not fits_compound(element, chain[i]) then
        return false
    end
    local before = chain[i + 1]
    local above = element.parent
    while before and above and above.tag ~= "" do
        if fits_chain(above, chain, i + 1) then
            return true
        end
        above = not before.before_is_parent and above.parent or nil
    end
    return before == nil
end

---Every element below `root` that the selector means, in the order of the page. Raises where it is none.
function selector.all(root, source)
    local list, found = read(source), {}
    for _, element in ipairs(html.elements(root)) do
        for _, chain in ipairs(list) do
            if fits_chain(element, chain, 1) then
                found[#found + 1] = element
                break
            end
        end
    end
    return found
end

---Whether it can be read at all.
function selector.is_one(source)
    return (pcall(read, source))
end

return selector
