-- The events that a template sends, and with what: the host holds them against what the views declare
-- (host/app/uses.c).
--
--   { name = "toggle", attribute = "ls-click", line = 4, column = 9,
--     is_open = false,          -- at run time there may be more fields than these
--     is_form = false,          -- fields come from what stands in a form
--     is_named = false,         -- some are taken from what happens in the browser: "moved clientX"
--     fields = { { name = "id", shown = 'ls-value-id="7"', value = "7"?, line = 4, column = 24,
--                  is_button = true?, -- of one that submits the form
--                } } }
--
-- Where the declaration is to say what is taken, there is also the browser's name of what happens, and a place behind
-- the event's name in a template (emit.lua finds it):
--
--     takes = "drop", template = 3, static = 1, offset = 24
--
-- A value is only there where it is literal and nobody can change it in the page.

local ls = require "html.ls"
local tree = require "html.tree"

local events = {}

-- "data-ls-click.once" is ls-click.
local function plain_name(attribute)
    local name = (attribute.name or ""):lower()
    return (name:gsub("^data%-ls%-", "ls-"))
end

local function find(node, name)
    for _, attribute in ipairs(node.attributes) do
        if plain_name(attribute) == name then
            return attribute
        end
    end
end

-- The literal text of an attribute: nil where it is not there or not known.
local function literal(attribute)
    return attribute and (attribute.form == "bare" and "" or attribute.form == "static" and attribute.value)
        or nil
end

local function shown(attribute)
    if attribute.form == "bare" then
        return attribute.name
    elseif attribute.form == "static" then
        return ('%s="%s"'):format(attribute.name, attribute.value)
    end
    return attribute.name .. (attribute.form == "joined" and '="…"' or "={…}")
end

local function new_field(report, attribute, name, value)
    local line, column = report:place(attribute.at)
    return { name = name, shown = shown(attribute), value = value, line = line, column = column }
end

-- ls-value-*, as the browser reads them: in small letters.
local function value_fields(node, report)
    local fields = {}
    for _, attribute in ipairs(node.attributes) do
        local name = plain_name(attribute):match "^ls%-value%-(.+)$"
        if name then
            fields[#fields + 1] = new_field(report, attribute, name, literal(attribute))
        end
    end
    return fields
end

-- ## Forms

local unsent = { button = true, reset = true, file = true }
local decided = { hidden = true, radio = true, checkbox = true }
local controls = { input = true, select = true, textarea = true, button = true }
local shipped_controls =
    { ["ls.input"] = true, ["ls.select"] = true, ["ls.textarea"] = true, ["ls.field"] = true }

-- The value that a control can only have: what is ticked without a value of its own is sent as "on".
local function decided_value(node, kind)
    local value = find(node, "value")
    if node.kind ~= "element" or not decided[kind] or tree.has_spread(node.attributes) then
        return nil
    end
    return literal(value) or (not value and kind ~= "hidden" and "on") or nil
end

-- The name="…" of a control, with the value that it can only have.
local function control_field(node, report)
    local attribute = find(node, "name")
    local name = literal(attribute)
    if not name or name == "" then
        return nil
    end
    local kind = (literal(find(node, "type")) or ""):lower()
    return new_field(report, attribute, name, decided_value(node, kind))
end

local function hint_nameless(node, report)
    if not find(node, "ls-change") then
        report:hint(node.at, ("this <%s> has no name, so the form does not send it"):format(node.name))
    end
end

-- What is disabled is not sent.
local function is_off(node)
    return literal(find(node, "disabled")) ~= nil
end

-- <input form="other"> in this form.
local function is_of_another(node)
    return node.kind == "element" and find(node, "form") ~= nil
end

-- The choices of a <select> that are written down; "" is the usual one for none.
local function add_choices(form, name, children, report)
    for _, node in ipairs(children) do
        local value = node.kind == "element" and node.name:lower() == "option" and find(node, "value")
        if value and (literal(value) or "") ~= "" then
            form.fields[#form.fields + 1] = new_field(report, value, name, literal(value))
        end
        for _, inside in ipairs(tree.inside(node)) do
            add_choices(form, name, inside, report)
        end
    end
end

-- A control in a form: what it adds to what the form sends.
local function add_control(form, node, report)
    local lower = node.name:lower()
    local kind = find(node, "type")
    local type_name = (literal(kind) or ""):lower()
    local name = find(node, "name")
    if unsent[type_name] or is_off(node) or is_of_another(node) then
        return
    end
    if tree.has_spread(node.attributes) or (name and not literal(name)) or (kind and not literal(kind)) then
        form.is_open = true
    elseif
        lower ~= "button"
        and type_name ~= "submit"
        and type_name ~= "image"
        and (literal(name) or "") == ""
    then
        hint_nameless(node, report)
    end
    local field = control_field(node, report)
    if field then
        field.is_button = lower == "button" or type_name == "submit"
        local list = field.is_button and form.submitters or form.fields
        list[#list + 1] = field
        if lower == "select" then
            add_choices(form, field.name, node.children, report)
        end
    end
end

-- Data shows as text; what a name or a call stands for may be markup with inputs in it.
local function is_data(expression, models)
    local path = expression and expression.text:match "^%s*([%a_][%w_.]*)%s*$"
    return path and models[path:match "^([%w_]+)%."]
end

local function gather(form, children, report, models)
    for _, node in ipairs(children) do
        if node.kind == "element" and controls[node.name:lower()] then
            add_control(form, node, report)
        elseif node.kind == "component" then
            if shipped_controls[node.name] then
                add_control(form, node, report)
            else
                form.is_open = true
            end
        elseif node.kind == "value" and not is_data(node.expression, models) then
            form.is_open = true
        end
        local is_skipped = node.kind == "element" and node.name:lower() == "fieldset" and is_off(node)
        for _, inside in ipairs(is_skipped and {} or tree.inside(node)) do
            gather(form, inside, report, models)
        end
    end
end

local function has_event(node)
    for _, attribute in ipairs(node.attributes) do
        local base = plain_name(attribute):match "^[^.]*"
        if base == "ls-submit" or base == "ls-change" then
            return true
        end
    end
    return false
end

-- What a <form> with an event sends: made once, when it is first asked for.
local function form_of(node, context)
    local form = { fields = {}, submitters = {}, is_open = false }
    gather(form, node.children, context.report, context.models)
    return form
end

-- ## Events

-- What the browser calls it, where fields may be taken from it: "drop" of ls-on-drop.prevent.
local taking = {
    ["ls-click"] = "click",
    ["ls-focus"] = "focus",
    ["ls-blur"] = "blur",
    ["ls-keydown"] = "keydown",
    ["ls-keyup"] = "keyup",
}

local function type_of(base)
    return taking[base] or base:match "^ls%-on%-(.+)$"
end

local function append(list, more)
    for _, item in ipairs(more or {}) do
        list[#list + 1] = item
    end
end

-- What one control alone sends when it changes: its name and value, or "value" where it has no name.
local function add_own(use, node, report)
    local name = find(node, "name")
    if name and not literal(name) then
        use.is_open = true
        return
    end
    local attribute = name or find(node, "ls-change") or find(node, "data-ls-change")
    local field = new_field(report, attribute, name and literal(name) ~= "" and literal(name) or "value")
    field.shown = name and field.shown or ("<%s> without a name"):format(node.name)
    use.fields[#use.fields + 1] = field
end

local function add_payload(use, node, base, form, report)
    local lower = node.name:lower()
    local is_form = lower == "form"
    append(use.fields, value_fields(node, report))
    use.is_open = tree.has_spread(node.attributes)
    if is_form and (base == "ls-submit" or base == "ls-change") then
        use.is_form = true
        append(use.fields, form.fields)
        append(use.fields, base == "ls-submit" and form.submitters or nil)
        use.is_open = use.is_open or form.is_open
    elseif base == "ls-change" and (lower == "input" or lower == "select" or lower == "textarea") then
        add_own(use, node, report)
    elseif not type_of(base) then
        use.is_open = true
    end
end

-- What is taken is named behind the event, or else by its declaration.
local function add_taken(use, node, attribute, base, taken, report)
    for field in taken:gmatch "%S+" do
        use.fields[#use.fields + 1] = new_field(report, attribute, field)
    end
    use.is_named = #taken > 0 and type_of(base) ~= nil
    if #taken == 0 and node.kind == "element" and type_of(base) then
        use.takes = type_of(base)
        attribute.use = use
    end
end

-- Attributes of shipped components whose value is the name of an event.
local shipped_events = {
    ["ls.dialog"] = { close = true },
    ["ls.flash"] = { close = true },
    ["ls.pager"] = { event = true },
    ["ls.table"] = { event = true },
    ["ls.tabs"] = { event = true },
}

-- The name of the event, and the fields that are taken from what happens in the browser: "moved clientX clientY".
local function event_name(node, attribute, base)
    local is_event = ls.is_event(base) or (shipped_events[node.name] or {})[attribute.name]
    local said = is_event and attribute.form == "static" and attribute.value or ""
    local name, taken = said:match "^%s*([^%s%[]%S*)%s*(.*)$"
    if name and not (base == "ls-recover" and name == "off") then
        return name, taken
    end
end

local function new_use(name, attribute, context)
    local line, column = context.report:place(attribute.at)
    local use =
        { name = name, attribute = attribute.name, line = line, column = column, fields = {}, is_open = true }
    use.at = attribute.at
    context.events[#context.events + 1] = use
    return use
end

local function note(node, attribute, form, context)
    local base = plain_name(attribute):match "^[^.]*"
    local name, taken = event_name(node, attribute, base)
    if not name then
        return
    end
    local use = new_use(name, attribute, context)
    if node.kind == "element" then
        add_payload(use, node, base, form, context.report)
    end
    add_taken(use, node, attribute, base, taken, context.report)
end

-- The fields that a push has itself, in the order of their names.
local function add_pushed(use, push, attribute, report)
    local first = #use.fields + 1
    for name, value in pairs(push.payload) do
        local text = (type(value) == "string" or math.type(value) == "integer") and tostring(value) or nil
        local field = new_field(report, attribute, tostring(name), text)
        field.shown = ("'%s' of ls.js.push"):format(name)
        use.fields[#use.fields + 1] = field
    end
    local added = table.move(use.fields, first, #use.fields, 1, {})
    table.sort(added, function(a, b)
        return a.name < b.name
    end)
    table.move(added, 1, #added, first, use.fields)
end

-- What the pushes of a chain send that never changes (chain.lua): what the attribute sends by itself, and their own.
local function note_pushes(node, attribute, form, context)
    local base = plain_name(attribute):match "^[^.]*"
    for _, push in ipairs(attribute.pushes or {}) do
        local use = new_use(push.name, attribute, context)
        add_payload(use, node, base, form, context.report)
        add_pushed(use, push, attribute, context.report)
    end
end

local function check_element(node, context)
    local is_form = node.kind == "element" and node.name:lower() == "form"
    local form = is_form and has_event(node) and form_of(node, context)
    for _, attribute in ipairs(node.attributes) do
        note(node, attribute, form, context)
        note_pushes(node, attribute, form, context)
        if node.kind == "element" and not is_form and plain_name(attribute):find "^ls%-submit%f[^%w%-]" then
            context.report:hint(attribute.at, "'ls-submit' belongs on a <form>; nothing else is submitted")
        end
    end
end

-- Adds the events of a template to context.events.
function events.collect(children, context)
    for _, node in ipairs(children) do
        if node.attributes then
            check_element(node, context)
        end
        for _, inside in ipairs(tree.inside(node)) do
            events.collect(inside, context)
        end
    end
end

return events
