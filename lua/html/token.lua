-- The tokens of Lua, as far as one must know them to find where a piece of Lua ends: strings, long brackets and
-- comments hide braces and commas. Works on any bytes; what is no Lua is told apart later, by Lua itself.
--
-- An unfinished string or long bracket counts as the single character it begins with, so that the brace after
-- {it's} is still found and the message can show the whole expression. `memo` remembers what was found unfinished,
-- which keeps a scan linear; make a new one ({}) for each text.

local lpeg = require "lpeg"

local P, R, S = lpeg.P, lpeg.R, lpeg.S
local C, Carg, Cc, Cg, Cmt, Cp, Ct = lpeg.C, lpeg.Carg, lpeg.Cc, lpeg.Cg, lpeg.Cmt, lpeg.Cp, lpeg.Ct

local token = {}

local space = S " \t\n\v\f\r"
local letter = R("az", "AZ") + "_"
local digit = R "09"

local function long_bracket_end(subject, position, level, memo)
    if memo[level] then
        return false
    end
    local _, stop = subject:find("]" .. level .. "]", position, true)
    memo[level] = not stop
    return stop and stop + 1
end

local function quoted(quote)
    local rest = (P "\\z" * space ^ 0 + P "\\" * P(1) + (1 - S("\\\n" .. quote))) ^ 0
    local closed = rest * quote * Cp()
    return Cmt(P(quote) * Carg(1), function(subject, position, memo)
        if position <= (memo[quote] or 0) then
            return false
        end
        local stop = closed:match(subject, position)
        memo[quote] = not stop and rest:match(subject, position) or nil
        return stop
    end)
end

local long_bracket = Cmt(P "[" * C(P "=" ^ 0) * "[" * Carg(1), long_bracket_end)
local comment = P "--" * (long_bracket + (1 - P "\n") ^ 0)
local name = letter * (letter + digit) ^ 0
local number = (digit + P "." * digit) * (S "eEpP" * S "+-" + letter + digit + ".") ^ 0
local symbol = P "..." + ".." + "==" + "~=" + "<=" + ">=" + "//" + "<<" + ">>" + "::" + P(1)

token.space, token.comment, token.long_bracket = space, comment, long_bracket
token.name, token.number, token.symbol = name, number, symbol

local any = Cc "space" * (space ^ 1 + comment) * Cp()
    + Cc "name" * name * Cp()
    + Cc "number" * number * Cp()
    + Cc "string" * (long_bracket + quoted '"' + quoted "'") * Cp()
    + Cc "symbol" * symbol * Cp()

-- All tokens of a text but space: { kind, text, start }.
function token.list(text)
    local list, position, memo = {}, 1, {}
    while true do
        local kind, stop = any:match(text, position, memo)
        if not kind then
            return list
        end
        if kind ~= "space" then
            list[#list + 1] = { kind = kind, text = text:sub(position, stop - 1), start = position }
        end
        position = stop
    end
end

-- The kind of the token at a position ("space", which includes comments, "name", "number", "string" or
-- "symbol") and the position after it; nil at the end.
function token.next(text, position, memo)
    return any:match(text, position, memo)
end

-- The position of the '}' that closes a brace opened just before `position`; nil, and whether a '[' was left
-- open, when there is none.
function token.closing_brace(text, position, memo)
    local braces, squares = 0, 0
    while true do
        local kind, stop = any:match(text, position, memo)
        if not kind then
            return nil, squares > 0
        end
        local char = kind == "symbol" and text:sub(position, stop - 1)
        if char == "{" then
            braces = braces + 1
        elseif char == "}" then
            if braces == 0 then
                return position
            end
            braces = braces - 1
        elseif char == "[" then
            squares = squares + 1
        elseif char == "]" then
            squares = squares - 1
        end
        position = stop
    end
end

local function entry(kind, pattern)
    return Ct(Cg(Cc(kind), "kind") * Cg(Cp(), "start") * Cg(C(pattern), "text") * Cg(Cp(), "stop"))
end

local list = Ct(
    (
        space ^ 1
        + comment
        + entry("name", name)
        + entry("number", number)
        + entry("string", long_bracket + quoted '"' + quoted "'")
        + entry("symbol", symbol)
    ) ^ 0
)

local piece = name + number + long_bracket + quoted '"' + quoted "'" + symbol
local texts = Ct((space ^ 1 + comment + C(piece)) ^ 0)
local starts = Ct((space ^ 1 + comment + Cp() * piece) ^ 0)

-- The texts of all tokens but space, and where they begin: two lists, each a fraction of what token.list costs.
function token.texts(text)
    return texts:match(text, 1, {})
end

function token.starts(text)
    return starts:match(text, 1, {})
end

-- All tokens but space, as { kind, text, start, stop }: text:sub(start, stop - 1) is the token.
function token.list(text)
    return list:match(text, 1, {})
end

-- The first token of a text if it is a name, and the position after it.
function token.first_word(text)
    local position, memo = 1, {}
    while true do
        local kind, stop = any:match(text, position, memo)
        if kind == "name" then
            return text:sub(position, stop - 1), stop
        elseif kind ~= "space" then
            return nil
        end
        position = stop
    end
end

-- The text before its last token, if that is the given word; else nil.
function token.without_last_word(text, word)
    local tokens = token.list(text)
    local last = tokens[#tokens]
    if last and last.kind == "name" and last.text == word then
        return text:sub(1, last.start - 1)
    end
end

-- What makes nesting deeper and what ends it. A loop's body begins with its `do`, so `for` and `while` count
-- nothing.
local opens = {
    ["("] = true,
    ["["] = true,
    ["{"] = true,
    ["function"] = true,
    ["do"] = true,
    ["if"] = true,
    ["repeat"] = true,
}
local closes = { [")"] = true, ["]"] = true, ["}"] = true, ["end"] = true, ["until"] = true }

local function nesting_change(found)
    if found.kind ~= "symbol" and found.kind ~= "name" then
        return 0
    end
    return opens[found.text] and 1 or closes[found.text] and -1 or 0
end

local function is_symbol(found, text)
    return found and found.kind == "symbol" and found.text == text
end

-- The index of the ']' that closes the '[' at `first`, within tokens up to `last`.
local function closing_square(tokens, first, last)
    local depth = 0
    for index = first, last do
        depth = depth + nesting_change(tokens[index])
        if depth == 0 then
            return index
        end
    end
end

-- One field of a table: tokens first … last of a text that ends, for this field, before `stop`.
local function read_field(text, tokens, first, last, start, stop)
    if is_symbol(tokens[first + 1], "=") and first < last and tokens[first].kind == "name" then
        local from = tokens[first + 1].stop
        return { name = tokens[first].text, value = text:sub(from, stop - 1), start = from }
    end
    local square = is_symbol(tokens[first], "[") and closing_square(tokens, first, last)
    if square and square < last and is_symbol(tokens[square + 1], "=") then
        local key_start, from = tokens[first].stop, tokens[square + 1].stop
        return {
            key = text:sub(key_start, tokens[square].start - 1),
            key_start = key_start,
            value = text:sub(from, stop - 1),
            start = from,
        }
    end
    return { value = text:sub(start, stop - 1), start = start }
end

-- The fields of a table constructor whose inside is `text`: { name?, key?, key_start?, value, start }, where
-- `value` begins at `start`. A field that is not there, as in "a,,b", has an empty value.
function token.fields(text)
    local tokens, fields = token.list(text), {}
    local first, start, depth = 1, 1, 0
    for index, found in ipairs(tokens) do
        depth = depth + nesting_change(found)
        if depth == 0 and (is_symbol(found, ",") or is_symbol(found, ";")) then
            fields[#fields + 1] = read_field(text, tokens, first, index - 1, start, found.start)
            first, start = index + 1, found.stop
        end
    end
    if first <= #tokens then
        fields[#fields + 1] = read_field(text, tokens, first, #tokens, start, #text + 1)
    end
    return fields
end

local keywords = {}
for word in
    ([[and break do else elseif end false for function goto if in local nil not or repeat return then true until
    while]]):gmatch "%a+"
do
    keywords[word] = true
end

-- Whether a string can stand as a name in Lua.
function token.is_name(text)
    return text:find "^[%a_][%w_]*$" ~= nil and not keywords[text]
end

-- Whether it is a path of names: a, a.b, a.b.c
function token.is_path(text)
    for part in (text .. "."):gmatch "(.-)%." do
        if not token.is_name(part) then
            return false
        end
    end
    return true
end

-- A string as a Lua literal on one line.
function token.quote(text)
    return (("%q"):format(text):gsub("\\\n", "\\n"))
end

return token
