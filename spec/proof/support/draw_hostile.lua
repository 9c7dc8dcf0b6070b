-- Strings that would like to be something else than text, drawn by lot: whole attacks, and pieces of them put
-- together and bent. Always UTF-8, because nothing else gets past a door of the host.

local draw_hostile = {}

-- Every one of these would count in `ran`, were it to run.
local SCRIPTS =
    { "ran()", "alert(1)", "parent.ran()", "top.ran&lpar;&rpar;", "ran`1`", "window['ran']()", "print()" }

local TAGS = {
    "<script>%s</script>",
    "<ScRiPt >%s</sCrIpT >",
    "<script\n>%s</script\t>",
    "<img src=x onerror=%s>",
    "<img/src/onerror=%s>",
    "<svg onload=%s>",
    "<svg><script>%s</script></svg>",
    "<svg><animate onbegin=%s attributeName=x dur=1s>",
    "<svg><a><set attributeName=href to=javascript:%s><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=%s>",
    "<iframe srcdoc='<script>%s</script>'></iframe>",
    "<iframe src='javascript:%s'></iframe>",
    "<object data='javascript:%s'></object>",
    "<body onload=%s>",
    "<details open ontoggle=%s>",
    "<input autofocus onfocus=%s>",
    "<video><source onerror=%s></video>",
    "<style>@import 'javascript:%s'</style>",
    "<link rel=stylesheet href=javascript:%s>",
    "<meta http-equiv=refresh content='0;url=javascript:%s'>",
    "<base href='javascript:%s//'>",
    "<form><button formaction=javascript:%s>",
    '<noscript><p title="</noscript><img src=x onerror=%s>">',
    "<template><script>%s</script></template>",
    "<x onclick=%s tabindex=1 id=x>",
}

local OPENERS = {
    '">',
    "'>",
    "`>",
    ">",
    '" ',
    "' ",
    "` ",
    "-->",
    "--!>",
    "]]>",
    "</p>",
    "</script>",
    "</style>",
    "</title>",
    "</textarea>",
    "</select>",
    "</option>",
    "</svg>",
    "</table>",
    "</template>",
    "</noscript>",
    "<!--",
    "<![CDATA[",
    "<?xml ",
    "[",
    '[["focus","#x"],',
    "{",
    "}",
    "{{",
    "${",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "&",
    "&#",
    "&quot;",
    "&#34;",
    "&#x22;",
    "&lt;",
    "&LT",
    "&amp;lt;",
    "\u{2028}",
    "\u{FEFF}",
    "\u{FF1C}",
    "\u{FF1E}",
    "\u{02BA}",
    "\u{202E}",
    "\u{FFFD}",
    "\u{1F4A9}",
    "",
}

local HANDLERS = {
    "onerror=%s",
    "onload=%s",
    "onmouseover='%s'",
    'onfocus="%s" autofocus',
    "oNcLiCk=%s",
    "onbegin=%s",
    'style="background:url(javascript:%s)"',
    "style=x:expression(%s)",
    "srcdoc='<script>%s</script>'",
    "href=javascript:%s",
    "formaction=javascript:%s",
    "xlink:href=javascript:%s",
}

local SCHEMES = {
    "javascript",
    "JavaScript",
    "jAvAsCrIpT",
    "vbscript",
    "VBScript",
    "livescript",
    "mocha",
    "data",
    "Data",
    "feed:javascript",
    "view-source:javascript",
    "jar:javascript",
    "blob:javascript",
    "filesystem",
    "file",
    "about",
    "chrome",
    "ws",
    "http",
    "https",
    "mailto",
    "tel",
    "x-unknown",
}

local REST = {
    "%s",
    "//%%0a%s",
    "//x%%0d%%0a%s",
    "'%s'",
    '"%s"',
    "void(%s)",
    "text/html,<script>%s</script>",
    "text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==%s",
    "text/html;charset=utf-7,+ADw-script+AD4-%s",
    "image/svg+xml,<svg onload='%s'/>",
    "image/svg+xml;base64,%s",
    "application/xhtml+xml,<script xmlns='http://www.w3.org/1999/xhtml'>%s</script>",
    "application/xml,<x xmlns='http://www.w3.org/1999/xhtml' onload='%s'/>",
    "text/xml,%s",
    "text/javascript,%s",
    ",%s",
    ";,%s",
    "image/png,%s",
    "image/png;base64,iVBORw0KGgo=%s",
    " image/png,%s",
    "image/png%%2ctext/html,%s",
    "IMAGE/GIF,%s",
    "//example.org/?%s",
    "/path?%s",
}

-- What browsers drop in addresses, or might; entities that were not to be decoded twice.
local NOISE = {
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\1",
    "\8",
    "\11",
    "\12",
    "\14",
    "\27",
    "\31",
    " ",
    "\127",
    "\u{80}",
    "\u{A0}",
    "\u{1680}",
    "\u{200B}",
    "\u{2028}",
    "\u{3000}",
    "\u{FEFF}",
    "&Tab;",
    "&NewLine;",
    "&#9;",
    "&#x0A;",
    "%09",
    "%0a",
    "\\t",
    "\\u0009",
    "/**/",
}

local COLONS =
    { ":", ":", ":", ":", "\t:", "\n:", "&colon;", "&#58;", "&#x3A;", "%3a", "\\:", "\u{FF1A}", " :", "" }

local STYLES = {
    "red;background:url(javascript:%s)",
    "url(javascript:%s)",
    "expression(%s)",
    "exp/**/ression(%s)",
    "\\65xpression(%s)",
    "u\\72l(//example.org)%s",
    "red}</style><script>%s</script>",
    "image-set('x' 1x)%s",
    "-moz-binding:url(//example.org/x.xml#%s)",
    "var(--x,url(//example.org/%s))",
    "behavior:url(%s)",
    "@import'%s'",
    "red/*%s*/",
    "1px;position:fixed;inset:0;z-index:9;%s",
    "calc(1px + 1px)%s",
    "#fff%s",
}

local SETS =
    { "%s 1x, javascript:%s 2x", "x 1x,\njavascript:%s", "url(javascript:%s)", "image-set(url(%s) 1x)" }

local FRAMEWORKS = {
    "{{constructor.constructor('%s')()}}",
    "${%s}",
    "<%%= %s %%>",
    "{%s}",
    "#{%s}",
    "{{{%s}}}",
    "<!--*0--><!--0-->%s<!--/-->",
    "<!--$-->%s",
    "_ls_0 %s",
    "__proto__ %s",
}

local function fill(lot, pattern)
    local script = lot:pick(SCRIPTS):gsub("%%", "%%%%")
    return (pattern:gsub("%%([s%%])", function(what)
        return what == "s" and script or "%"
    end))
end

local function sprinkled(lot, text)
    local parts = {}
    for position, code in utf8.codes(text) do
        if lot:once_in(6) then
            parts[#parts + 1] = lot:pick(NOISE)
        end
        parts[#parts + 1] = utf8.char(code)
        if position > 200 then
            break
        end
    end
    return table.concat(parts)
end

local function character(lot)
    local kind = lot:integer(8)
    local code = kind <= 2 and lot:integer(0, 0x1F)
        or kind <= 5 and lot:integer(0x20, 0x7F)
        or kind == 6 and lot:integer(0x80, 0x7FF)
        or kind == 7 and lot:integer(0xE000, 0xFFFF)
        or lot:integer(0x800, 0xD7FF)
    return utf8.char(code)
end

local kinds = {}

function kinds.tag(lot)
    return lot:pick(OPENERS) .. fill(lot, lot:pick(TAGS))
end

function kinds.handler(lot)
    return lot:pick(OPENERS) .. fill(lot, lot:pick(HANDLERS)) .. lot:pick(OPENERS)
end

function kinds.address(lot)
    local scheme = lot:pick(SCHEMES)
    scheme = lot:once_in(2) and scheme or sprinkled(lot, scheme)
    local noise = lot:once_in(3) and lot:pick(NOISE) or ""
    return noise
        .. scheme
        .. lot:pick(COLONS)
        .. (lot:once_in(6) and lot:pick(NOISE) or "")
        .. fill(lot, lot:pick(REST))
end

function kinds.style(lot)
    return fill(lot, lot:pick(STYLES))
end

function kinds.set(lot)
    return fill(lot, lot:pick(SETS))
end

function kinds.framework(lot)
    return fill(lot, lot:pick(FRAMEWORKS))
end

function kinds.noise(lot)
    local parts = {}
    for i = 1, lot:integer(0, 12) do
        parts[i] = lot:once_in(3) and lot:pick(NOISE) or character(lot)
    end
    return table.concat(parts)
end

function kinds.openers(lot)
    local parts = {}
    for i = 1, lot:integer(6) do
        parts[i] = lot:pick(OPENERS)
    end
    return table.concat(parts) .. fill(lot, lot:pick(TAGS))
end

function kinds.both(lot)
    return draw_hostile.text(lot, 1) .. draw_hostile.text(lot, 1)
end

-- A hostile string.
function draw_hostile.text(lot, depth)
    local kind = lot:weighted {
        5,
        "tag",
        4,
        "handler",
        9,
        "address",
        3,
        "style",
        1,
        "set",
        2,
        "framework",
        3,
        "noise",
        3,
        "openers",
        depth and 0 or 3,
        "both",
    }
    local text = kinds[kind](lot)
    return lot:once_in(10) and sprinkled(lot, text) or text
end

return draw_hostile
