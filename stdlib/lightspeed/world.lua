-- What ls.http, ls.files, ls.cache and ls.mail have in common: they belong into services, know their options, and ask
-- the host.
--
-- What is wrong with the code that calls them is refused wherever that is noticed, and raised where the app called:
--
--     world.refuse(" takes a path, not a %s", type(path))     -- app.lua:7: ls.files.read takes a path, not a nil

local world = {}

local REFUSED = {}

---Ends what a function of a module does, with what is wrong: the function's name goes before the text.
---@param text string
---@param ... any as string.format takes them
function world.refuse(text, ...)
    error(setmetatable({ text = text:format(...) }, REFUSED), 0)
end

local function finish(name, ok, first, ...)
    if ok then
        return first, ...
    elseif getmetatable(first) == REFUSED then
        error(name .. first.text, 2)
    end
    error(first, 0)
end

---A function as apps call it by its name.
---@param name string
---@param work function
function world.named(name, work)
    return function(...)
        return finish(name, pcall(work, ...))
    end
end

---A module of functions, as `ls.NAME`, which belong into services; `example` is what one writes there.
---@param name string
---@param example string
---@param functions table<string, function>
function world.module(name, example, functions)
    local module, known = {}, {}
    for key, work in pairs(functions) do
        known[#known + 1] = key
        module[key] = world.named(("%s.%s"):format(name, key), function(...)
            if not __service.serves() then
                world.refuse(
                    ' belongs into a service: ls.service("name", function() ... %s ... end)',
                    example
                )
            end
            return work(...)
        end)
    end
    return setmetatable(module, {
        __index = function(_, key)
            error(("%s.%s does not exist%s"):format(name, tostring(key), __host.hint(key, known)), 2)
        end,
    })
end

---Refuses what is no text: `what` takes it, such as " takes a path".
function world.check_text(what, given)
    if type(given) ~= "string" then
        world.refuse("%s, not a %s", what, type(given))
    end
end

---The options that were given, none where that is nil; refuses what is no option, or of another kind: `kinds` has a
---type of Lua for each.
function world.check_options(given, kinds)
    if given == nil then
        return {}
    elseif type(given) ~= "table" then
        world.refuse(" takes its options in a table, not a %s", type(given))
    end
    for key, value in pairs(given) do
        local kind = kinds[key]
        if not kind then
            local known = {}
            for option in pairs(kinds) do
                known[#known + 1] = option
            end
            table.sort(known)
            world.refuse(" has no option '%s'%s", tostring(key), __host.hint(key, known))
        end
        local is = kind == "integer" and math.type(value) or type(value)
        if kind ~= "any" and is ~= kind then
            local article = kind == "integer" and "an" or "a"
            world.refuse(": %s takes %s %s, not a %s", key, article, kind, type(value))
        end
    end
    return given
end

---Refuses an integer that is not in its range.
function world.check_range(key, value, least, most)
    if value and (value < least or value > most) then
        world.refuse(": %s takes an integer from %d to %d, not %d", key, least, most, value)
    end
end

---Has the host do something: a table, or nil, a name and a sentence where it came to nothing.
---@param what string
---@param given table
function world.work(what, given)
    local answer, why = __service.work(what, given)
    if not answer then
        world.refuse(": %s", why)
    elseif answer.err then
        return nil, answer.err, answer.why
    end
    return answer
end

---The same where nothing but its `value` is of interest.
function world.value(what, given)
    local answer, err, why = world.work(what, given)
    if not answer then
        return nil, err, why
    end
    return answer.value
end

---The same where only that it is done is of interest: true.
function world.done(what, given)
    local answer, err, why = world.work(what, given)
    if not answer then
        return nil, err, why
    end
    return true
end

return world
