-- Whether the Lua in a template is Lua. Everything is compiled here and nothing is run: Lua's own parser
-- judges, and its words go into the message.

local token = require "html.token"

local expression = {}

-- nil when Lua accepts the text; else why not, and on which line of it.
local function refusal(text)
    local chunk, message = load(text, "=t", "t", {})
    if chunk then
        return nil
    end
    local line, why = message:match "^t:(%d+): (.*)$"
    return why or message, tonumber(line) or 1
end

-- nil when the text is one Lua expression; else why not, and on which line of it.
function expression.check(text)
    if token.is_path(text:match "^%s*(.-)%s*$") then
        return nil -- by far the most are: {task.title}
    end
    local why, line = refusal("return " .. text)
    if why then
        return why, line
    end
    -- `return` would also take nothing, a list, or a semicolon after it
    if not refusal("return (" .. text .. "\n)") then
        return nil
    end
    if #token.list(text) == 0 then
        return "a value is missing", 1
    end
    return "one value is expected here", 1
end

-- The same for one or more expressions.
function expression.check_list(text)
    if #token.list(text) == 0 then
        return "a value is missing", 1
    end
    return refusal("return " .. text)
end

-- The same for what stands between `for` and `do`.
function expression.check_for(head)
    return refusal("for " .. head .. " do end")
end

-- Splits "a, b <const> = 1, 2" into its names and the position after the '='; nil when it is not of that form.
function expression.split_local(text)
    local tokens, index = token.list(text), 1
    local function word(kind, wanted)
        local found = tokens[index]
        if found and found.kind == kind and (not wanted or found.text == wanted) then
            index = index + 1
            return found
        end
    end
    repeat
        local found = word "name"
        if not found or not token.is_name(found.text) then
            return nil
        end
        if word("symbol", "<") and not (word "name" and word("symbol", ">")) then
            return nil
        end
    until not word("symbol", ",")
    local equals = word("symbol", "=")
    return equals and equals.stop
end

-- The value of a text that is a single string literal and nothing else; else nil.
function expression.literal(text)
    if not text:find "^%s*[\"'[]" then
        return nil -- most are not, and this is asked of all
    end
    local tokens = token.list(text)
    local chunk = #tokens == 1 and tokens[1].kind == "string" and load("return " .. text, "=t", "t", {})
    return chunk and chunk() or nil
end

-- Whether an expression (that passed `check`) means the varargs of the function around it.
function expression.uses_varargs(text)
    if not text:find("...", 1, true) then
        return false
    end
    local why = refusal("return function() return " .. text .. "\n end")
    return why ~= nil and why:find("cannot use '...'", 1, true) ~= nil
end

-- For messages: on one line, and not too long.
function expression.shown(text)
    text = text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
    if #text > 60 then
        text = text:sub(1, 57):gsub("[\xC0-\xFF]?[\x80-\xBF]*$", "") .. "…"
    end
    return text
end

return expression
