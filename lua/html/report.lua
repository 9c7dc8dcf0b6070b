-- What is wrong with a file: the errors found so far, each with its line. Positions are byte offsets into the whole
-- file; the compiler's parts know nothing of lines but through here.

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
        { name = name, starts = line_starts(source), last = 1, errors = {}, seen = {} },
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

-- Notes an error on a line; the same one twice is noted once.
function report:add_at_line(line, message)
    local text = ("%s:%d: %s"):format(self.name, line, message)
    if not self.seen[text] then
        self.seen[text] = true
        self.errors[#self.errors + 1] = { line = line, message = text, order = #self.errors }
    end
end

function report:add(position, message)
    self:add_at_line(self:line(position), message)
end

-- All errors in the order of their lines, or nil when there are none.
function report:sorted()
    if #self.errors == 0 then
        return nil
    end
    table.sort(self.errors, function(a, b)
        if a.line ~= b.line then
            return a.line < b.line
        end
        return a.order < b.order
    end)
    local sorted = {}
    for index, found in ipairs(self.errors) do
        sorted[index] = { line = found.line, message = found.message }
    end
    return sorted
end

return report
