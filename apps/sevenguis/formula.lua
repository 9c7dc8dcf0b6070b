-- What may stand in a cell of the spreadsheet: a number, a text, or a formula, which begins with '='.
--
--     =A0 + 2 * (B3 - 1)     =sum(A0:A9) / count(A0:A9)     =-B2 ^ 2
--
-- `read` takes a text apart, once; `value` says what comes of it, given what other cells hold. A value is a number, a
-- text, or a complaint: { problem = "..." }, which spreads to whatever is computed from it.

local formula = {}

formula.COLUMNS, formula.ROWS = 26, 100

local DEPTH_MAX = 50

---The name of the cell in a column and a row, both counted from 0: "C7".
function formula.name(column, row)
    return string.char(65 + column) .. row
end

---The column and the row that a name means; nil where there is no such cell.
function formula.place(name)
    local letter, digits = name:match "^(%a)(%d%d?)$"
    if letter then
        return letter:upper():byte() - 65, math.tointeger(digits)
    end
end

-- --- functions, each of a list of numbers ---

local functions = {}

function functions.sum(list)
    local sum = 0
    for _, number in ipairs(list) do
        sum = sum + number
    end
    return sum
end

function functions.prod(list)
    local product = 1
    for _, number in ipairs(list) do
        product = product * number
    end
    return product
end

function functions.count(list)
    return #list
end

function functions.avg(list)
    return functions.sum(list) / #list
end

function functions.min(list)
    return #list > 0 and math.min(table.unpack(list)) or 0
end

function functions.max(list)
    return #list > 0 and math.max(table.unpack(list)) or 0
end

function functions.abs(list)
    return math.abs(list[1] or 0)
end

-- --- reading ---

-- An expression is a number, or a table: { "cell", column, row }, { "range", c1, r1, c2, r2 },
-- { "call", name, list }, { "-", a } or { operator, a, b }.

local reader = {}
reader.__index = reader

local function complain(message, ...)
    error({ problem = message:format(...) }, 0)
end

function reader:take(pattern)
    local found, after = self.text:match("^%s*(" .. pattern .. ")()", self.at)
    if found then
        self.at = after
    end
    return found
end

function reader:expect(pattern, what)
    return self:take(pattern) or complain("%s is missing", what)
end

function reader:cell(name)
    local column, row = formula.place(name)
    if not column then
        complain("%s is no cell", name)
    end
    table.insert(self.reads, { column, row, column, row })
    return { "cell", column, row }
end

function reader:range(from, to)
    local c1, r1 = formula.place(from)
    local c2, r2 = formula.place(to)
    if not c1 or not c2 then
        complain("%s:%s is no range", from, to)
    end
    c1, c2 = math.min(c1, c2), math.max(c1, c2)
    r1, r2 = math.min(r1, r2), math.max(r1, r2)
    table.insert(self.reads, { c1, r1, c2, r2 })
    return { "range", c1, r1, c2, r2 }
end

function reader:argument()
    local from = self:take "%a%d+%s*:"
    if from then
        return self:range(from:match "%w+", self:expect("%a%d+", "the range's end"))
    end
    return self:sum()
end

function reader:call(name)
    if not functions[name:lower()] then
        complain("there is no function %s", name)
    end
    self:expect("%(", "'(' behind " .. name)
    local list = {}
    repeat
        list[#list + 1] = self:argument()
    until not self:take ","
    self:expect("%)", "')'")
    return { "call", name:lower(), list }
end

function reader:operand()
    local number = self:take "%d+%.?%d*"
    if number then
        return tonumber(number)
    elseif self:take "%(" then
        local inner = self:sum()
        self:expect("%)", "')'")
        return inner
    elseif self:take "%-" then
        return { "-", self:power() }
    end
    local word = self:expect("%a%w*", "a number or a cell")
    return word:find "%d" and self:cell(word) or self:call(word)
end

function reader:power()
    self.depth = self.depth + 1
    if self.depth > DEPTH_MAX then
        complain "this is too deep"
    end
    local base = self:operand()
    if self:take "%^" then
        base = { "^", base, self:power() }
    end
    self.depth = self.depth - 1
    return base
end

function reader:product()
    local left = self:power()
    for operator in
        function()
            return self:take "[*/]"
        end
    do
        left = { operator, left, self:power() }
    end
    return left
end

function reader:sum()
    local left = self:product()
    for operator in
        function()
            return self:take "[-+]"
        end
    do
        left = { operator, left, self:product() }
    end
    return left
end

local function read_expression(text)
    local self = setmetatable({ text = text, at = 2, depth = 0, reads = {} }, reader)
    local expression = self:sum()
    if not self.text:find("^%s*$", self.at) then
        complain("'%s' is too much", self.text:match("^%s*(%S+)", self.at))
    end
    return expression, self.reads
end

---What a text means: an expression (or the number, the text, the complaint that it is), and the rectangles of cells
---that it reads.
function formula.read(text)
    if text:sub(1, 1) ~= "=" then
        return text:find "^%s*[-+]?%d+%.?%d*%s*$" and tonumber(text) or text, {}
    end
    local ok, expression, reads = pcall(read_expression, text)
    if ok then
        return expression, reads
    elseif type(expression) ~= "table" then
        error(expression, 0)
    end
    return expression, {}
end

-- --- evaluating ---

local compute

local function number_of(value)
    if type(value) == "table" then
        error(value, 0)
    elseif value == nil or value == "" then
        return 0
    elseif type(value) ~= "number" then
        complain("'%s' is no number", value)
    end
    return value
end

-- The numbers in a range; cells that hold text, or nothing, do not count.
local function gather(list, range, cell)
    local _, c1, r1, c2, r2 = table.unpack(range)
    for row = r1, r2 do
        for column = c1, c2 do
            local value = cell(column, row)
            if type(value) == "table" then
                error(value, 0)
            elseif type(value) == "number" then
                list[#list + 1] = value
            end
        end
    end
end

local operations = {
    ["+"] = function(a, b)
        return a + b
    end,
    ["-"] = function(a, b)
        return b and a - b or not b and -a
    end,
    ["*"] = function(a, b)
        return a * b
    end,
    ["/"] = function(a, b)
        return b == 0 and complain "division by 0" or a / b
    end,
    ["^"] = function(a, b)
        return a ^ b
    end,
}

local function call(name, arguments, cell)
    local list = {}
    for _, argument in ipairs(arguments) do
        if type(argument) == "table" and argument[1] == "range" then
            gather(list, argument, cell)
        else
            list[#list + 1] = number_of(compute(argument, cell))
        end
    end
    return functions[name](list)
end

compute = function(expression, cell)
    if type(expression) ~= "table" then
        return expression
    end
    local kind, a, b = table.unpack(expression)
    if expression.problem then
        return expression
    elseif kind == "cell" then
        return cell(a, b)
    elseif kind == "call" then
        return call(a, b, cell)
    end
    return operations[kind](number_of(compute(a, cell)), b and number_of(compute(b, cell)))
end

-- Endless and undefined numbers are none; whole ones are shown without a point.
local function tidy(value)
    if type(value) ~= "number" then
        return value
    elseif value ~= value or value == math.huge or value == -math.huge then
        return { problem = "this is no number" }
    end
    return math.tointeger(value) or value
end

---What an expression comes to; `cell(column, row)` gives what another cell holds, nil where that is nothing.
function formula.value(expression, cell)
    local ok, value = pcall(compute, expression, cell)
    if not ok and type(value) ~= "table" then
        error(value, 0)
    end
    return tidy(value)
end

return formula
