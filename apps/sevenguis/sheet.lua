-- A spreadsheet as plain data, and what happens to it when a cell is written: that cell is computed anew, then those
-- that read it, and so on, each once and none before all that it reads; where a value stays as it was, change ends.
--
--     sheet = { texts = { B3 = "=A0 * 2" }, values = { B3 = 14 }, reads = { B3 = { { 0, 0, 0, 0 } } } }
--
-- Cells without anything in them are not in it. `reads` has the rectangles { column, row, column, row } of a formula.

local formula = require "sevenguis.formula"

local sheet = {}

local CYCLE = "it needs itself"

---A sheet without anything in it.
function sheet.new()
    return { texts = {}, values = {}, reads = {} }
end

local function is_read(reads, column, row)
    for _, area in ipairs(reads) do
        if column >= area[1] and row >= area[2] and column <= area[3] and row <= area[4] then
            return true
        end
    end
end

-- The cells that read this one.
local function readers(self, name)
    local column, row = formula.place(name)
    local found = {}
    for reader, reads in pairs(self.reads) do
        if is_read(reads, column, row) then
            found[#found + 1] = reader
        end
    end
    return found
end

-- Those that may change with `name`, itself first, each after all that it reads of them; and those that need
-- themselves: Tarjan's way of finding them.
local function affected(self, name)
    local order, cyclic = {}, {}
    local count, number, lowest = 0, {}, {}
    local stack, is_open = {}, {}

    local function close(cell)
        local is_cycle = stack[#stack] ~= cell or is_read(self.reads[cell] or {}, formula.place(cell))
        repeat
            local member = table.remove(stack)
            is_open[member] = nil
            cyclic[member] = is_cycle or nil
            table.insert(order, 1, member)
        until member == cell
    end

    local function visit(cell)
        count = count + 1
        number[cell], lowest[cell] = count, count
        stack[#stack + 1], is_open[cell] = cell, true
        for _, reader in ipairs(readers(self, cell)) do
            if not number[reader] then
                visit(reader)
                lowest[cell] = math.min(lowest[cell], lowest[reader])
            elseif is_open[reader] then
                lowest[cell] = math.min(lowest[cell], number[reader])
            end
        end
        if lowest[cell] == number[cell] then
            close(cell)
        end
    end

    visit(name)
    return order, cyclic
end

local function same(a, b)
    if type(a) == "table" and type(b) == "table" then
        return a.problem == b.problem
    end
    return a == b
end

local function evaluate(self, name)
    local expression = formula.read(self.texts[name] or "")
    local value = formula.value(expression, function(column, row)
        return self.values[formula.name(column, row)]
    end)
    return value ~= "" and value or nil
end

-- Computes those of `order` of which something they read has changed.
local function settle(self, written, order, cyclic)
    local changed = {}
    for _, name in ipairs(order) do
        local is_due = name == written or cyclic[name]
        for _, area in ipairs(not is_due and self.reads[name] or {}) do
            for other in pairs(changed) do
                local column, row = formula.place(other)
                is_due = is_due or is_read({ area }, column, row)
            end
        end
        if is_due then
            local value = cyclic[name] and { problem = CYCLE } or evaluate(self, name)
            if not same(value, self.values[name]) then
                self.values[name], changed[name] = value, true
            end
        end
    end
end

---Writes `text` into the cell `name`; an empty text takes away what is there.
function sheet.write(self, name, text)
    local _, reads = formula.read(text)
    self.texts[name] = text ~= "" and text or nil
    self.reads[name] = #reads > 0 and reads or nil
    settle(self, name, affected(self, name))
end

---What a cell shows, and what is wrong with it, if anything is.
function sheet.shown(self, name)
    local value = self.values[name]
    if type(value) == "table" then
        return "#", value.problem
    elseif math.type(value) == "float" then
        return (("%.10g"):format(value))
    end
    return value
end

return sheet
