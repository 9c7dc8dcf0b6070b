-- Forms as a browser has them: which fields there are, what a person entered into them, and what is posted.

local html = require "lightspeed.test.html"

local form = {}

local FIELDS = { input = true, select = true, textarea = true }
local BUTTONS = { submit = true, button = true, reset = true, image = true }

local function kind_of(element)
    return element.tag == "input" and (element.attributes.type or "text"):lower() or element.tag
end

---The form an element belongs to: its own, or the one its `form` attribute names.
function form.of(element, root)
    local id = element.attributes.form
    for _, other in ipairs(id and html.elements(root) or {}) do
        if other.tag == "form" and other.attributes.id == id then
            return other
        end
    end
    return html.closest(element, function(above)
        return above.tag == "form"
    end)
end

function form.is_disabled(element)
    return html.closest(element, function(above)
        return above.attributes.disabled ~= nil and (above == element or above.tag == "fieldset")
    end) ~= nil
end

---Whether a click on it submits its form.
function form.is_submit(element)
    local kind = (element.attributes.type or "submit"):lower()
    return element.tag == "button" and kind ~= "button" and kind ~= "reset"
        or element.tag == "input" and (kind == "image" or element.attributes.type == "submit")
end

-- --- fields ---

-- What a person reads beside a field: its label's text without the field's own.
local function label_of(root, element)
    local above = html.closest(element, function(other)
        return other.tag == "label"
    end)
    for _, other in ipairs(not above and element.attributes.id and html.elements(root) or {}) do
        above = above or other.tag == "label" and other.attributes["for"] == element.attributes.id and other
    end
    local name = element.attributes["aria-label"]
    return name or above and html.text(above, FIELDS) or nil
end

local function options_of(element)
    local options = {}
    for _, option in ipairs(html.elements(element)) do
        if option.tag == "option" then
            local text = html.text(option)
            options[#options + 1] = {
                value = option.attributes.value or text,
                text = text,
                is_selected = option.attributes.selected ~= nil,
                is_disabled = form.is_disabled(option),
            }
        end
    end
    return options
end

local function selected(field)
    local values = {}
    for _, option in ipairs(field.options) do
        if option.is_selected then
            values[#values + 1] = option.value
        end
    end
    if field.is_multiple then
        return values
    end
    for _, option in ipairs(field.options) do
        values[#values + 1] = not values[1] and not option.is_disabled and option.value or nil
    end
    return values[#values]
end

-- What the page says the field has: text, whether it is checked, what is selected.
local function default_of(field)
    local element = field.element
    if field.kind == "textarea" then
        return html.raw_text(element)
    elseif field.kind == "select" then
        return selected(field)
    elseif field.kind == "checkbox" or field.kind == "radio" then
        return element.attributes.checked ~= nil
    end
    return element.attributes.value or ""
end

local function same(a, b)
    if type(a) ~= "table" or type(b) ~= "table" then
        return a == b
    end
    return table.concat(a, "\0") == table.concat(b, "\0")
end

local function number_of(list, element)
    for i, other in ipairs(list) do
        if other == element then
            return i
        end
    end
    return 0
end

-- Names a field over renders: its form's place, its name, for boxes the value, and its place among those
-- alike.
local function key_of(field, forms, seen)
    local key = ("%d %s"):format(number_of(forms, field.form), field.name or "")
    if field.kind == "checkbox" or field.kind == "radio" then
        key = key .. "=" .. (field.element.attributes.value or "on")
    end
    seen[key] = (seen[key] or 0) + 1
    return key .. "#" .. seen[key]
end

---Every field of the page. `entered` is what a person typed and chose so far, by field: { value =, default = }.
function form.fields(root, entered)
    local fields, forms, seen = {}, {}, {}
    for _, element in ipairs(html.elements(root)) do
        if element.tag == "form" then
            forms[#forms + 1] = element
        elseif FIELDS[element.tag] and not BUTTONS[kind_of(element)] then
            local field = {
                element = element,
                kind = kind_of(element),
                name = element.attributes.name,
                label = label_of(root, element),
                form = form.of(element, root),
                is_multiple = element.attributes.multiple ~= nil,
            }
            field.options = field.kind == "select" and options_of(element) or nil
            field.key = key_of(field, forms, seen)
            field.default = default_of(field)
            field.value = field.default
            if entered[field.key] then
                field.value = entered[field.key].value
            end
            fields[#fields + 1] = field
        end
    end
    return fields
end

---After a patch: where the host has said something new, its word stands, unless somebody is typing there just now.
function form.settle(root, entered, focus)
    for _, field in ipairs(form.fields(root, {})) do
        local kept = entered[field.key]
        if kept and not same(kept.default, field.default) then
            if field.key == focus and not same(kept.value, kept.default) then
                kept.default = field.default
            else
                entered[field.key] = nil
            end
        end
    end
end

-- --- payloads ---

-- A name that is there several times is a list.
local function add(payload, name, value)
    local before = payload[name]
    if before == nil then
        payload[name] = value
    elseif type(before) == "table" then
        before[#before + 1] = value
    else
        payload[name] = { before, value }
    end
end

local function add_field(payload, field, name)
    if field.kind == "checkbox" or field.kind == "radio" then
        if field.value then
            add(payload, name, field.element.attributes.value or "on")
        end
    elseif field.kind ~= "file" then
        for _, value in ipairs(type(field.value) == "table" and field.value or { field.value }) do
            add(payload, name, value)
        end
    end
end

---ls-value-* of an element.
function form.values(element)
    local payload = {}
    for name, value in pairs(element.attributes) do
        local field = name:match "^ls%-value%-(.+)$" or name:match "^data%-ls%-value%-(.+)$"
        if field then
            payload[field] = value
        end
    end
    return payload
end

---What the form would post.
function form.payload(payload, fields, owner)
    local posted = {}
    for _, field in ipairs(fields) do
        if
            field.form == owner
            and field.name
            and field.name ~= ""
            and not form.is_disabled(field.element)
        then
            add_field(posted, field, field.name)
        end
    end
    for name, value in pairs(posted) do
        payload[name] = value
    end
    return payload
end

---What this field alone would post; it need not have a name.
function form.own(payload, field)
    local own = {}
    add_field(own, field, field.name and field.name ~= "" and field.name or "value")
    for name, value in pairs(own) do
        payload[name] = value
    end
    return payload
end

-- --- what the browser says of a form beside its fields ---

local UNTOUCHED = { hidden = true }

local function opts_out(element)
    return html.closest(element, function(above)
        return above.attributes["ls-no-unused"] ~= nil or above.attributes["data-ls-no-unused"] ~= nil
    end) ~= nil
end

---Whether something in a form is marked as wrong.
function form.is_invalid(root, owner)
    for _, element in ipairs(html.elements(root)) do
        if element.attributes["aria-invalid"] == "true" and form.of(element, root) == owner then
            return true
        end
    end
    return false
end

---Adds the fields of a form that nobody has been at; `used` are those that somebody has, by their keys.
function form.add_unused(payload, fields, owner, used)
    local touched, names = {}, {}
    for _, field in ipairs(fields) do
        if field.form == owner and field.name and field.name ~= "" and not UNTOUCHED[field.kind] then
            local is_used = used[field.key] or opts_out(field.element)
            touched[field.name] = touched[field.name] or is_used or false
        end
    end
    for name, is_used in pairs(touched) do
        names[#names + 1] = not is_used and name or nil
    end
    table.sort(names)
    if names[1] then
        payload["ls:unused"] = names
    end
end

---Adds a button that was pressed: its name and value, and that it was the one.
function form.add_button(payload, button)
    local name, value = button.attributes.name, button.attributes.value or ""
    if name and name ~= "" then
        add(payload, name, value)
        payload["ls:submitter"] = { name, value }
    end
end

-- --- entering ---

local function choose(field, wanted)
    for _, option in ipairs(field.options) do
        if not option.is_disabled and (option.value == wanted or option.text == wanted) then
            return option.value
        end
    end
    local texts = {}
    for i, option in ipairs(field.options) do
        texts[i] = "'" .. option.text .. "'"
    end
    error(
        ("the choice '%s' has no option '%s'; there are: %s"):format(
            field.name or "?",
            wanted,
            table.concat(texts, ", ")
        ),
        0
    )
end

---The value a field has once a person entered `given` into it.
function form.enter(field, given)
    if form.is_disabled(field.element) or field.element.attributes.readonly then
        error(
            ("the field '%s' is not to be filled in: it is disabled or read-only"):format(
                field.name or field.label or "?"
            ),
            0
        )
    end
    if field.kind == "select" and field.is_multiple then
        local values = {}
        for i, one in ipairs(type(given) == "table" and given or { given }) do
            values[i] = choose(field, tostring(one))
        end
        return values
    elseif field.kind == "select" then
        return choose(field, tostring(given))
    elseif field.kind == "checkbox" or field.kind == "radio" then
        if type(given) ~= "boolean" then
            return tostring(given) == (field.element.attributes.value or "on")
        end
        return given
    end
    return (tostring(given):gsub("\r\n?", "\n"))
end

return form
