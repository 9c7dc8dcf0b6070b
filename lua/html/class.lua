-- Classes that Lua itself can choose: class={cond and "a"}, class={a = cond}, class={"a", b = cond}. Most are one of
-- these, and in a list each call counts; for all others the host joins what holds (__html_class).

local expression = require "html.expression"
local token = require "html.token"

local class = {}

local function is_word(text)
    return text ~= nil and text:find "%S" ~= nil
end

-- Whether an expression is `… and "literal"`, so that it is the literal or nothing that would show.
local function is_chosen(text)
    local tokens = token.list(text or "")
    local last = tokens[#tokens]
    if #tokens < 3 or tokens[#tokens - 1].text ~= "and" or not is_word(expression.literal(last.text)) then
        return false
    end
    for _, found in ipairs(tokens) do
        if found.text == "or" then
            return false -- what stands before it may be anything
        end
    end
    return true
end

local function name_of(field)
    return field.name or field.key_literal
end

-- The name that is there in any case, or nil; and the field that decides about another one.
local function split(fields)
    if #fields == 1 then
        return nil, fields[1]
    elseif #fields == 2 and fields[1].literal then
        return expression.literal(fields[1].literal), fields[2]
    end
end

---Writes class={fields} without a call; false where it takes one.
function class.put(out, fields, put_value)
    local always, field = split(fields)
    local name = field and name_of(field)
    if is_word(name) and (always == nil or is_word(always)) then
        out:put "("
        put_value(out, field.value)
        out:put(
            (" and %s or %s)"):format(
                token.quote(always and always .. " " .. name or name),
                always and token.quote(always) or "nil"
            )
        )
        return true
    elseif field and not always and not field.key and is_chosen(field.value.text) then
        put_value(out, field.value)
        return true
    end
    return false
end

return class
