-- For specs of lua/: makes `require "html"` find what is under test, and stands in for the host where compiled
-- templates run: it records what is streamed and renders it as plain HTML, without the comments of the protocol.

package.path = "lua/?.lua;" .. package.path

local html = require "html"

local support = {}

local function escape(text)
    return (text:gsub('[&<>"]', { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local render_value

local function render_attribute(name, value)
    if value == nil or value == false then
        return ""
    end
    return value == true and " " .. name or (' %s="%s"'):format(name, escape(tostring(value)))
end

local function render_spread(attributes)
    local names, parts = {}, {}
    for name in pairs(attributes or {}) do
        names[#names + 1] = name
    end
    table.sort(names)
    for index, name in ipairs(names) do
        parts[index] = render_attribute(name, attributes[name])
    end
    return table.concat(parts)
end

local function render_slot(page, slot, value)
    if slot.kind == "a" or slot.kind == "u" then
        return render_attribute(slot.name, value)
    elseif slot.kind == "p" then
        return render_spread(value)
    end
    return render_value(page, value)
end

local function render_template(page, handle)
    local template, parts = page.templates[handle.id], {}
    for index, static in ipairs(template.statics) do
        parts[#parts + 1] = static
        if template.slots[index] then
            parts[#parts + 1] = render_slot(page, template.slots[index], handle[index])
        end
    end
    return table.concat(parts)
end

function render_value(page, value)
    if type(value) == "table" and value.rows then
        local parts = {}
        for index, row in ipairs(value.rows) do
            parts[index] = render_template(page, row.handle)
        end
        return table.concat(parts)
    elseif type(value) == "table" and value.id then
        return render_template(page, value)
    end
    return (value == nil or value == false) and "" or escape(tostring(value))
end

-- The values of a call, with each __html_more in place of those it holds.
local function spread_groups(...)
    local values, count = {}, 0
    for index = 1, select("#", ...) do
        local value = select(index, ...)
        if type(value) == "table" and value.more then
            for within = 1, value.n do
                values[count + within] = value[within]
            end
            count = count + value.n
        else
            count = count + 1
            values[count] = value
        end
    end
    return values, count
end

local function join(...)
    local parts = table.pack(...)
    for index = 1, parts.n do
        local part = parts[index]
        parts[index] = (part == nil or part == false) and "" or tostring(part)
    end
    return table.concat(parts)
end

local function join_pairs(separator, format, ...)
    local parts = {}
    for index = 1, select("#", ...), 2 do
        local name, value = select(index, ...)
        if name and name ~= "" and value then
            parts[#parts + 1] = format(name, value)
        end
    end
    return #parts > 0 and table.concat(parts, separator)
end

local function merge(...)
    local merged = {}
    for index = 1, select("#", ...) do
        for name, value in pairs((select(index, ...)) or {}) do
            merged[name] = value
        end
    end
    return merged
end

local function callable(object, call)
    return setmetatable(object, { __call = call })
end

local function call_first(entry, ...)
    return entry[1](...)
end

local function call_entries(entries, ...)
    if entries[0] then
        return entries[0](entries, ...)
    end
    return entries[1](...)
end

-- As host/vm/lib_slots.c: what a component receives as its second argument.
local function make_slots(content, ...)
    local slots = callable({ default = content }, function(self, ...)
        if self.default then
            return self.default(...)
        end
    end)
    local given, index = table.pack(...), 1
    while index <= given.n do
        local name, attributes, content_of = given[index], given[index + 1], given[index + 2]
        slots[name] = slots[name] or callable({}, call_entries)
        if type(attributes) == "table" then
            attributes[1] = content_of
            table.insert(slots[name], callable(attributes, call_first))
            index = index + 3
        else
            slots[name][0] = attributes
            index = index + 2
        end
    end
    return slots
end

-- The host's functions, for templates by id; `page.calls` lists every call of theirs in order.
local function host_functions(page)
    local functions = {
        __html_join = join,
        __html_merge = merge,
        __html_slots = make_slots,
        __html_none = make_slots(),
        __host = { uses = function() end },
    }

    function functions.html(id, ...)
        local handle, count = spread_groups(...)
        local template = assert(page.templates[id], "no such template")
        assert(
            count == #template.slots,
            ("template %d has %d slots, not %d"):format(id, #template.slots, count)
        )
        handle.id = id
        page.calls[#page.calls + 1] = "html " .. id
        return handle
    end

    function functions.__html_more(...)
        assert(select("#", ...) == 100, "a group is of 100")
        page.calls[#page.calls + 1] = "more"
        return { more = true, n = 100, ... }
    end

    function functions.__html_list(row_id, each)
        local list = { rows = {} }
        page.calls[#page.calls + 1] = "list " .. row_id
        each(function(key, ...)
            local handle = functions.html(row_id, ...)
            page.calls[#page.calls + 1] = "row " .. tostring(key)
            list.rows[#list.rows + 1] = { key = key, handle = handle }
        end)
        return list
    end

    function functions.__html_class(...)
        return join_pairs(" ", function(name)
            return name
        end, ...)
    end

    function functions.__html_style(...)
        return join_pairs("; ", function(name, value)
            return name .. ": " .. value
        end, ...)
    end

    return functions
end

-- Compiles a whole file, which must be sound.
function support.compile(source)
    local result, errors = html.compile(source, { name = "app.lua" })
    if not result then
        error(errors[1].message, 2)
    end
    return result
end

-- Runs a compiled file with some globals; gives what it returned, and the page to render it with.
function support.run(result, globals)
    local page = { templates = {}, calls = {} }
    for index, template in ipairs(result.templates) do
        page.templates[index - 1] = template
    end
    local environment = setmetatable(host_functions(page), { __index = _G })
    for name, value in pairs(globals or {}) do
        environment[name] = value
    end
    local chunk = assert(load(result.text, "=app.lua", "t", environment))
    return chunk(), page
end

-- The HTML of a whole file that returns a template, and the page.
function support.render_file(source, globals)
    local handle, page = support.run(support.compile(source), globals)
    return render_template(page, handle), page
end

-- The HTML of one template.
function support.render(template, globals)
    return support.render_file("return html[==[" .. template .. "]==]", globals)
end

-- The first template's statics and slots as one line: '<b>{s}</b>', '<a{u:href}>'.
function support.shape(template)
    local result = support.compile("return html[==[" .. template .. "]==]")
    return support.shape_of(result.templates[1])
end

function support.shape_of(template)
    local parts = {}
    for index, static in ipairs(template.statics) do
        local slot = template.slots[index]
        local name = slot and slot.name and ":" .. slot.name or ""
        parts[index] = static .. (slot and "{" .. slot.kind .. name .. "}" or "")
    end
    return table.concat(parts)
end

-- The messages for a template on lines 1 …, or an empty list.
function support.errors(template)
    return support.file_errors("return html[==[" .. template .. "]==]")
end

function support.file_errors(source)
    local _, errors = html.compile(source, { name = "app.lua" })
    local messages = {}
    for index, found in ipairs(errors or {}) do
        assert(
            found.message:find("app.lua:" .. found.line .. ": ", 1, true) == 1,
            "a message begins with its line"
        )
        messages[index] = found.message
    end
    return messages
end

return support
