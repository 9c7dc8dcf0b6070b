-- What is wrong with a file: the errors found so far, and hints at what may be, each with its line and, where it is
-- known, its column (in bytes, from 1). Positions are byte offsets into the whole file; the compiler's parts know
-- nothing of lines but through here.

local report = {}
report.__index = report

local function line_starts(source)
    local starts, position = { 1 }, 1
    while true do
        local newline = source:find("\n", position, true)
        if not newline then
            return starts
        end
        position = newline + 1
        starts[#starts + 1] = position
    end
end

function report.new(name, source)
    return setmetatable(
        { name = name, starts = line_starts(source), last = 1, errors = {}, hints = {}, seen = {} },
        report
    )
end

-- The line on which a position of the file stands, counted from 1. Mostly it is the one that was asked for last.
function report:line(position)
    local starts, last = self.starts, self.last
    if position >= starts[last] and (last == #starts or position < starts[last + 1]) then
        return last
    end
    self.last = self:find_line(position)
    return self.last
end

function report:find_line(position)
    local low, high = 1, #self.starts
    while low < high do
        local middle = (low + high + 1) // 2
        if self.starts[middle] <= position then
            low = middle
        else
            high = middle - 1
        end
    end
    return low
end

-- The line and the column of a position.
function report:place(position)
    local line = self:line(position)
    return line, position - self.starts[line] + 1
end

-- Notes something once, however often it is found.
local function note(self, list, line, column, message)
    local text = ("%s:%d: %s"):format(self.name, line, message)
    if not self.seen[text] then
        self.seen[text] = true
        list[#list + 1] = { line = line, column = column, message = text, order = #list }
    end
end

function report:add_at_line(line, message, column)
    note(self, self.errors, line, column, message)
end

function report:add(position, message)
    local line, column = self:place(position)
    note(self, self.errors, line, column, message)
end

-- What is not wrong, but could be better.
function report:hint(position, message)
    local line, column = self:place(position)
    note(self, self.hints, line, column, message)
end

function report:hint_at_line(line, message, column)
    note(self, self.hints, line, column, message)
end

local function sorted(list)
    table.sort(list, function(a, b)
        if a.line ~= b.line then
            return a.line < b.line
        end
        return a.order < b.order
    end)
    local plain = {}
    for index, found in ipairs(list) do
        plain[index] = { line = found.line, column = found.column, message = found.message }
    end
    return plain
end

-- All errors in the order of their lines, or nil when there are none.
function report:sorted()
    return #self.errors > 0 and sorted(self.errors) or nil
end

-- All hints in the order of their lines.
function report:sorted_hints()
    return sorted(self.hints)
end

return report
