-- What happens to a stream, drawn by lot, and what it shows then: a list kept here, which no host keeps.

local core = require "lightspeed.core"
local draw_model = require "draw_model"

local draw_stream = {}

local ID_MAX = 12
local KINDS = { 6, "insert", 3, "remove", 1, "reset" }

local methods = {}
methods.__index = methods

---A stream that keeps at most `limit` rows: the first ones, or, where it is negative, the last ones.
function draw_stream.new(lot)
    local limit = lot:weighted { 2, 0, 1, 5, 1, -5 }
    return setmetatable({ lot = lot, limit = limit ~= 0 and limit or nil, rows = core.list {} }, methods)
end

function methods:find(id)
    for index, row in ipairs(self.rows) do
        if row.id == id then
            return index
        end
    end
end

function methods:cut()
    while self.limit and #self.rows > math.abs(self.limit) do
        table.remove(self.rows, self.limit < 0 and 1 or nil)
    end
end

local function item(lot, id)
    return { id = id, s = draw_model.text(lot), n = lot:integer(0, 5) }
end

function methods:insert()
    local lot = self.lot
    local new = item(lot, lot:integer(ID_MAX))
    local at = lot:pick { 0, -1, -1, lot:integer(0, #self.rows) }
    local update_only = lot:once_in(8) or nil
    local index = self:find(new.id)
    if index then
        self.rows[index] = new
    elseif not update_only then
        table.insert(self.rows, at == -1 and #self.rows + 1 or at + 1, new)
        self:cut()
    end
    return { op = "insert", item = new, at = at, options = { limit = self.limit, update_only = update_only } }
end

function methods:remove()
    local id = self.lot:integer(ID_MAX)
    local index = self:find(id)
    if index then
        table.remove(self.rows, index)
    end
    return { op = "remove", key = id }
end

function methods:reset()
    local rows, used = core.list {}, {}
    for _ = 1, self.lot:integer(0, 5) do
        local id = self.lot:integer(ID_MAX)
        if not used[id] then
            used[id] = true
            rows[#rows + 1] = item(self.lot, id)
        end
    end
    self.rows = rows
    return { op = "reset", items = core.list { table.unpack(rows) } }
end

---One turn's operations, which have happened to the stream when this returns.
function methods:happenings()
    local ops = core.list {}
    for i = 1, self.lot:integer(4) do
        ops[i] = self[self.lot:weighted(KINDS)](self)
    end
    return ops
end

---What the rows say.
function methods:texts()
    local texts = core.list {}
    for index, row in ipairs(self.rows) do
        texts[index] = row.s .. " " .. row.n
    end
    return texts
end

return draw_stream
