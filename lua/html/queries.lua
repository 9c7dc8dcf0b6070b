-- Queries that are put together with `..`: whoever wrote the value writes the query then. A hint, for every query of
-- a database that the file opened with ls.db, where something that is no literal is joined to its text.

local token = require "html.token"

local queries = {}

local HINT = 'a query built with .. may say what nobody meant; give values by ?: %s:%s("... = ?", value)'

local methods = { all = true, one = true, value = true, run = true }

local function is(list, index, text)
    return list[index] and list[index].text == text
end

-- What the file calls ls.db(...), as a set of names.
local function databases(list, aliases)
    local names = {}
    for i = 3, #list - 3 do
        local opens = list[i].text == "=" and list[i + 1].kind == "name" and aliases[list[i + 1].text]
        if opens and is(list, i + 2, ".") and is(list, i + 3, "db") and list[i - 1].kind == "name" then
            names[list[i - 1].text] = true
        end
    end
    return names
end

-- Whether the first argument from `index` on joins something that is no literal; the place of it.
local function find_join(list, index)
    local depth, joins, other = 0, nil, nil
    for i = index, #list do
        local text, kind = list[i].text, list[i].kind
        if text == "(" or text == "{" or text == "[" then
            depth = depth + 1
        elseif text == ")" or text == "}" or text == "]" then
            depth = depth - 1
        end
        if depth < 0 or (depth == 0 and text == ",") then
            break
        end
        if text == ".." then
            joins = joins or list[i].start
        elseif kind == "name" or kind == "number" then
            other = true
        end
    end
    return joins and other and joins
end

---Hints at the queries of a file that are built so. `aliases`: what the file calls require "lightspeed", a set.
function queries.check(source, aliases, report)
    if not next(aliases) or not source:find(".db", 1, true) then
        return
    end
    local list = token.list(source)
    local names = databases(list, aliases)
    for i = 1, #list - 4 do
        local is_query = list[i].kind == "name" and names[list[i].text] and is(list, i + 1, ":")
        if is_query and methods[list[i + 2].text] and is(list, i + 3, "(") then
            local at = find_join(list, i + 4)
            if at then
                report:hint(at, HINT:format(list[i].text, list[i + 2].text))
            end
        end
    end
end

return queries
