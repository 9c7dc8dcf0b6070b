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
--     { op = "js", { "hide", "#menu" }, { "push", "save", { id = 7 } } }
--
-- docs/protocol.md says what stands behind each name; client/src/commands.ts does it.

local js = {}

local behaviour = { __index = {}, __metatable = "ls.command" }

-- What an operation takes: arguments in order ("?": may be left out), then a table of `options`; and how all of them
-- lie behind its name, where that is another order.
local shapes = {
    push = { "event", "payload?", options = "target loading optimistic" },
    dispatch = { "name", "to?", options = "detail bubbles", order = "to name detail bubbles" },
    show = { "to?", options = "display time transition" },
    hide = { "to?", options = "time transition" },
    toggle = { "to?", options = "display time enter leave" },
    add_class = { "class", "to?", options = "time transition", order = "to class time transition" },
    remove_class = { "class", "to?", options = "time transition", order = "to class time transition" },
    toggle_class = { "class", "to?", options = "time transition", order = "to class time transition" },
    set_attr = { "attribute", "value", "to?", order = "to attribute value" },
    remove_attr = { "attribute", "to?", order = "to attribute" },
    toggle_attr = { "attribute", "value", "other?", "to?", order = "to attribute value other" },
    transition = { "transition", "to?", options = "time", order = "to transition time" },
    focus = { "to?" },
    focus_first = { "to?" },
    push_focus = { "to?" },
    pop_focus = {},
    exec = { "handler", "to?", order = "to handler" },
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

local function is_transition(value)
    return is_text(value) or (type(value) == "table" and is_text(value[1]))
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
    display = { is_text, 'a CSS display, such as "flex"' },
    transition = { is_transition, 'classes, or { "during", "from", "to" }' },
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

local function transition_of(value)
    return type(value) == "string" and { value, "", "" } or { value[1], value[2] or "", value[3] or "" }
end

local made = {
    transition = transition_of,
    enter = transition_of,
    leave = transition_of,
    optimistic = function(chain)
        return table.move(chain, 1, #chain, 1, {})
    end,
}

local addresses =
    " href src action formaction xlink:href poster cite background manifest ping data to from by values "
local schemes = " http https mailto tel sms ftp ws wss blob "

-- An address as host/tree/url.c judges what a template shows; `value` as text, or a boolean.
local function judged(attribute, value)
    if type(value) == "boolean" then
        return value
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
    found[kind] = (made[kind] or function()
        return value
    end)(value)
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

local function read_arguments(name, shape, given, found)
    local count = given.n
    if
        shape.options
        and count > 0
        and type(given[count]) == "table"
        and (shape[count] or "") ~= "payload?"
    then
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

local function order_of(shape)
    return shape.order or (table.concat(shape, " "):gsub("%?", "") .. " " .. (shape.options or ""))
end

-- { "hide", "#menu" }: false in place of what is absent before the last that is there.
local function operation_of(name, shape, given)
    local found, operation, last = {}, { name }, 1
    read_arguments(name, shape, given, found)
    for _, kind in ipairs { "value", "other" } do
        if found[kind] ~= nil then
            found[kind] = judged(found.attribute, found[kind])
        end
    end
    for kind in order_of(shape):gmatch "%S+" do
        local value = found[kind]
        operation[#operation + 1] = value ~= nil and value
        last = value ~= nil and #operation or last
    end
    return table.move(operation, 1, last, 1, {})
end

for name, shape in pairs(shapes) do
    behaviour.__index[name] = function(chain, ...)
        if type(chain) ~= "table" or chain.op ~= "js" then
            error(("ls.js.%s: a chain goes on with a colon: ls.js.hide():%s(...)"):format(name, name), 2)
        end
        local longer = table.move(chain, 1, #chain, 1, { op = "js" })
        longer[#longer + 1] = operation_of(name, shape, table.pack(...))
        return setmetatable(longer, behaviour)
    end
    js[name] = function(...)
        if ... == js then
            error(("ls.js begins with a dot: ls.js.%s(...)"):format(name), 2)
        end
        return setmetatable({ op = "js", operation_of(name, shape, table.pack(...)) }, behaviour)
    end
end

local function hint(_, name)
    local names = {}
    for known in pairs(shapes) do
        names[#names + 1] = known
    end
    error(("ls.js.%s does not exist%s"):format(tostring(name), __host.hint(name, names)), 2)
end

return { js = setmetatable(js, { __index = hint }) }
