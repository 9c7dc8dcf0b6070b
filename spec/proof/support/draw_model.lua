-- Models drawn by lot, and what happens to them: the events of a page, as lists of operations that the app applies to
-- its model in place.
--
--   { s1 … s4 = text, b1 … b3 = boolean, n1 … n2 = integer, o1 … o2 = anything that can be shown, or nothing,
--     x1, x2 = attributes, rows = rows, others = rows }         a row: { id, s, b, n, o?, sub = rows }
--
--   { op = "set", path = { "rows", 2, "s" }, value = "…" }     no value: takes it away
--   { op = "insert", path = { "rows" }, at = 1, value = row }
--   { op = "remove", path, at }        { op = "move", path, at, to }
--   { op = "swap", path, at, to }      { op = "reverse", path }

local core = require "lightspeed.core"

local draw_model = {}

local TEXTS = {
    "",
    "a",
    "b",
    "word",
    "two words",
    " ",
    "  edges  ",
    "\n",
    "\nfirst line is empty",
    "a\r\nb",
    "\t",
    "<b>&amp;</b>",
    "\"'`",
    "</textarea></select></table>",
    "<!--/-->",
    "-->",
    "$",
    "/",
    "*0",
    "_ls_0",
    "ü\u{1F600}",
    "\u{2028}\u{FEFF}\u{202E}",
    "\0",
    "javascript:alert(1)",
    "https://example.org/?a=1&b=2",
    "#here",
    "0",
    "on",
    ("long "):rep(30),
    ("long "):rep(30) .. "and longer", -- these begin alike, up to the middle of a character
    ("long "):rep(30) .. "\u{1F600}",
    ("long "):rep(30) .. "\u{1F601}",
    ("long "):rep(30) .. "\u{E9}",
    ("long "):rep(30) .. "\u{E8}\r\n",
}

local ATTRIBUTES =
    { "title", "lang", "data-one", "data-two", "aria-label", "aria-hidden", "dir", "hidden", "draggable" }
local ROWS_MAX = 9
local ID_MAX = 24

function draw_model.text(lot)
    return lot:pick(TEXTS)
end

-- A scalar, or nil.
local function scalar(lot)
    local kind = lot:integer(6)
    if kind == 1 then
        return nil
    elseif kind == 2 then
        return lot:once_in(2)
    elseif kind == 3 then
        return lot:integer(-3, 12)
    elseif kind == 4 then
        return lot:integer(0, 9) / 4
    end
    return draw_model.text(lot)
end

local function attributes(lot)
    local set = {}
    for _ = 1, lot:integer(0, 4) do
        local value = scalar(lot)
        if value ~= nil then
            set[lot:pick(ATTRIBUTES)] = value
        end
    end
    return set
end

local function row(lot, id, depth)
    local drawn = {
        id = id,
        s = draw_model.text(lot),
        b = lot:once_in(2),
        n = lot:integer(0, 5),
        o = scalar(lot),
        sub = core.list {},
    }
    if depth > 0 then
        drawn.sub = draw_model.rows(lot, depth - 1, 4)
    end
    return drawn
end

-- Rows whose ids are all different.
function draw_model.rows(lot, depth, most)
    local rows, used = core.list {}, {}
    for _ = 1, lot:integer(0, most or ROWS_MAX) do
        local id = lot:integer(ID_MAX)
        if not used[id] then
            used[id] = true
            rows[#rows + 1] = row(lot, id, depth)
        end
    end
    return rows
end

function draw_model.model(lot)
    local model = {
        x1 = attributes(lot),
        x2 = attributes(lot),
        rows = draw_model.rows(lot, 2),
        others = draw_model.rows(lot, 1),
    }
    for i = 1, 4 do
        model["s" .. i] = draw_model.text(lot)
    end
    for i = 1, 3 do
        model["b" .. i] = lot:once_in(2)
    end
    for i = 1, 2 do
        model["n" .. i] = lot:integer(0, 5)
        model["o" .. i] = scalar(lot)
    end
    return model
end

-- ## What happens

local function unused_id(lot, rows)
    local used = {}
    for _, one in ipairs(rows) do
        used[one.id] = true
    end
    local id = lot:integer(ID_MAX)
    while used[id] do
        id = id + 1
    end
    return id
end

-- A list somewhere in the model, its path, and how deep rows in it may still nest.
local function some_list(lot, model)
    local name = lot:pick { "rows", "rows", "others" }
    local path, list, depth = { name }, model[name], name == "rows" and 2 or 1
    while depth > 0 and #list > 0 and lot:once_in(3) do
        local at = lot:integer(#list)
        path[#path + 1], path[#path + 2] = at, "sub"
        list, depth = list[at].sub, depth - 1
    end
    return list, path, depth
end

local happen = {}

function happen.scalar(lot)
    local field = lot:weighted { 4, "s", 3, "b", 2, "n", 2, "o", 2, "x" }
    local value
    if field == "s" then
        value = draw_model.text(lot)
    elseif field == "b" then
        value = lot:once_in(2)
    elseif field == "n" then
        value = lot:integer(0, 5)
    elseif field == "o" then
        value = scalar(lot)
    else
        value = attributes(lot)
    end
    local last = ({ s = 4, b = 3, n = 2, o = 2, x = 2 })[field]
    return { op = "set", path = { field .. lot:integer(last) }, value = value }
end

function happen.field(lot, model)
    local list, path = some_list(lot, model)
    if #list == 0 then
        return nil
    end
    local field = lot:pick { "s", "s", "b", "n", "o" }
    path[#path + 1], path[#path + 2] = lot:integer(#list), field
    local value
    if field == "s" then
        value = draw_model.text(lot)
    elseif field == "b" then
        value = lot:once_in(2)
    elseif field == "n" then
        value = lot:integer(0, 5)
    else
        value = scalar(lot)
    end
    return { op = "set", path = path, value = value }
end

function happen.insert(lot, model)
    local list, path, depth = some_list(lot, model)
    if #list >= ROWS_MAX + 4 then
        return nil
    end
    local value = row(lot, unused_id(lot, list), depth)
    return { op = "insert", path = path, at = lot:integer(#list + 1), value = value }
end

function happen.remove(lot, model)
    local list, path = some_list(lot, model)
    return #list > 0 and { op = "remove", path = path, at = lot:integer(#list) } or nil
end

local function two_places(op)
    return function(lot, model)
        local list, path = some_list(lot, model)
        return #list > 1 and { op = op, path = path, at = lot:integer(#list), to = lot:integer(#list) } or nil
    end
end

happen.move = two_places "move"
happen.swap = two_places "swap"

function happen.reverse(lot, model)
    local list, path = some_list(lot, model)
    return #list > 1 and { op = "reverse", path = path } or nil
end

-- All rows of a list: other rows, in any order, of which some have the ids of old ones.
function happen.replace(lot, model)
    local _, path, depth = some_list(lot, model)
    return { op = "set", path = path, value = draw_model.rows(lot, depth) }
end

-- The row becomes another one in its place.
function happen.become(lot, model)
    local list, path, depth = some_list(lot, model)
    if #list == 0 then
        return nil
    end
    path[#path + 1] = lot:integer(#list)
    return { op = "set", path = path, value = row(lot, unused_id(lot, list), depth) }
end

-- Does to a model what the app will do to its own.
function draw_model.apply(model, op)
    local holder = model
    for i = 1, #op.path - (op.op == "set" and 1 or 0) do
        holder = holder[op.path[i]]
    end
    if op.op == "set" then
        holder[op.path[#op.path]] = op.value
    elseif op.op == "insert" then
        table.insert(holder, op.at, op.value)
    elseif op.op == "remove" then
        table.remove(holder, op.at)
    elseif op.op == "move" then
        table.insert(holder, op.to, table.remove(holder, op.at))
    elseif op.op == "swap" then
        holder[op.at], holder[op.to] = holder[op.to], holder[op.at]
    else
        for i = 1, #holder // 2 do
            holder[i], holder[#holder + 1 - i] = holder[#holder + 1 - i], holder[i]
        end
    end
end

-- One thing that happens to the model, and has happened to it when this returns.
function draw_model.happening(lot, model)
    local kind = lot:weighted {
        8,
        "scalar",
        8,
        "field",
        5,
        "insert",
        5,
        "remove",
        5,
        "move",
        3,
        "swap",
        1,
        "reverse",
        2,
        "replace",
        2,
        "become",
    }
    local op = happen[kind](lot, model) or happen.scalar(lot)
    draw_model.apply(model, core.json.decode(core.json.encode(op))) -- nothing in it is shared with the event
    return op
end

return draw_model
