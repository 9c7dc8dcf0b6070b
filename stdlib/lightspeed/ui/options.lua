-- What can be chosen: from the forms in which an app may have it, to one.
--
--     { "red", "green" }                                       the value is the label
--     { { value = "r", label = "Red", disabled = true } }
--     { { label = "Warm", options = { "red", "orange" } } }    a group, in <ls.select>

local options = {}

local function text_of(value)
    return value == nil and "" or tostring(math.tointeger(value) or value)
end

local read

local function read_one(option, number)
    if type(option) ~= "table" then
        return { value = text_of(option), label = text_of(option) }
    elseif option.options then
        local of_group, why = read(option.options)
        return of_group and {
            label = option.label,
            value = option.label,
            options = of_group,
            disabled = option.disabled,
        },
            why
    elseif option.value == nil then
        return nil, ('option %d has no value: { value = "r", label = "Red" }'):format(number)
    end
    return {
        value = text_of(option.value),
        label = option.label or text_of(option.value),
        disabled = option.disabled,
    }
end

---The options in one form, { key, value, label, disabled, options }, with values as text; or nil and what is wrong.
---@param given table
---@return table? list, string? why
function read(given)
    local list, seen = {}, {}
    for number, option in ipairs(given) do
        local one, why = read_one(option, number)
        if not one then
            return nil, why
        end
        -- A value that is there several times is no mistake, but a row needs a name of its own.
        one.key = seen[one.value] and one.value .. "\n" .. number or one.value
        seen[one.value] = true
        list[number] = one
    end
    return list
end

options.read = read

---A function that tells whether a value is the chosen one, or among the chosen ones.
---@param chosen any a value, or a list of them
---@return fun(value: string): boolean
function options.chosen(chosen)
    local set = {}
    if type(chosen) == "table" then
        for _, one in ipairs(chosen) do
            set[text_of(one)] = true
        end
    elseif chosen ~= nil then
        set[text_of(chosen)] = true
    end
    return function(value)
        return set[value] or false
    end
end

return options
