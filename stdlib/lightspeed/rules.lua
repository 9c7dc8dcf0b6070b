-- What a form's declaration means to whoever draws it: from types to rules, once, when the app is loaded. A rule is
-- what lightspeed.form and the shipped controls need of a field, and no more, because every session carries it:
--
--     { attributes = { type = "number", min = "0", ... }?,   -- of an <input>; `required`, minlength and maxlength
--       required = true?, minlength = 2?, maxlength = 80?,   -- are of any control
--       label = "Age"?, choices = { "a", "b" }?, multiple = true?, default = value?, digits = 2?, flag = true?,
--       check = function?, message = "..."? }                 -- t.check
--     { fields = { name = rule } }                            -- a record
--     { rows = { name = rule }, min = 1? }                    -- a list of records

local rules = {}

-- ## Patterns

local classes = {
    a = "A-Za-z",
    c = "\\x00-\\x1f\\x7f",
    d = "0-9",
    g = "!-~",
    l = "a-z",
    p = "!-\\/:-@\\[-`\\{-~",
    s = "\\s",
    u = "A-Z",
    w = "0-9A-Za-z",
    x = "0-9A-Fa-f",
}

-- As it stands between [ and ] in a regular expression with the flag v, which is what browsers take for a pattern.
local function quoted(byte, is_inside)
    local special = is_inside and "[%^%$\\%.%*%+%?%(%)%[%]{}|/%-&!#%%,:;<=>@`~]"
        or "[%^%$\\%.%*%+%?%(%)%[%]{}|/]"
    return byte:find(special) and "\\" .. byte or byte
end

-- A class of Lua behind a %, as members of one of a browser; nil where there is none of the kind.
local function class_of(letter, is_inside)
    local members = classes[letter:lower()]
    if not letter:find "%a" then
        return quoted(letter, is_inside)
    elseif not members then
        return nil
    elseif letter == letter:lower() then
        return is_inside and members or "[" .. members .. "]"
    end
    return "[^" .. members .. "]"
end

-- The set that begins behind `position`, and where it ends.
local function read_set(pattern, position)
    local out = { "[" }
    if pattern:sub(position, position) == "^" then
        out[2], position = "^", position + 1
    end
    local first = position
    while position <= #pattern do
        local byte = pattern:sub(position, position)
        if byte == "]" and position > first then
            return table.concat(out) .. "]", position + 1
        elseif byte == "%" then
            local class = class_of(pattern:sub(position + 1, position + 1), true)
            if not class then
                return nil
            end
            out[#out + 1], position = class, position + 2
        else
            local is_range = byte == "-"
                and position > first
                and pattern:sub(position + 1, position + 1) ~= "]"
            out[#out + 1], position = is_range and "-" or quoted(byte, true), position + 1
        end
    end
end

-- One item of a pattern as an expression, and where it ends; nil for what browsers do not have.
local function read_item(pattern, position)
    local byte = pattern:sub(position, position)
    if byte == "[" then
        return read_set(pattern, position + 1)
    elseif byte == "%" then
        local letter = pattern:sub(position + 1, position + 1)
        if letter:find "[bf%d]" then
            return nil
        end
        return class_of(letter), position + 2
    elseif byte == "(" or byte == ")" then
        return nil
    end
    return byte == "." and byte or quoted(byte), position + 1
end

local repeats = { ["*"] = "*", ["+"] = "+", ["-"] = "*?", ["?"] = "?" }

---A Lua pattern as a browser's `pattern`, which must fit the whole text; nil where there is no such.
function rules.pattern(pattern)
    if pattern:find "[\128-\255]" then
        return nil -- Lua sees bytes
    end
    local from_start, to_end = pattern:sub(1, 1) == "^", pattern:find "[^%%]%$$" or pattern == "$"
    local position, stop = from_start and 2 or 1, #pattern - (to_end and 1 or 0)
    local out = {}
    pattern = pattern:sub(1, stop)
    while position <= stop do
        local item, next_position = read_item(pattern, position)
        if not item or not next_position then
            return nil
        end
        local times = repeats[pattern:sub(next_position, next_position)]
        out[#out + 1], position = item .. (times or ""), times and next_position + 1 or next_position
    end
    return (from_start and "" or "[^]*") .. table.concat(out) .. (to_end and "" or "[^]*")
end

-- ## Fields

local function number_text(number)
    return number and tostring(math.tointeger(number) or number) or nil
end

local by_type = {
    string = function(of)
        return of.pattern and { pattern = rules.pattern(of.pattern) }
    end,
    integer = function(of)
        return { type = "number", min = number_text(of.min), max = number_text(of.max) }
    end,
    number = function(of)
        return { type = "number", min = number_text(of.min), max = number_text(of.max), step = "any" }
    end,
    boolean = function()
        return { type = "checkbox" }
    end,
    date = function(of)
        return { type = "date", min = of.min, max = of.max }
    end,
    datetime = function()
        return { type = "datetime-local" }
    end,
    email = function()
        return { type = "email" }
    end,
    url = function()
        return { type = "url" }
    end,
    money = function()
        return { inputmode = "decimal" }
    end,
}

local lengths = { email = 254, uuid = 36 }

local function is_required(of)
    if of.optional or of.type == "boolean" then
        return nil
    end
    return (of.type ~= "string" or (of.min or 0) > 0) or nil
end

local function default_of(of)
    if of.default == nil and of.type == "string" and not of.optional then
        return ""
    end
    return of.default
end

local function leaf(of)
    local attributes = by_type[of.type] and by_type[of.type](of) or nil
    return {
        attributes = attributes and next(attributes) and attributes or nil,
        required = is_required(of),
        minlength = of.type == "string" and (of.min or 0) > 1 and of.min or nil,
        maxlength = of.type == "string" and of.max or lengths[of.type],
        choices = of.values,
        label = of.label,
        default = default_of(of),
        digits = of.type == "money" and (of.digits or 2) or nil,
        flag = of.type == "boolean" or nil,
        check = of.check,
        message = of.check_message,
    }
end

---The rules of a record's fields, which are as types._plain gives them but for what t.check keeps.
function rules.of(fields)
    local found = {}
    for name, of in pairs(fields) do
        if of.type == "record" then
            found[name] = { fields = rules.of(of.fields), label = of.label }
        elseif of.type == "list" and of.of.type == "record" then
            found[name] = { rows = rules.of(of.of.fields), min = of.min, label = of.label }
        elseif of.type == "list" then
            found[name] = { multiple = true, choices = of.of.values, label = of.label, default = of.default }
        else
            found[name] = leaf(of)
        end
    end
    return found
end

-- ## Which form it is

local function put(out, value)
    if type(value) == "table" then
        local names = {}
        for name in pairs(value) do
            names[#names + 1] = name
        end
        table.sort(names, function(a, b)
            return tostring(a) < tostring(b)
        end)
        out[#out + 1] = "{"
        for _, name in ipairs(names) do
            out[#out + 1] = tostring(name) .. "="
            put(out, value[name])
        end
        out[#out + 1] = "}"
    elseif type(value) ~= "function" then
        out[#out + 1] = tostring(value) .. ";"
    end
end

---A number for a declaration: the same as long as it says the same, in whatever order and wherever it stands.
---@return integer
function rules.number(description)
    local out, number = {}, 2166136261
    put(out, description)
    for _, byte in ipairs { table.concat(out):byte(1, -1) } do
        number = ((number ~ byte) * 16777619) & 0xffffffff
    end
    return number
end

return rules
