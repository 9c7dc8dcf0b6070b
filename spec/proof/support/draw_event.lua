-- Draws events of an app that fit what its views declare: see app:declared() of lightspeed.core.

local draw_event = {}

local LETTERS = { "a", "Z", " ", "é", "0", "9", "-", "_", ".", ":", "<", "&", '"', "雪", "\n" }

local draw_value

-- Goes through a table in the order of its names, so that a seed draws the same again.
local function in_order(named)
    local names, at = {}, 0
    for name in pairs(named) do
        names[#names + 1] = name
    end
    table.sort(names)
    return function()
        at = at + 1
        return names[at], named[names[at]]
    end
end

local function draw_text(by, type)
    local least = type.min or 0
    local most = math.min(type.max or least + 12, least + 40)
    local text = {}
    for i = 1, by:integer(least, math.max(least, most)) do
        text[i] = by:pick(LETTERS)
    end
    return table.concat(text)
end

local function draw_number(by, type)
    local least = type.min or -1000
    return by:integer(math.ceil(least), math.floor(type.max or least + 5000))
end

local function two_digits(by, most)
    return ("%02d"):format(by:integer(1, most))
end

local function draw_date(by)
    return ("%d-%s-%s"):format(by:integer(1970, 2040), two_digits(by, 12), two_digits(by, 28))
end

local function draw_uuid(by)
    return (
        ("8-4-4-4-12"):gsub("%d+", function(count)
            return ("%x"):rep(tonumber(count)):gsub("%%x", function()
                return ("%x"):format(by:integer(0, 15))
            end)
        end)
    )
end

local by_kind = {
    string = draw_text,
    integer = draw_number,
    number = function(by, type)
        return draw_number(by, type) + (type.max and 0 or 0.5)
    end,
    boolean = function(by)
        return by:once_in(2)
    end,
    enum = function(by, type)
        return by:pick(type.values)
    end,
    date = draw_date,
    datetime = function(by)
        return draw_date(by) .. "T" .. two_digits(by, 23) .. ":" .. two_digits(by, 59)
    end,
    email = function(by)
        return ("a%d@example.org"):format(by:integer(1000))
    end,
    url = function(by)
        return "https://example.org/" .. by:integer(1000)
    end,
    uuid = draw_uuid,
    money = draw_number,
    any = function(by)
        return by:pick { 1, 0.5, "x", true, { 1, 2 }, { a = 1 } }
    end,
}

function by_kind.list(by, type)
    local list = {}
    for i = 1, by:integer(type.min or 0, math.min(type.max or 4, 4)) do
        list[i] = draw_value(by, type.of)
    end
    return list
end

function by_kind.map(by, type)
    local map = {}
    for _ = 1, by:integer(0, 3) do
        map[by:pick(LETTERS)] = draw_value(by, type.of)
    end
    return map
end

function by_kind.record(by, type)
    local record = {}
    for name, field in in_order(type.fields) do
        if not (field.optional and by:once_in(3)) then
            record[name] = draw_value(by, field)
        end
    end
    return record
end

-- As a browser posts it: texts by names, some of them wrong.
function by_kind.form(by, type)
    local form = {}
    for name, field in in_order(type.fields) do
        if field.kind ~= "record" and field.kind ~= "list" and field.kind ~= "map" then
            local value = by:once_in(4) and draw_text(by, {}) or draw_value(by, field)
            form[name] = tostring(value == true and "on" or value or "")
        end
    end
    return form
end

draw_value = function(by, type)
    return by_kind[type.kind](by, type)
end

-- Lists and objects look the same to an encoder of JSON that is given an empty one.
local function mark(core, type, value)
    if type.kind == "list" then
        for i, item in ipairs(value) do
            value[i] = mark(core, type.of, item)
        end
        return core.list(value)
    elseif type.kind == "record" then
        for name, field in pairs(type.fields) do
            value[name] = value[name] ~= nil and mark(core, field, value[name]) or value[name]
        end
    end
    return value
end

---One of the events that a view or component declares: its name and a payload; nil where it declares none.
function draw_event.draw(core, by, declared)
    local events = {}
    for _, handler in ipairs(declared.handlers) do
        if handler.is_event then
            events[#events + 1] = handler
        end
    end
    if #events == 0 then
        return nil
    end
    local event = by:pick(events)
    local payload = event.type and mark(core, event.type, draw_value(by, event.type)) or {}
    return event.name, payload
end

---An address of one of the app's routes.
function draw_event.address(by, declared)
    local route = by:pick(declared.routes)
    local params = declared.views[route.view].params
    local used, query = {}, {}
    local path = route.path:gsub("[:*]([%w_]+)", function(name)
        used[name] = true
        local field = params and params.fields[name]
        return field and tostring(draw_value(by, field)):gsub("[^%w]", "-") or "x"
    end)
    for name, field in in_order(params and params.fields or {}) do
        if not used[name] and field.kind == "integer" and by:once_in(2) then
            query[#query + 1] = name .. "=" .. draw_value(by, field)
        end
    end
    table.sort(query)
    return path .. (#query > 0 and "?" .. table.concat(query, "&") or ""), declared.views[route.view]
end

return draw_event
