-- ls.js: what happens in the page at once, without the host. Chains of operations, as plain data:
--
--     <button ls-click={ls.js.hide("#menu"):push("save", { id = 7 })}>
--     local close = ls.js.hide("closest .card", { transition = "ls-fade-out" })
--     return m, ls.js.focus("#name")                -- as a command: when the page shows this turn
--
-- A chain never changes: each method gives a new one, so that one kept in a local can be continued in many places.
-- A target is a selector, "closest SELECTOR" (the nearest around the element) or "inner SELECTOR" (in it); without
-- one it is the element whose attribute this is.
--
--     { op = "js", { "set", "#menu", "hidden", true }, { "push", "save", { id = 7 } } }
--
-- A page knows fewer operations than this file does: what can be seen, which classes and attributes are there is all
-- `set` and `toggle`. docs/protocol.md says what stands behind each name; client/src/commands.ts does it.

local js = {}

local behaviour = { __index = {}, __metatable = "ls.command" }

-- What a method takes: arguments in order ("?": may be left out), then a table of `options`.
local shapes = {
    push = { "event", "payload?", options = "target loading optimistic" },
    dispatch = { "name", "to?", options = "detail bubbles" },
    show = { "to?", options = "time transition" },
    hide = { "to?", options = "time transition" },
    toggle = { "to?", options = "time enter leave" },
    add_class = { "class", "to?", options = "time transition" },
    remove_class = { "class", "to?", options = "time transition" },
    toggle_class = { "class", "to?", options = "time transition" },
    set_attr = { "attribute", "value", "to?" },
    remove_attr = { "attribute", "to?" },
    toggle_attr = { "attribute", "value", "other?", "to?" },
    transition = { "transition", "to?", options = "time" },
    focus = { "to?" },
    focus_first = { "to?" },
    push_focus = { "to?" },
    pop_focus = {},
    exec = { "handler", "to?" },
    navigate = { "path", options = "replace" },
    patch = { "address", options = "replace" },
    copy = { "to?" },
    reset = { "to?" },
    scroll = { "to?", "where?" },
    announce = { "text" },
}

-- --- what may be given ---

local function is_text(value)
    return type(value) == "string" and value ~= ""
end

local function is_scalar(value)
    return type(value) == "string" or type(value) == "number" or type(value) == "boolean"
end

local function is_boolean(value)
    return type(value) == "boolean"
end

-- "fade", or { during, from, to }.
local function is_transition(value)
    if type(value) ~= "table" then
        return is_text(value)
    end
    local is_text_of_three = #value == 3
    for key, text in pairs(value) do
        is_text_of_three = is_text_of_three and math.type(key) == "integer" and type(text) == "string"
    end
    return is_text_of_three and table.concat(value):find "%S" ~= nil
end

-- Nothing that runs, and nothing of ours: operations are made here and nowhere else.
local refused = " srcdoc style srcset imagesrcset http-equiv attributename "

local function is_attribute(value)
    local name = is_text(value) and value:lower() or ""
    return name:find "^[%a_][%w%-_:.]*$"
        and not (name:find "^on" or name:find "^ls%-" or name:find "^data%-ls%-")
        and not refused:find(" " .. name .. " ", 1, true)
end

-- Of each argument and option: whether a value is one, and what is expected.
local kinds = {
    to = { is_text, 'a selector, such as "#menu" or "closest tr"' },
    event = {
        function(value)
            return is_text(value) and not value:find "^%[" and not value:find "^ls:"
        end,
        "an event's name",
    },
    payload = {
        function(value)
            return type(value) == "table" and #value == 0
        end,
        "a table of fields, such as { id = 7 }",
    },
    name = { is_text, "the name of a DOM event" },
    class = { is_text, "a class" },
    attribute = { is_attribute, "the name of an attribute that may be set" },
    value = { is_scalar, "a string, a number or a boolean" },
    handler = {
        function(value)
            return is_text(value) and value:find "^ls%-" or value:find "^data%-ls%-"
        end,
        'an attribute that holds operations, such as "ls-on-open"',
    },
    path = {
        function(value)
            return is_text(value) and value:find "^/" and not value:find "^/[/\\]"
        end,
        'a path of this site, such as "/rooms"',
    },
    address = {
        function(value)
            return is_text(value) or type(value) == "table"
        end,
        "a path or a table of params",
    },
    text = { is_text, "a text" },
    where = {
        function(value)
            return value == "start" or value == "center" or value == "end" or value == "nearest"
        end,
        '"start", "center", "end" or "nearest"',
    },
    time = {
        function(value)
            return math.type(value) == "integer" and value >= 0 and value <= 60000
        end,
        "milliseconds, at most 60000",
    },
    transition = { is_transition, 'classes ("fade"), or three lists of them: { during, from, to }' },
    optimistic = {
        function(value)
            return type(value) == "table" and value.op == "js"
        end,
        "a chain of ls.js",
    },
    detail = {
        function()
            return true
        end,
    },
    replace = { is_boolean, "true or false" },
}
kinds.other, kinds.bubbles = kinds.value, kinds.replace
kinds.enter, kinds.leave = kinds.transition, kinds.transition
kinds.target, kinds.loading = kinds.to, kinds.to

-- --- what becomes of it ---

local addresses =
    " href src action formaction xlink:href poster cite background manifest ping data to from by values "
local schemes = " http https mailto tel sms ftp ws wss blob "

-- What the page puts there: a text, or true for a bare attribute and false for none. An address is judged as
-- host/tree/url.c judges what a template shows.
local function judged(attribute, value)
    if type(value) == "boolean" or value == "" then
        return value ~= false
    end
    local text = tostring(value)
    local scheme = text:gsub("[%z\1-\32]", ""):match "^(%a[%w+.%-]*):"
    local is_safe = not scheme
        or schemes:find(" " .. scheme:lower() .. " ", 1, true)
        or not addresses:find(" " .. attribute:lower() .. " ", 1, true)
    return is_safe and text or "about:invalid#refused"
end

-- --- reading a call ---

-- Raises where the chain is written.
local function fail(name, text, ...)
    local level = 2
    local where
    repeat
        level = level + 1
        where = __host.where(level)
    until not where or not where:find("lightspeed/js.lua", 1, true)
    error(("%s: ls.js.%s: %s"):format(where or "?", name, text:format(...)), 0)
end

local function read(name, kind, value, found)
    local is_one, expected = kinds[kind][1], kinds[kind][2]
    if not is_one(value) then
        local given = type(value) == "string" and '"' .. value .. '"' or "a " .. type(value)
        fail(name, "%s is %s, not %s", kind, expected, value == nil and "nothing" or given)
    end
    found[kind] = value
end

local function read_options(name, shape, options, found)
    local known = {}
    for kind in (shape.options .. " to"):gmatch "%S+" do
        known[#known + 1], known[kind] = kind, true
    end
    for option, value in pairs(options) do
        if not known[option] then
            fail(name, "there is no option '%s'%s", tostring(option), __host.hint(option, known))
        end
        read(name, option, value, found)
    end
end

-- Arguments that are tables themselves.
local is_data = { ["payload?"] = true, transition = true }

local function read_arguments(name, shape, given, found)
    local count = given.n
    if shape.options and count > 0 and type(given[count]) == "table" and not is_data[shape[count] or ""] then
        read_options(name, shape, given[count], found)
        given[count], count = nil, count - 1
    end
    if count > #shape and given[count] ~= nil then
        fail(name, "takes %d arguments%s", #shape, shape.options and " and a table of options" or "")
    end
    for i, kind in ipairs(shape) do
        local is_optional = kind:sub(-1) == "?"
        if not (is_optional and given[i] == nil) then
            read(name, is_optional and kind:sub(1, -2) or kind, given[i], found)
        end
    end
end

-- --- what a page is told ---

local function words(text)
    local list = {}
    for word in (text or ""):gmatch "%S+" do
        list[#list + 1] = word
    end
    return #list > 0 and list or nil
end

-- One list for all of the time; or what is on for all of it, at its beginning and from then on.
local function classes(transition)
    if type(transition) ~= "table" then
        return words(transition)
    end
    return { words(transition[1]) or false, words(transition[2]) or false, words(transition[3]) or false }
end

local function target(given)
    local way, selector = (given.to or ""):match "^(%l+) (.+)$"
    if way == "closest" or way == "inner" then
        return { [way] = selector }
    end
    return given.to
end

-- What shows while the event is on its way.
local function optimistic(given)
    local list = table.move(given.optimistic or {}, 1, #(given.optimistic or {}), 1, {})
    if given.loading then
        list[#list + 1] = { "set", given.loading, "aria-busy", "true" }
    end
    return #list > 0 and list or nil
end

-- Each class is set on its own; the transition goes with the first.
local function put_classes(given, put, operation, ...)
    local time, transition = given.time, classes(given.transition)
    for _, class in ipairs(words(given.class)) do
        local shown = table.pack(...)
        shown[shown.n + 1], shown[shown.n + 2] = time, transition
        put(operation, target(given), "." .. class, table.unpack(shown, 1, shown.n + 2))
        time, transition = nil, nil
    end
end

-- By method: puts operations with their arguments, nil for what is absent.
local make = {
    push = function(given, put)
        put("push", given.event, given.payload, given.target, optimistic(given))
    end,
    dispatch = function(given, put)
        put("dispatch", target(given), given.name, given.detail, given.bubbles)
    end,
    show = function(given, put)
        put("set", target(given), "hidden", false, given.time, classes(given.transition))
    end,
    hide = function(given, put)
        put("set", target(given), "hidden", true, given.time, classes(given.transition))
    end,
    toggle = function(given, put)
        put(
            "toggle",
            target(given),
            "hidden",
            true,
            false,
            given.time,
            classes(given.enter),
            classes(given.leave)
        )
    end,
    add_class = function(given, put)
        put_classes(given, put, "set", true)
    end,
    remove_class = function(given, put)
        put_classes(given, put, "set", false)
    end,
    toggle_class = function(given, put)
        put_classes(given, put, "toggle", true, false)
    end,
    set_attr = function(given, put)
        put("set", target(given), given.attribute, judged(given.attribute, given.value))
    end,
    remove_attr = function(given, put)
        put("set", target(given), given.attribute, false)
    end,
    toggle_attr = function(given, put)
        local other = given.other or false
        put(
            "toggle",
            target(given),
            given.attribute,
            judged(given.attribute, given.value),
            judged(given.attribute, other)
        )
    end,
    transition = function(given, put)
        put("transition", target(given), classes(given.transition), given.time)
    end,
    scroll = function(given, put)
        put("scroll", target(given), given.where)
    end,
    exec = function(given, put)
        put("exec", target(given), given.handler)
    end,
    navigate = function(given, put)
        put("navigate", given.path, given.replace)
    end,
    patch = function(given, put)
        put("patch", given.address, given.replace)
    end,
    announce = function(given, put)
        put("announce", given.text)
    end,
}

-- Appends { "set", "#menu", "hidden", true }: false in place of what is absent before the last that is there.
local function append(chain, ...)
    local operation, count = { ... }, select("#", ...)
    while operation[count] == nil do
        count = count - 1
    end
    for i = 1, count do
        operation[i] = operation[i] or false
    end
    chain[#chain + 1] = operation
end

-- A chain that goes on from another with what the method `name` was given.
local function continue(chain, name, ...)
    local given, longer = {}, table.move(chain, 1, #chain, 1, { op = "js" })
    read_arguments(name, shapes[name], table.pack(...), given)
    local function put(...)
        append(longer, ...)
    end
    if make[name] then
        make[name](given, put)
    else
        put(name, target(given))
    end
    return setmetatable(longer, behaviour)
end

for name in pairs(shapes) do
    behaviour.__index[name] = function(chain, ...)
        if type(chain) ~= "table" or chain.op ~= "js" then
            error(("ls.js.%s: a chain goes on with a colon: ls.js.hide():%s(...)"):format(name, name), 2)
        end
        return continue(chain, name, ...)
    end
    js[name] = function(...)
        if ... == js then
            error(("ls.js begins with a dot: ls.js.%s(...)"):format(name), 2)
        end
        return continue({}, name, ...)
    end
end

local function hint_for(name)
    local names = {}
    for known in pairs(shapes) do
        names[#names + 1] = known
    end
    return __host.hint(name, names)
end

local function hint(_, name)
    error(("ls.js.%s does not exist%s"):format(tostring(name), hint_for(name)), 2)
end

-- A chain is a list, too, and whoever goes through it asks for one operation more than there are.
setmetatable(behaviour.__index, {
    __index = function(_, name)
        if type(name) == "string" then
            error(("ls.js has no :%s%s"):format(name, hint_for(name)), 2)
        end
    end,
})

return { js = setmetatable(js, { __index = hint }) }
