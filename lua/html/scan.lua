-- Finds html[[ … ]] and css[[ … ]] in Lua source: where they stand, and where their text is. Strings, comments and
-- fields that happen to be called so (page.html[[…]]) are passed over, as are html"…" and html(…), which are
-- ordinary calls.

local lpeg = require "lpeg"
local token = require "html.token"

local P, S, C, Cp = lpeg.P, lpeg.S, lpeg.C, lpeg.Cp

local scan = {}

local function quoted(quote)
    return P(quote)
        * (P "\\z" * token.space ^ 0 + P "\\" * P(1) + (1 - S("\\\n" .. quote))) ^ 0
        * P(quote) ^ -1
end

local blank = (token.space + token.comment) ^ 0
local other = token.space
    + token.comment
    + token.long_bracket
    + quoted '"'
    + quoted "'"
    + P "..."
    + ".."
    + "::"
    + S ".:" * blank * token.name
    + token.number
    + token.name
    + P(1)
local language = C(P "html" + "css") * -(lpeg.R("az", "AZ", "09") + "_")
local opening = language * blank * #(P "[" * P "=" ^ 0 * "[")
local finder = (other - opening) ^ 0 * Cp() * opening * Cp()

-- What a piece of Lua holds of both, in order: { language, start, stop, text_start, text_stop, level }.
-- source:sub(start, stop - 1) is the whole call and source:sub(text_start, text_stop - 1) what is in the brackets.
-- The last one has no `stop` when its bracket is never closed.
function scan.templates(source)
    local found, position, memo = {}, 1, {}
    while true do
        local start, name, bracket = finder:match(source, position, memo)
        if not start then
            return found
        end
        local level = source:match("^%[(=*)%[", bracket)
        local stop = token.long_bracket:match(source, bracket, memo)
        found[#found + 1] = {
            language = name,
            start = start,
            stop = stop,
            text_start = bracket + #level + 2,
            text_stop = stop and stop - #level - 2,
            level = #level,
        }
        if not stop then
            return found
        end
        position = stop
    end
end

return scan
