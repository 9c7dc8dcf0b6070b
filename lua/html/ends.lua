-- End tags that HTML lets people leave out, where nothing else can be meant: the next item of a list, cell or row of
-- a table, option of a select ends the one before, and the end of the list, table or select ends its last.
-- Everything else that is opened must be closed (docs/decisions/0013).

local names = require "html.names"

local ends = {}

local set = names.set

local CELLS = "td th"
local ROWS = CELLS .. " tr"
local BODIES = ROWS .. " thead tbody tfoot colgroup"

-- What a start tag ends.
local by_start = {
    li = set "li",
    dt = set "dt dd",
    dd = set "dt dd",
    option = set "option",
    optgroup = set "option optgroup",
    rt = set "rt rp",
    rp = set "rt rp",
    td = set(CELLS),
    th = set(CELLS),
    tr = set(ROWS .. " colgroup"),
    thead = set(BODIES),
    tbody = set(BODIES),
    tfoot = set(BODIES),
    body = set "head",
}

-- What an end tag ends before its own element.
local by_end = {
    ul = set "li",
    ol = set "li",
    menu = set "li",
    dl = set "dt dd",
    optgroup = set "option",
    select = set "option optgroup",
    datalist = set "option",
    ruby = set "rt rp",
    tr = set(CELLS),
    thead = set(ROWS),
    tbody = set(ROWS),
    tfoot = set(ROWS),
    table = set(BODIES),
    html = set "head body",
}

---What must stand between an item and another in it.
ends.between =
    { li = "<ul> or <ol>", dt = "<dl>", dd = "<dl>", tr = "<table>", td = "<table>", th = "<table>" }

---Whether the start tag of `name` ends an element `open`, which is the innermost one.
function ends.by_start(name, open)
    return by_start[name] and by_start[name][open]
end

---Whether the end tag of `name` ends an element `open` before its own.
function ends.by_end(name, open)
    return by_end[name] and by_end[name][open]
end

return ends
