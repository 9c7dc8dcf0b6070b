-- "Did you mean …?": the candidate that is nearest to a name that nobody knows.
--
-- Nearness is the Damerau-Levenshtein distance in its usual, restricted form: a letter too many, missing, wrong or
-- swapped with its neighbour counts one. A candidate is offered only within a third of the name's length (at least
-- one mistake is always forgiven), for a bold guess misleads more than none.

local LENGTH_MAX = 100 -- a longer name is no slip of the finger, and the work is its square

local function first_row(length)
    local row = {}
    for column = 0, length do
        row[column] = column
    end
    return row
end

local function swapped(a, b, i, j)
    return i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j)
end

local function distance(a, b)
    local older, old = nil, first_row(#b)
    for i = 1, #a do
        local row = { [0] = i }
        for j = 1, #b do
            local wrong = a:byte(i) == b:byte(j) and 0 or 1
            row[j] = math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + wrong)
            if swapped(a, b, i, j) then
                row[j] = math.min(row[j], older[j - 2] + 1)
            end
        end
        older, old = old, row
    end
    return old[#b]
end

-- The nearest of a list of names, the first of equals; nil when none is near enough.
local function suggest(name, candidates)
    if #name > LENGTH_MAX then
        return nil
    end
    local best, nearest = nil, math.max(1, #name // 3) + 1
    for _, candidate in ipairs(candidates) do
        if math.abs(#candidate - #name) < nearest then
            local far = distance(name, candidate)
            if far < nearest then
                best, nearest = candidate, far
            end
        end
    end
    return best
end

return suggest
