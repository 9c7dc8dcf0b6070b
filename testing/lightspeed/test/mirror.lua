-- A page as a client holds it: templates, the values in their slots, and the patches that change them. It
-- reads the first HTML, applies what comes over the line by the letter of docs/protocol.md, and writes the
-- HTML that must be there now. Whatever breaks the protocol is an error here, where a browser might forgive
-- it.
--
-- Values are as on the wire: a text, true, core.null, { id, v0, ... }, { l = id, r = rows }, { p =
-- attributes }, { v = { id, ticket } }; but a stream is { l = id, rows = { { key =, values = }, ... } }, which
-- only a client has. An id may have its owner's mark: "7@1025".

local core = require "lightspeed.core"
local stream = require "lightspeed.test.stream"

local mirror = {}
local null = core.null

local function broken(text, ...)
    error("protocol: " .. text:format(...), 0)
end

local ESCAPES =
    { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;", ["\r"] = "&#13;" }
local CHARACTERS = {}
for character, escape in pairs(ESCAPES) do
    CHARACTERS[escape] = character
end

local function escape(text)
    return (text:gsub("[&<>\"'\r]", ESCAPES))
end

local function unescape(text)
    return (text:gsub("&#?%w+;", CHARACTERS))
end

-- --- templates ---

local NEWLINE_EATERS = { textarea = true, pre = true, listing = true }

-- Whether a parser drops a line feed at the beginning of slot i: it stands right behind such a start tag.
local function eats_newline(template, i)
    if template.kinds[i] ~= "s" and template.kinds[i] ~= "r" then
        return false
    end
    local before = table.concat(template.statics, "", 1, i)
    local tag = before:match "<(%a[%w-]*)[^<>]*>$"
    return NEWLINE_EATERS[tag and tag:lower()] or false
end

local function read_template(source)
    local template = { statics = source[1], kinds = {}, names = {}, eats = {}, count = #source[2] }
    for i, slot in ipairs(source[2]) do
        template.kinds[i] = slot:sub(1, 1)
        template.names[i] = slot:sub(3)
        template.eats[i] = eats_newline(template, i)
    end
    return template
end

local function template_of(page, id)
    local number = type(id) == "string" and math.tointeger(tonumber(id:match "^(%d+)@%d+$")) or id
    return page.templates[number] or broken("there is no template %s", tostring(id))
end

-- --- writing ---

local write_value

-- `shift`: how far the values of the slots stand behind in the list (a template's first entry is its id, a
-- row has none).
local function write_slots(page, template, values, shift, out)
    for i = 1, template.count do
        out[#out + 1] = template.statics[i]
        write_value(page, template, i, values[i + shift], out)
    end
    out[#out + 1] = template.statics[template.count + 1]
end

local function write_attribute(name, value, out)
    if value == true then
        out[#out + 1] = " " .. name
    elseif value ~= null then
        out[#out + 1] = (' %s="%s"'):format(name, escape(value))
    end
end

local function write_spread(value, out)
    local names = {}
    for name in pairs(value ~= null and value.p or {}) do
        names[#names + 1] = name
    end
    table.sort(names)
    for _, name in ipairs(names) do
        write_attribute(name, value.p[name], out)
    end
end

-- What is in its element is the nested view's own.
local function write_live(value, out)
    out[#out + 1] = "<!--~--><div"
    write_attribute("id", value.v[1], out)
    write_attribute("ls-live", value.v[2], out)
    write_attribute("ls-scope", value.v[3] and tostring(value.v[3]) or null, out)
    out[#out + 1] = "></div>"
end

local function write_markup(page, value, out)
    if value.v then
        write_live(value, out)
    elseif value.rows then
        out[#out + 1] = ("<!--+%s-->"):format(value.l)
        for _, row in ipairs(page.is_bare and {} or value.rows) do
            out[#out + 1] = ("<!--%s-->"):format(row.key)
            write_slots(page, template_of(page, value.l), row.values, 0, out)
        end
    elseif value.l then
        out[#out + 1] = ("<!--*%s-->"):format(value.l)
        for _, row in ipairs(value.r) do
            write_slots(page, template_of(page, value.l), row, 0, out)
        end
    else
        out[#out + 1] = ("<!--%s-->"):format(value[1])
        write_slots(page, template_of(page, value[1]), value, 1, out)
    end
end

local function text_of(value)
    return value == null and "" or value == true and "true" or value
end

write_value = function(page, template, i, value, out)
    local kind = template.kinds[i]
    if kind == "a" or kind == "u" then
        write_attribute(template.names[i], value, out)
    elseif kind == "p" then
        write_spread(value, out)
    elseif kind == "h" then
        out[#out + 1] = ("<!--$-->%s<!--/-->"):format(text_of(value))
    elseif type(value) == "table" then
        write_markup(page, value, out)
        out[#out + 1] = kind == "t" and "<!--/-->" or nil
    elseif kind == "t" then
        out[#out + 1] = ("<!--$-->%s<!--/-->"):format(escape(text_of(value)))
    else
        local text = text_of(value)
        out[#out + 1] = (template.eats[i] and text:sub(1, 1) == "\n" and "\n" or "") .. escape(text)
    end
end

-- --- reading the first paint ---

local reader = {}
reader.__index = reader

-- The text at the cursor is taken; an error where another stands there.
function reader:take(text)
    if self.html:sub(self.at, self.at + #text - 1) ~= text then
        broken("the HTML has %q where %q belongs", self.html:sub(self.at, self.at + 40), text:sub(1, 40))
    end
    self.at = self.at + #text
end

-- What matches there is taken; nil where nothing does.
function reader:match(pattern)
    local from, to, capture = self.html:find("^" .. pattern, self.at)
    if from then
        self.at = to + 1
        return capture or self.html:sub(from, to)
    end
end

function reader:slots(template, shift)
    local values = {}
    for i = 1, template.count do
        self:take(template.statics[i])
        values[i + shift] = self:value(template, i)
    end
    self:take(template.statics[template.count + 1])
    return values
end

function reader:template(id)
    local values = self:slots(template_of(self.page, id), 1)
    values[1] = id
    return values
end

function reader:list(id)
    local template = template_of(self.page, id)
    local rows = {}
    while not self.html:find("^<!%-%-/%-%->", self.at) and not self.html:find("^</", self.at) do
        local before = self.at
        rows[#rows + 1] = self:slots(template, 0)
        if self.at == before then
            broken("a row of template %d is nothing at all", id)
        end
    end
    return { l = id, r = rows }
end

function reader:stream(id)
    local rows = {}
    local key = self:match "<!%-%-(['%w%%._-]+)%-%->"
    while key do
        rows[#rows + 1] = { key = key, values = self:slots(template_of(self.page, id), 0) }
        key = self:match "<!%-%-(['%w%%._-]+)%-%->"
    end
    return { l = id, rows = rows }
end

function reader:attribute(name)
    if not self:match(" " .. name:gsub("%p", "%%%0") .. "%f[=%s/>]") then
        return null
    end
    local value = self:match '="([^"]*)"'
    return value and unescape(value) or true
end

function reader:spread(following)
    local attributes = {}
    while following == "" or self.html:sub(self.at, self.at + #following - 1) ~= following do
        local name = self:match " ([^%s=>/]+)"
        if not name then
            break
        end
        local value = self:match '="([^"]*)"'
        attributes[name] = value and unescape(value) or true
    end
    return { p = attributes }
end

function reader:text()
    local text = unescape(self:match "[^<]*")
    return text == "" and null or text
end

-- The HTML up to the end of a div, which may have others in it.
function reader:inside()
    local from, depth = self.at, 1
    while depth > 0 do
        local start, stop, slash = self.html:find("<(/?)div%f[%s>][^>]*>", self.at)
        if not start then
            broken "the element of a nested view does not end"
        end
        depth = depth + (slash == "/" and -1 or 1)
        self.at = stop + 1
    end
    return self.html:sub(from, self.at - #"</div>" - 1)
end

function reader:live()
    self:take "<div"
    local id, ticket, scope = self:attribute "id", self:attribute "ls-live", self:attribute "ls-scope"
    self:take ">"
    local number = scope ~= null and math.tointeger(tonumber(scope)) or nil
    return { v = { id, ticket, number }, inside = self:inside() }
end

function reader:markup()
    if self:match "<!%-%-~%-%->" then
        return self:live()
    end
    local id = self:match "<!%-%-(%d+@?%d*)%-%->"
    if id then
        return self:template(math.tointeger(id) or id)
    end
    id = self:match "<!%-%-%+(%d+@?%d*)%-%->"
    if id then
        return self:stream(math.tointeger(id) or id)
    end
    id = self:match "<!%-%-%*(%d+@?%d*)%-%->"
    return id and self:list(math.tointeger(id) or id)
end

function reader:value(template, i)
    local kind = template.kinds[i]
    if kind == "a" or kind == "u" then
        return self:attribute(template.names[i])
    elseif kind == "p" then
        return self:spread(template.statics[i + 1])
    elseif kind == "h" then
        local vouched = self:match "<!%-%-%$%-%->(.-)<!%-%-/%-%->"
        return vouched ~= "" and vouched or null
    elseif kind == "t" then
        local value = self:markup()
        if not value then
            self:take "<!--$-->"
            value = self:text()
        end
        self:take "<!--/-->"
        return value
    end
    if template.eats[i] then
        self:match "\n"
    end
    return kind == "s" and self:markup() or self:text()
end

-- --- patches ---

local KINDS = {
    t = "text, a template, a list or nothing",
    s = "text, a template, a list or nothing",
    r = "text or nothing",
    h = "HTML or nothing",
    a = "text, true or nothing",
    u = "text, true or nothing",
    p = "a set of attributes or nothing",
}

local function fits(kind, value)
    if value == null then
        return true
    elseif kind == "p" then
        return type(value) == "table" and type(value.p) == "table"
    elseif type(value) == "table" then
        return (kind == "t" or kind == "s") and value.p == nil
    end
    return type(value) == "string" or value == true
end

local check_value

local function check_rows(page, id, rows, shift)
    local template = template_of(page, id)
    for _, row in ipairs(rows) do
        if #row ~= template.count + shift then
            broken("a template with %d slots gets %d values", template.count, #row - shift)
        end
        for i = 1, template.count do
            check_value(page, template.kinds[i], row[i + shift])
        end
    end
end

check_value = function(page, kind, value)
    if not fits(kind, value) then
        broken("a slot that takes %s gets %s", KINDS[kind], core.json.encode(value))
    end
    if type(value) ~= "table" or value.p or value.v then
        return
    end
    if value.s then
        for _, operation in ipairs(value.s) do
            check_rows(page, value.l, stream.rows_of(operation), 0)
        end
    else
        check_rows(page, value.l or value[1], value.l and value.r or { value }, value.l and 0 or 1)
    end
end

-- What a slot shows that showed `old` and is told a whole value, which was checked. The same template again, and the
-- same stream, keeps the streams that are in it.
local function taken(page, old, value)
    local is_old = type(old) == "table"
    if type(value) ~= "table" or value.p or value.v then
        return value
    elseif value.s then
        local shown = is_old and old.rows and old.l == value.l and old or { l = value.l, rows = {} }
        return stream.change(shown, value.s, function(before, row)
            for i, slot in ipairs(row) do
                row[i] = taken(page, before and before[i], slot)
            end
            return row
        end)
    end
    local same = is_old and not (value.l or old.l) and old[1] == value[1]
    for _, row in ipairs(value.l and value.r or { value }) do
        for i, slot in ipairs(row) do
            row[i] = taken(page, same and old[i] or nil, slot)
        end
    end
    return value
end

-- Whether an object changes what is there, instead of replacing it.
local function is_change(value)
    return type(value) == "table" and not (value.l or value.p or value.v or value[1])
end

local change_template, change_list

-- The text that keeps its first `units` of UTF-16, as a browser counts, and ends in `rest`.
local function keep_text(old, units, rest)
    local at = 1
    while units > 0 do
        local code = at <= #old and utf8.codepoint(old, at) or broken("%q is kept further than it is", old)
        units = units - (code > 0xFFFF and 2 or 1)
        at = utf8.offset(old, 2, at)
    end
    if units < 0 then
        broken("half a character of %q is kept", old)
    end
    return old:sub(1, at - 1) .. rest
end

local function change_text(kind, old, change)
    local units, rest = next(change)
    if next(change, units) or not tostring(units):find "^[1-9]%d*$" or type(rest) ~= "string" then
        broken("%s is no change of a text", core.json.encode(change))
    end
    if kind ~= "t" and kind ~= "s" then
        broken("%s changes a text that is not between tags", core.json.encode(change))
    end
    return keep_text(old, math.tointeger(tonumber(units)), rest)
end

-- What a slot shows after it was told `value`.
local function changed(page, kind, old, value)
    if not is_change(value) then
        check_value(page, kind, value)
        return taken(page, old, value)
    end
    if type(old) == "string" then
        return change_text(kind, old, value)
    end
    if type(old) ~= "table" or old.p or old.v or old.rows then
        broken("%s changes what is neither a text, a template nor a list", core.json.encode(value))
    end
    return (old.l and change_list or change_template)(page, old, value)
end

local function change_slot(page, template, values, shift, slot, value)
    local i = math.tointeger(tonumber(slot))
    if not i or i < 0 or i >= template.count then
        broken("slot %s, of %d", tostring(slot), template.count)
    end
    values[i + 1 + shift] = changed(page, template.kinds[i + 1], values[i + 1 + shift], value)
end

change_template = function(page, old, change)
    local template = template_of(page, old[1])
    for slot, value in pairs(change) do
        change_slot(page, template, old, 1, slot, value)
    end
    return old
end

local function check_ascending(what, before, number)
    if number <= before then
        broken("%s does not ascend: %d after %d", what, number, before)
    end
    return number
end

-- Which rows of the old list go, and which move.
local function take_rows(list, change)
    local gone, last = {}, -1
    for _, i in ipairs(change["-"] or {}) do
        last = check_ascending("'-'", last, i)
        gone[i] = true
    end
    local moves = change[">"] or {}
    last = -1
    for k = 1, #moves, 2 do
        last = check_ascending("'>'", last, moves[k + 1])
        if gone[moves[k]] then
            broken("row %d moves twice, or moves and goes", moves[k])
        end
        gone[moves[k]] = true
    end
    for i in pairs(gone) do
        if not list.r[i + 1] then
            broken("row %d of %d", i, #list.r)
        end
    end
    return gone
end

local function place(rows, j, row)
    if rows[j] then
        broken("two rows end at %d", j)
    end
    rows[j] = row
end

-- Rows that move or are new, by where they end; and how many are new.
local function place_rows(page, list, change)
    local rows, new, last = {}, 0, -1
    local moves = change[">"] or {}
    for k = 1, #moves, 2 do
        place(rows, moves[k + 1], list.r[moves[k] + 1])
    end
    for _, group in ipairs(change["+"] or {}) do
        check_ascending("'+'", last, group[1])
        for k = 2, #group do
            check_value(page, "t", { l = list.l, r = { group[k] } })
            place(rows, group[1] + k - 2, taken(page, nil, { l = list.l, r = { group[k] } }).r[1])
            new = new + 1
        end
        last = group[1] + #group - 2
    end
    return rows, new
end

change_list = function(page, list, change)
    for part in pairs(change) do
        if not ("->+*"):find(part, 1, true) then
            broken("a list's change has no part %q", part)
        end
    end
    local gone = take_rows(list, change)
    local placed, new = place_rows(page, list, change)
    local removed = #(change["-"] or {})
    local rows, at = {}, 0
    for j = 0, #list.r - removed + new - 1 do
        local row = placed[j]
        placed[j] = nil
        while not row do
            row, at = not gone[at] and (list.r[at + 1] or broken "a place in a list stays empty"), at + 1
        end
        rows[j + 1] = row
    end
    if next(placed) then
        broken("a row ends at %d, in a list of %d", next(placed), #rows)
    end
    local triples, template = change["*"] or {}, template_of(page, list.l)
    for k = 1, #triples, 3 do
        local row = rows[triples[k] + 1] or broken("'*' changes row %d of %d", triples[k], #rows)
        change_slot(page, template, row, 0, triples[k + 1], triples[k + 2])
    end
    list.r = rows
    return list
end

-- --- a page ---

local methods = {}
methods.__index = methods

-- What `value` shows of nested views, by their ids. No row of a stream has one.
local function collect_lives(value, found)
    if type(value) ~= "table" or value.p or value.rows then
        return
    elseif value.v then
        found[value.v[1]] = value
        return
    end
    for _, inner in ipairs(value.l and value.r or value) do
        collect_lives(inner, found)
    end
end

---The nested view whose element has this id: { v = { id, ticket }, inside = HTML as it came }; nil where none is.
function methods:live(id)
    local found = {}
    collect_lives(self.root, found)
    return found[id]
end

---A decoded PATCH: an object changes the root slot by slot, an array replaces it.
function methods:patch(patch)
    self.root = changed(self, "s", self.root, patch)
end

---The value of a `full`: replaces all before it.
function methods:replace(value)
    check_value(self, "s", value)
    self.root = taken(self, self.root, value)
end

---The HTML that stands in #ls-view, with the comments that bound slots; `is_bare`: without the rows of streams, of
--- which a host knows nothing.
function methods:html(is_bare)
    local out = {}
    self.is_bare = is_bare
    if self.root ~= null then
        write_markup(self, self.root, out)
    end
    return table.concat(out)
end

---A mirror of no page yet. `templates_json` is what /_ls/templates-HASH.json has.
function mirror.new(templates_json)
    local templates = {}
    for id, source in ipairs(assert(core.json.decode(templates_json))) do
        templates[id - 1] = read_template(source)
    end
    return setmetatable({ templates = templates, root = null }, methods)
end

---A mirror of what stands in #ls-view.
function mirror.read(templates_json, html)
    local page = mirror.new(templates_json)
    -- What forms have for browsers without a script is in no template (host/tree/form_tag.h).
    html = html:gsub(' method="post" action="[^"]*[?;]ls%-post=[^"]*"', "")
    local cursor = setmetatable({ page = page, html = html, at = 1 }, reader)
    page.root = cursor:markup() or null
    if cursor.at <= #html then
        broken("%q stands behind the page", html:sub(cursor.at, cursor.at + 40))
    end
    return page
end

return mirror
