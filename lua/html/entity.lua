-- Character references: &amp; &#233; &hellip;. In static text they stay as they are; in what Lua gets to see (a
-- component's attributes, the literal parts of a dynamic attribute) they become the characters they mean. The
-- list is that of HTML 4, which is what people write; a character that is not in it is best written as itself.

local suggest = require "html.suggest"

local entity = {}

local code_points = { amp = 38, lt = 60, gt = 62, quot = 34, apos = 39 }

-- Blocks of names whose code points follow each other.
local function run(first, names)
    for name in names:gmatch "%S+" do
        if name ~= "-" then
            code_points[name] = first
        end
        first = first + 1
    end
end

run(
    160,
    [[
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml
    Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde
    Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig
    ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide
    oslash ugrave uacute ucirc uuml yacute thorn yuml]]
)
run(
    913,
    [[
    Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau
    Upsilon Phi Chi Psi Omega]]
)
run(
    945,
    [[
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau
    upsilon phi chi psi omega]]
)

local others = [[
    OElig=338 oelig=339 Scaron=352 scaron=353 Yuml=376 fnof=402 circ=710 tilde=732 thetasym=977 upsih=978
    piv=982 ensp=8194 emsp=8195 thinsp=8201 zwnj=8204 zwj=8205 lrm=8206 rlm=8207 ndash=8211 mdash=8212
    lsquo=8216 rsquo=8217 sbquo=8218 ldquo=8220 rdquo=8221 bdquo=8222 dagger=8224 Dagger=8225 bull=8226
    hellip=8230 permil=8240 prime=8242 Prime=8243 lsaquo=8249 rsaquo=8250 oline=8254 frasl=8260 euro=8364
    image=8465 weierp=8472 real=8476 trade=8482 alefsym=8501 larr=8592 uarr=8593 rarr=8594 darr=8595 harr=8596
    crarr=8629 lArr=8656 uArr=8657 rArr=8658 dArr=8659 hArr=8660 forall=8704 part=8706 exist=8707 empty=8709
    nabla=8711 isin=8712 notin=8713 ni=8715 prod=8719 sum=8721 minus=8722 lowast=8727 radic=8730 prop=8733
    infin=8734 ang=8736 and=8743 or=8744 cap=8745 cup=8746 int=8747 there4=8756 sim=8764 cong=8773 asymp=8776
    ne=8800 equiv=8801 le=8804 ge=8805 sub=8834 sup=8835 nsub=8836 sube=8838 supe=8839 oplus=8853 otimes=8855
    perp=8869 sdot=8901 lceil=8968 rceil=8969 lfloor=8970 rfloor=8971 lang=10216 rang=10217 loz=9674
    spades=9824 clubs=9827 hearts=9829 diams=9830 check=10003 cross=10007 star=9734 starf=9733 phone=9742
    lbrace=123 rbrace=125 lbrack=91 rbrack=93 num=35 excl=33 quest=63 colon=58 semi=59 comma=44 period=46
    sol=47 bsol=92 lowbar=95 grave=96 vert=124 lpar=40 rpar=41 plus=43 equals=61 commat=64 dollar=36 percnt=37
    ast=42 Tab=9 NewLine=10 hyphen=8208 horbar=8213]]
for name, code in others:gmatch "(%w+)=(%d+)" do
    code_points[name] = tonumber(code)
end

local names = {}
for name in pairs(code_points) do
    names[#names + 1] = name
end
table.sort(names)

-- The code point of a reference's body ("amp", "#233", "#xE9"), or nil.
local function code_point(body)
    local hexadecimal, decimal = body:match "^#[xX](%x+)$", body:match "^#(%d+)$"
    local digits = hexadecimal or decimal
    if not digits then
        return code_points[body]
    end
    local code = #digits <= 8 and tonumber(digits, hexadecimal and 16 or 10) or 0
    local is_surrogate = code >= 0xD800 and code <= 0xDFFF
    if code > 0 and code <= 0x10FFFF and not is_surrogate then
        return code
    end
end

local function unknown(body)
    local near = suggest(body, names)
    if near then
        return ("unknown character reference '&%s;'; did you mean '&%s;'?"):format(body, near)
    end
    return ("unknown character reference '&%s;'; write the character itself, or &amp; for '&'"):format(body)
end

-- Replaces every '&' of a text: `known(whole, code)` gives what a reference becomes, `bare` what a lone '&' does.
-- Unknown references are told to `complain(offset, message)`, offset counted from 0.
local function replace(text, complain, known, bare)
    if not text:find("&", 1, true) then
        return text
    end
    return (
        text:gsub("()&(#?%w*)(;?)", function(position, body, semicolon)
            if semicolon == "" or body == "" then
                return bare .. body .. semicolon
            end
            local code = code_point(body)
            if not code then
                complain(position - 1, unknown(body))
            end
            return known("&" .. body .. ";", code or 63)
        end)
    )
end

local function whole(reference)
    return reference
end

local function character(_, code)
    return utf8.char(code)
end

-- Text as it can be served between tags: references stay, a bare '&' is written out.
function entity.static(text, complain)
    return replace(text, complain, whole, "&amp;")
end

-- The same between double quotes.
function entity.static_attribute(text, complain)
    return (entity.static(text, complain):gsub('["<]', { ['"'] = "&quot;", ["<"] = "&lt;" }))
end

-- Text as it is meant: references become characters.
function entity.decode(text, complain)
    return replace(text, complain, character, "&")
end

-- Any text, made safe between tags.
function entity.escape(text)
    return (text:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }))
end

return entity
