-- What ls.http, ls.files, ls.cache and ls.mail have in common: they belong into services, know their options, and ask
-- the host.

local world = {}

---Raises where this is no service: "ls.http belongs into a service: ...", with an example of what to write there.
---@param name string
---@param example string
function world.check(name, example)
    if not __service.serves() then
        error(
            ('%s belongs into a service: ls.service("name", function() ... %s ... end)'):format(name, example),
            3
        )
    end
end

---Raises where a table has fields that are not known, or of another kind: `kinds` has a type of Lua for each.
function world.check_options(name, given, kinds)
    if type(given) ~= "table" then
        error(("%s takes its options in a table, not a %s"):format(name, type(given)), 3)
    end
    for key, value in pairs(given) do
        local kind = kinds[key]
        if not kind then
            local known = {}
            for option in pairs(kinds) do
                known[#known + 1] = option
            end
            table.sort(known)
            error(("%s has no option '%s'%s"):format(name, tostring(key), __host.hint(key, known)), 3)
        end
        local is = kind == "integer" and math.type(value) or type(value)
        if kind ~= "any" and is ~= kind then
            local article = kind == "integer" and "an" or "a"
            error(("%s: %s takes %s %s, not a %s"):format(name, key, article, kind, type(value)), 3)
        end
    end
end

---Raises where an integer is not in its range.
function world.check_range(name, key, value, least, most)
    if value and (value < least or value > most) then
        error(("%s: %s takes an integer from %d to %d, not %d"):format(name, key, least, most, value), 3)
    end
end

---Has the host do something: a table, or nil, a name and a sentence where it came to nothing. What is wrong with the
---code that asks raises.
function world.work(name, what, given)
    local answer, why = __service.work(what, given)
    if not answer then
        error(("%s: %s"):format(name, why), 3)
    elseif answer.err then
        return nil, answer.err, answer.why
    end
    return answer
end

return world
