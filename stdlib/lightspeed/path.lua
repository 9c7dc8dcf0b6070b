-- ls.path: the address of a view. What it is made of is checked, so a link that leads nowhere is an error where it is
-- written and not a page that nobody finds.
--
--     ls.path(Book, { id = 7 })               "/books/7"
--     ls.path(List, { page = 2 })             "/?page=2"
--     ls.path(List, { page = 2 }, "books")    "/?page=2#books"

local function fail(text, ...)
    error(("ls.path: " .. text):format(...), 4)
end

local function encode(text)
    return (text:gsub("[^%w%-_.~]", function(byte)
        return ("%%%02X"):format(byte:byte())
    end))
end

local function text_of(name, value)
    local kind = type(value)
    if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then
        fail("%s is a %s; params are texts, numbers or booleans", name, kind)
    end
    local text = math.type(value) == "float" and value % 1 == 0 and ("%d"):format(value) or tostring(value)
    return encode(text)
end

-- The route's path with its variables filled in; nil and the one that is missing.
local function fill(route, params)
    local missing
    local path = route:gsub("/:([%w_]+)", function(name)
        local text = params[name] ~= nil and text_of(name, params[name]) or ""
        missing = missing or (text == "" and name)
        return "/" .. text
    end)
    return not missing and path or nil, missing
end

local function query_of(route, params, known)
    local names, parts = {}, {}
    for name in pairs(params) do
        if not known[name] then
            local list = {}
            for one in pairs(known) do
                list[#list + 1] = one
            end
            fail("the view has no param '%s'%s", tostring(name), __host.hint(name, list))
        end
        if not (route .. "/"):find("/:" .. name .. "/", 1, true) then
            names[#names + 1] = name
        end
    end
    table.sort(names)
    for i, name in ipairs(names) do
        parts[i] = encode(name) .. "=" .. text_of(name, params[name])
    end
    return #parts > 0 and "?" .. table.concat(parts, "&") or ""
end

local function make(view, params, place)
    if getmetatable(view) ~= "ls.view" then
        fail("takes a view that ls.view made, not a %s", type(view))
    end
    if params ~= nil and type(params) ~= "table" then
        fail("params are a table, not a %s", type(params))
    end
    local known = rawget(view, "_paths")
    if not known then
        fail(
            rawget(view, "_spec") and "routes are not known yet at file level"
                or "no route leads to this view"
        )
    end
    local first_missing
    for _, route in ipairs(known) do
        local path, missing = fill(route, params or {})
        if path then
            return path
                .. query_of(route, params or {}, known.params)
                .. (place and "#" .. encode(place) or "")
        end
        first_missing = first_missing or missing
    end
    fail("%s needs the param '%s'", known[1], first_missing)
end

---The address of a view with these params.
---@param view ls.View
---@param params? table
---@param place? string the id of an element there
---@return string
local function path(view, params, place)
    return (make(view, params, place))
end

return { path = path }
