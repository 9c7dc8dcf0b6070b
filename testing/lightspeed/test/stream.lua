-- The rows of a stream in a mirror: by the letter of docs/protocol.md "streams", one operation after the other.

local core = require "lightspeed.core"

local stream = {}

local function find(rows, key)
    for index, row in ipairs(rows) do
        if row.key == key then
            return index
        end
    end
end

---The rows that an operation brings.
function stream.rows_of(operation)
    local rows = {}
    if type(operation[1]) ~= "string" then
        for i = 4, #operation, 2 do
            rows[#rows + 1] = operation[i]
        end
    end
    return rows
end

---Changes a stream. `take(old, row)` gives what a row shows that showed `old` (nil: nothing) and is told `row`.
function stream.change(shown, operations, take)
    local rows, spare = shown.rows, {}
    local function drop(index)
        local row = table.remove(rows, index)
        spare[row.key] = row
    end
    local function insert(at, limit, key, values)
        local index = find(rows, key)
        if not index then
            if at == core.null then
                return
            end
            index = (at < 0 or at > #rows) and #rows + 1 or at + 1
            table.insert(rows, index, spare[key] or { key = key })
        end
        rows[index].values = take(rows[index].values, values)
        while limit ~= 0 and #rows > math.abs(limit) do
            drop(limit > 0 and #rows or 1)
        end
    end
    for _, operation in ipairs(operations) do
        local first = operation[1]
        if first == nil then
            while rows[1] do
                drop(1)
            end
        elseif type(first) == "string" then
            for _, key in ipairs(operation) do
                local index = find(rows, key)
                if index then
                    drop(index)
                end
            end
        else
            for i = 3, #operation, 2 do
                insert(first, operation[2], operation[i], operation[i + 1])
            end
        end
    end
    return shown
end

return stream
