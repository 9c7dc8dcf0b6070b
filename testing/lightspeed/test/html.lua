-- HTML as a tree, as far as a spec wants to look at it: elements with attributes, text, and who stands in
-- whom. It reads what a host writes, so it is small; it is no browser.
--
-- An element: { tag =, attributes = { name = text }, children = { element or text, ... }, parent = element,
-- owner = the component whose events are those of the element, 0 for the view,
-- first =, last = } (where its content begins and ends in the source).

local html = {}

local function set(names)
    local known = {}
    for name in names:gmatch "%S+" do
        known[name] = true
    end
    return known
end

local VOID = set "area base br col embed hr img input link meta source track wbr"
local RAW = set "script style textarea title"
local DROPS_NEWLINE = set "textarea pre listing"
local INLINE =
    set "a abbr b bdi bdo cite code data dfn em i kbd mark output q s samp small span strong sub sup time u var"
local UNSEEN = set "script style template title head"

local NAMED = {
    amp = "&",
    lt = "<",
    gt = ">",
    quot = '"',
    apos = "'",
    nbsp = "\u{a0}",
    copy = "©",
    times = "×",
    hellip = "…",
    mdash = "—",
    ndash = "–",
    laquo = "«",
    raquo = "»",
    middot = "·",
    euro = "€",
    shy = "\u{ad}",
    minus = "−",
}

local function decode_entity(entity)
    local hex, decimal = entity:match "^#[xX](%x+)$", entity:match "^#(%d+)$"
    if hex or decimal then
        return utf8.char(hex and tonumber(hex, 16) or tonumber(decimal))
    end
    return NAMED[entity]
end

local function decode(text)
    return (text:gsub("&(#?%w+);", decode_entity))
end

-- --- reading ---

local function read_attributes(source, at)
    local attributes = {}
    while true do
        local name, after = source:match("^[%s/]*([^%s=>/]+)%s*()", at)
        if not name then
            return attributes,
                source:match("^[%s/]*>()", at) or error("a tag has no end: " .. source:sub(at, at + 40), 0)
        end
        local quoted, _, behind = source:match("^=%s*(['\"])(.-)%1()", after)
        local value
        if quoted then
            value, at = source:sub(source:match("^=%s*['\"]()", after), behind - 2), behind
        else
            value, at = source:match("^=%s*([^%s>]*)()", after)
        end
        attributes[name:lower()] = decode(value or "")
        at = at or after
    end
end

-- Whose is what comes next in an element: of the slots that are open there, the innermost says so.
local function owner_in(element)
    local slots = element.slots or {}
    return slots[#slots] or element.owner
end

local function add(parent, child)
    parent.children[#parent.children + 1] = child
    if type(child) == "table" then
        child.parent = parent
        child.owner = owner_in(parent)
    end
    return child
end

-- <!--/--> ends a slot, <!----> keeps rows apart, all others begin one.
local function read_comment(element, comment)
    local slots = element.slots or {}
    element.slots = slots
    if comment == "/" then
        slots[#slots] = nil
    elseif comment ~= "" then
        slots[#slots + 1] = math.tointeger(tonumber(comment:match "@(%d+)$")) or owner_in(element)
    end
end

-- Text up to the element's own end tag.
local function read_raw(source, element, at)
    local from, to = source:lower():find("</" .. element.tag .. "%s*>", at)
    local text = source:sub(at, (from or #source + 1) - 1)
    local is_code = element.tag == "script" or element.tag == "style"
    if text ~= "" then
        add(element, is_code and text or decode(text))
    end
    return to and to + 1 or #source + 1
end

local function read_start(source, parent, tag, at)
    local element = { tag = tag:lower(), children = {} }
    element.attributes, at = read_attributes(source, at)
    add(parent, element)
    if DROPS_NEWLINE[element.tag] and source:sub(at, at) == "\n" then
        at = at + 1
    end
    if RAW[element.tag] then
        return parent, read_raw(source, element, at)
    end
    return VOID[element.tag] and parent or element, at
end

-- The element that is open after an end tag that begins at a place.
local function close(open, tag, at)
    local element = open
    while element.parent and element.tag ~= tag do
        element = element.parent
    end
    element.last = at - 1
    return element.parent or open
end

---The tree of a piece of HTML, under a root without a tag.
function html.parse(source)
    local root = { tag = "", attributes = {}, children = {}, owner = 0 }
    local open, at = root, 1
    while at <= #source do
        local text, after = source:match("^([^<]+)()", at)
        local tag, behind = source:match("^<(%a[^%s/>]*)()", at)
        local ended, past = source:match("^</(%a[^%s>]*)[^>]*>()", at)
        if text then
            add(open, decode(text))
            at = after
        elseif tag then
            open, at = read_start(source, open, tag, behind)
            open.first = open.first or at
        elseif ended then
            open, at = close(open, ended:lower(), at), past
        else -- a comment or a doctype
            local comment, beyond = source:match("^<!%-%-(.-)%-%->()", at)
            if comment then
                read_comment(open, comment)
            end
            at = beyond or source:match("^<![^>]*>()", at) or #source + 1
        end
    end
    return root
end

-- --- looking ---

---Every element below one, in the order of the page.
function html.elements(root)
    local list = {}
    local function walk(element)
        for _, child in ipairs(element.children) do
            if type(child) == "table" then
                list[#list + 1] = child
                walk(child)
            end
        end
    end
    walk(root)
    return list
end

---The element itself or the nearest around it for which `accept` says yes.
function html.closest(element, accept)
    while element and element.tag ~= "" do
        if accept(element) then
            return element
        end
        element = element.parent
    end
end

---The source of what stands in the element with an id, as it is; nil where there is none.
function html.inner(source, id)
    for _, element in ipairs(html.elements(html.parse(source))) do
        if element.attributes.id == id then
            return element.first and source:sub(element.first, element.last or #source)
        end
    end
end

function html.collapse(text)
    return (text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function is_unseen(element)
    return UNSEEN[element.tag] or element.attributes.hidden ~= nil
end

local function collect(element, parts, passed_over)
    for _, child in ipairs(element.children) do
        if type(child) == "string" then
            parts[#parts + 1] = child
        elseif not is_unseen(child) and not (passed_over and passed_over[child.tag]) then
            local gap = INLINE[child.tag] and "" or " "
            parts[#parts + 1] = gap
            collect(child, parts, passed_over)
            parts[#parts + 1] = gap
        end
    end
end

---What a person reads there, white space collapsed. `passed_over`: a set of tags whose text is not meant.
function html.text(element, passed_over)
    local parts = {}
    collect(element, parts, passed_over)
    return html.collapse(table.concat(parts))
end

---All text as it stands, of a textarea for instance.
function html.raw_text(element)
    local parts = {}
    for _, child in ipairs(element.children) do
        parts[#parts + 1] = type(child) == "string" and child or html.raw_text(child)
    end
    return table.concat(parts)
end

---Without comments.
function html.strip(source)
    return (source:gsub("<!%-%-.-%-%->", ""))
end

return html
