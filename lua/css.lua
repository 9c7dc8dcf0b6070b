-- What css[[ … ]] may say, looked at when a file is loaded: css.check(text, complain). Browsers pass over what they
-- do not understand without a word, and one brace too many would end the @scope that the host puts around a view's
-- CSS; so whatever opens must close, and what cannot work is told here. What a property may be is not judged.
--
-- complain(position, message, ...) is called for each mistake, the message being a format.

local lpeg = require "lpeg"

local P, R, S, C, Cc, Cp = lpeg.P, lpeg.R, lpeg.S, lpeg.C, lpeg.Cc, lpeg.Cp

local css = {}

local escape = P "\\" * (1 - S "\n")
local name_byte = R("az", "AZ", "09", "\x80\xFF") + S "-_" + escape
local name = name_byte ^ 1
local space = S " \t\n\r\f" ^ 0

local function quoted(quote)
    local inside = (P "\\" * P(1) + (1 - S("\\\n" .. quote))) ^ 0
    return P(quote) * inside * (P(quote) * Cc "string" + Cc "open string")
end

-- An address without quotes is one token, whatever brackets are in it.
local bare_url = S "uU" * S "rR" * S "lL" * "(" * space * -S "\"'"
local bare_url_end = (escape + (1 - S ")\"'(\\ \t\n\r\f")) ^ 0 * space * ")"

local comment = P "/*" * ((1 - P "*/") ^ 0 * "*/" * Cc "comment" + Cc "open comment")

local token = Cp()
    * (comment + quoted '"' + quoted "'" + bare_url * (bare_url_end * Cc "url" + Cc "open url") + P "@" * C(
        name
    ) * Cc "rule" + name * Cc "name" + C(S "{([") * Cc "opening" + C(S "})]") * Cc "closing" + P(1) * Cc "other")
    * Cp()

local closing_of = { ["{"] = "}", ["("] = ")", ["["] = "]" }

local rules = {
    import = "@import cannot stand here; put its CSS here, or link the file in a layout",
    charset = "@charset cannot stand here; a page of Lightspeed is UTF-8",
    namespace = "@namespace cannot stand here",
}

local read = {}

read["open string"] = function(state, position)
    state.complain(position, "this string is never closed")
end

read["open comment"] = function(state, position)
    state.complain(position, "this comment is never closed: '*/' is missing")
    return true
end

read["open url"] = function(state, position)
    state.complain(position, "this url( is never closed; put quotes around the address")
    return true
end

function read.rule(state, position, rule)
    local why = rules[rule:lower()]
    if why then
        state.complain(position, why)
    end
end

function read.opening(state, position, bracket)
    state.open[#state.open + 1] = { bracket = bracket, position = position }
end

-- What does not fit is told once: the rest would only be told wrongly.
function read.closing(state, position, bracket)
    local last = table.remove(state.open)
    if not last then
        state.complain(position, "this '%s' closes nothing", bracket)
        return true
    elseif closing_of[last.bracket] ~= bracket then
        state.complain(last.position, "this '%s' is never closed", last.bracket)
        state.open = {}
        return true
    end
end

local function check_bytes(text, complain)
    local length, bad = utf8.len(text)
    if not length then
        complain(bad, "this is not UTF-8")
    end
    local zero = text:find("\0", 1, true)
    if zero then
        complain(zero, "a zero byte cannot stand in css[[ ]]")
    end
    local tag = text:lower():find("</style", 1, true)
    if tag then
        complain(tag, "'</style' cannot stand in css[[ ]]: it is CSS alone, without tags")
    end
    return length and not zero
end

---Looks at a stylesheet and complains about all that cannot be right.
function css.check(text, complain)
    if not check_bytes(text, complain) then
        return
    end
    local state = { complain = complain, open = {} }
    local position = 1
    while position <= #text do
        local values = table.pack(token:match(text, position))
        local reader = read[values[values.n - 1]]
        if reader and reader(state, position, values[2]) then
            return
        end
        position = values[values.n]
    end
    for _, bracket in ipairs(state.open) do
        complain(bracket.position, "this '%s' is never closed", bracket.bracket)
    end
end

return css
