-- The transformed file while it grows. It knows on which line it is, so that every piece of the user's Lua can
-- be put on the line it came from; and it keeps the templates, by id, that the text refers to.

local writer = {}
writer.__index = writer

function writer.new(report, first_template, numbers)
    return setmetatable({
        report = report,
        pieces = {},
        line = 1,
        templates = {},
        first_template = first_template,
        numbers = numbers,
        registers = 0, -- a guess at how many of Lua's 255 are in use around the expression being written
    }, writer)
end

function writer:put(text)
    self.pieces[#self.pieces + 1] = text
    local newline = text:find("\n", 1, true)
    while newline do
        self.line = self.line + 1
        newline = text:find("\n", newline + 1, true)
    end
end

-- Goes to the line of a position in the file, if it is still ahead.
function writer:go_to(at)
    local missing = self.report:line(at) - self.line
    if missing > 0 then
        self:put(("\n"):rep(missing))
    end
end

-- Takes the next id; the template itself is filled in by whoever asked.
function writer:reserve(at)
    local template = { line = self.report:line(at) }
    local count = #self.templates + 1
    self.templates[count] = template
    return self.numbers[count] or self.first_template + count - 1 - #self.numbers, template
end

function writer:text()
    return table.concat(self.pieces)
end

return writer
