-- Drawing by lot: what all generators of this folder share. A seed is all that an outcome depends on.

local draw = {}

local methods = {}
methods.__index = methods

-- Own numbers, not math.random's: whoever else draws meanwhile changes nothing here.
function methods:next()
    local x = self.state
    x = x ~ (x << 13)
    x = x ~ (x >> 7)
    x = x ~ (x << 17)
    self.state = x
    return x >> 1
end

-- One of 1 … n, or of from … to.
function methods:integer(from, to)
    if not to then
        from, to = 1, from
    end
    return from + self:next() % (to - from + 1)
end

-- True once in `n` times.
function methods:once_in(n)
    return self:integer(n) == 1
end

function methods:pick(list)
    return list[self:integer(#list)]
end

-- { weight, value, weight, value, … }
function methods:weighted(choices)
    local sum = 0
    for i = 1, #choices, 2 do
        sum = sum + choices[i]
    end
    local at = self:integer(sum)
    for i = 1, #choices, 2 do
        at = at - choices[i]
        if at <= 0 then
            return choices[i + 1]
        end
    end
end

function draw.new(seed)
    local self = setmetatable({ state = seed * 2654435769 + 88172645463325252 }, methods)
    if self.state == 0 then
        self.state = 1
    end
    for _ = 1, 8 do
        self:next()
    end
    return self
end

return draw
