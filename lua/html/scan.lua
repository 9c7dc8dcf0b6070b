-- Finds html[[ … ]] in Lua source: where a template stands, and where its text is. Strings, comments and fields
-- that happen to be called html (page.html[[…]]) are passed over, as are html"…" and html(…), which are
-- ordinary calls.

local lpeg = require "lpeg"
local token = require "html.token"

local P, S, Cp = lpeg.P, lpeg.S, lpeg.Cp

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
local html_name = P "html" * -(lpeg.R("az", "AZ", "09") + "_")
local opening = html_name * blank * #(P "[" * P "=" ^ 0 * "[")
local finder = (other - opening) ^ 0 * Cp() * opening * Cp()

-- The templates of a piece of Lua, in order: { start, stop, text_start, text_stop, level }. source:sub(start,
-- stop - 1) is the whole call and source:sub(text_start, text_stop - 1) the template. The last one has no
-- `stop` when its bracket is never closed.
function scan.templates(source)
    local found, position, memo = {}, 1, {}
    while true do
        local start, bracket = finder:match(source, position, memo)
        if not start then
            return found
        end
        local level = source:match("^%[(=*)%[", bracket)
        local stop = token.long_bracket:match(source, bracket, memo)
        found[#found + 1] = {
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
