-- Calls of services that a file declares: `todos.add(...)`, where `local todos = ls.service(...)`. The host holds the
-- names of their functions against what the services have. Only names that mean nothing else anywhere in the file
-- are looked at, so nothing is told that may be right.

local services = {}

local function text_at(list, index)
    return list[index] and list[index].text
end

-- `local NAME = LS.service("service"` from the token `local` on: both names.
local function read_declaration(list, i, aliases)
    local name, equals, alias, dot, what =
        list[i + 1], text_at(list, i + 2), text_at(list, i + 3), i + 4, i + 5
    if not name or name.kind ~= "name" or equals ~= "=" or not aliases[alias] then
        return
    end
    if text_at(list, dot) ~= "." or text_at(list, what) ~= "service" then
        return
    end
    local given = list[what + 1]
    if given and given.text == "(" then
        given = list[what + 2]
    end
    local service = given and given.kind == "string" and given.text:match "^[\"']([%w_]+)[\"']$"
    if service then
        return name.text, service
    end
end

local OPENS = { ["("] = true, ["{"] = true, ["["] = true }
local CLOSES = { [")"] = true, ["}"] = true, ["]"] = true }
local ENDS =
    { ["="] = true, ["in"] = true, ["function"] = true, ["local"] = true, ["return"] = true, [")"] = true }

-- The names that are given a meaning: of locals, parameters, loops and assignments, each with how often. A field of a
-- table is not one.
local function count_meanings(list)
    local counts, inside = {}, {}
    local function add(name)
        counts[name] = (counts[name] or 0) + 1
    end
    local function add_names(i)
        while list[i] and not ENDS[list[i].text] do
            if list[i].kind == "name" then
                add(list[i].text)
            end
            i = i + 1
        end
    end
    for i, found in ipairs(list) do
        local text = found.text
        if OPENS[text] then
            inside[#inside + 1] = text
        elseif CLOSES[text] then
            inside[#inside] = nil
        elseif text == "for" or text == "local" then
            add_names(i + 1)
        elseif text == "function" then
            local open = i + 1
            while list[open] and list[open].text ~= "(" do
                open = open + 1
            end
            add_names(open + 1)
        elseif text == "=" and list[i - 1] and list[i - 1].kind == "name" then
            local before = text_at(list, i - 2)
            if before ~= "." and before ~= "local" and inside[#inside] ~= "{" then
                add(list[i - 1].text)
            end
        end
    end
    return counts
end

---What a file calls: a list of { service, function, start }. `list`: the tokens of `source`.
function services.find(source, list, aliases)
    local calls = {}
    if not next(aliases) or not source:find(".service", 1, true) then
        return calls
    end
    local names = {}
    for i, found in ipairs(list) do
        if found.text == "local" then
            local name, service = read_declaration(list, i, aliases)
            if name then
                names[name] = service
            end
        end
    end
    local counts = count_meanings(list)
    for i, found in ipairs(list) do
        local service = found.kind == "name" and counts[found.text] == 1 and names[found.text]
        local before = text_at(list, i - 1)
        local call = list[i + 3] and (list[i + 3].text == "(" or list[i + 3].kind == "string")
        local reads = text_at(list, i + 1) == "." and list[i + 2] and list[i + 2].kind == "name"
        if service and before ~= "." and before ~= ":" and reads and call then
            calls[#calls + 1] = { service, list[i + 2].text, list[i + 2].start }
        end
    end
    return calls
end

return services
