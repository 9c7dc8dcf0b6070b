-- What all form controls have in common: a name, an id, a value, a label, a hint and an error, and how they are tied
-- together so that a screen reader tells what a sighted person sees.
--
-- A form is what the handler of a t.form's event gets, or any table of this shape:
--
--     { values = { title = "x" }, errors = { title = "is too short" }, used = { title = true }, valid = false }
--
-- `used` are the fields that a person has touched: only these show their errors. Where it is absent, all do. Of a
-- t.form, a field's type gives what the tag does not: label, choices, and the attributes by which a browser and a
-- screen reader know the same rules. They keep nothing from the host: <form> has `novalidate` then
-- (lua/html/forms.lua).

local ls = require "lightspeed"

local control = {}

-- What HTML's own form controls take, beyond what every element does.
local control_attributes = {
    "accept",
    "autocapitalize",
    "autocomplete",
    "autocorrect",
    "capture",
    "cols",
    "dirname",
    "disabled",
    "enterkeyhint",
    "inputmode",
    "list",
    "max",
    "maxlength",
    "min",
    "minlength",
    "multiple",
    "pattern",
    "placeholder",
    "readonly",
    "required",
    "rows",
    "size",
    "step",
    "wrap",
}

---The declaration of a control's attributes: those of every field, and `more`.
---@param more table
---@return table
function control.attrs(more)
    local attrs = {
        name = "string",
        label = "any?",
        hint = "any?",
        form = "table?",
        value = "any?",
        error = "any?",
        id = "string?",
        class = "string?",
        rest = ls.types.global(control_attributes),
    }
    for name, of in pairs(more) do
        attrs[name] = of
    end
    return attrs
end

local function is_used(form, name)
    local used = form.used
    return used == nil or used == true or type(used) == "table" and used[name]
end

-- One sentence of what an app says is wrong: a text, or a list of them.
local function sentence(problem)
    return type(problem) == "table" and table.concat(problem, "; ") or problem or nil
end

---The error of a form's field, if it is to be shown.
---@return string?
function control.error_of(form, name)
    return is_used(form, name) and sentence((form.errors or {})[name]) or nil
end

-- lightspeed.form, where the app has a t.form.
local function forms()
    return rawget(ls, "_form")
end

---The id of a form's field: its name, after the id of the form if that has one.
---@return string
function control.id_of(form, name)
    local id = form and (forms() and forms().id_of(form) or form.id)
    if name:find("[", 1, true) then
        name = name:gsub("[%[%]]+", "-"):gsub("%-$", "")
    end
    return id and id .. "-" .. name or name
end

---The value of a form's field, and the rule of its type; see lightspeed.rules.
---@return any, table?
function control.find(form, name)
    if forms() then
        return forms().find(form, name)
    end
    return (form.values or {})[name], nil
end

local function join(words, word)
    return words and word and words .. " " .. word or words or word
end

local function check_name(a)
    if a.name == "" then
        error("a field needs a name that is not empty", 4)
    elseif a.label == nil and not a.rest["aria-label"] then
        error(
            ("the field '%s' needs a label: label=\"…\", or aria-label where nothing is to be seen"):format(
                a.name
            ),
            4
        )
    end
end

-- 1250 of a currency with two digits is 12.50.
local function amount(value, digits)
    local sign = value < 0 and "-" or ""
    local text = ("%0" .. digits + 1 .. "d"):format(math.abs(value))
    return sign .. text:sub(1, -digits - 1) .. (digits > 0 and "." .. text:sub(-digits) or "")
end

---What a component's attributes say of its field. Raises at the tag where a screen reader would have no name for it.
---@param a table as control.attrs declares them
---@return { id: string, name: string, value: any, error: string?, describedby: string?, rule: table? }
function control.read(a)
    local value, rule
    if a.form then
        value, rule = control.find(a.form, a.name)
    end
    if a.value ~= nil then
        value = a.value
    elseif rule and rule.digits and math.type(value) == "integer" then
        value = amount(value, rule.digits)
    end
    if a.label == nil and rule and not a.rest["aria-label"] then
        a.label = rule.label
    end
    check_name(a)
    local id = a.id or control.id_of(a.form, a.name)
    local problem = sentence(a.error) or a.form and control.error_of(a.form, a.name) or nil
    return {
        rule = rule,
        id = id,
        name = a.name,
        value = value,
        error = problem,
        describedby = join(
            join(a.rest["aria-describedby"], a.hint and id .. "-hint"),
            problem and id .. "-error"
        ),
    }
end

local function add_missing(attributes, name, value)
    if attributes[name] == nil then
        attributes[name] = value
    end
end

---What a control is given beside the attributes that tie it to its label, hint and error: the rest, and what its type
--- says; `is_input` where it is an <input>. Those others have places of their own in its markup, so that one that
--- changes travels alone.
---@return table
function control.rest(a, f, is_input)
    local attributes, rule = a.rest, f.rule
    if rule then
        add_missing(attributes, "required", rule.required)
        if is_input ~= nil then
            add_missing(attributes, "minlength", rule.minlength)
            add_missing(attributes, "maxlength", rule.maxlength)
        end
        for name, value in pairs(is_input and rule.attributes or {}) do
            add_missing(attributes, name, value)
        end
        attributes.type = nil
    end
    attributes["aria-invalid"], attributes["aria-describedby"] = nil, nil
    return attributes
end

---All attributes that a control is given, for one of the app's own.
---@return table
function control.attributes(a, f)
    local attributes = control.rest(a, f)
    attributes.id = f.id
    attributes.name = f.name
    attributes["aria-invalid"] = f.error and "true" or nil
    attributes["aria-describedby"] = f.describedby
    return attributes
end

-- The error's place is always there, so that what comes into it is read out.
local function Notes(a)
    return html[[
        {if a.hint then}<small id="{a.id}-hint">{a.hint}</small>{end}
        <small id="{a.id}-error" aria-live="polite">{a.error}</small>
    ]]
end

---A field: label above, the control, hint and error below.
---@param a table the component's attributes
---@param f table what control.read made of them
---@param content any
function control.frame(a, f, content)
    return html[[
        <div class="ls-field">
            {if a.label then}<label for={f.id}>{a.label}</label>{end}
            {content}
            <Notes id={f.id} hint={a.hint} error={f.error} />
        </div>
    ]]
end

---A field whose label stands behind its control, as with a box to tick.
function control.frame_after(a, f, content)
    return html[[
        <div class="ls-field">
            <label for={f.id}>{content} {a.label}</label>
            <Notes id={f.id} hint={a.hint} error={f.error} />
        </div>
    ]]
end

---Several controls that answer one question. `role` is "radiogroup" where they are radio buttons.
function control.group(a, f, controls, role)
    return html[[
        <fieldset id={f.id} role={role} aria-invalid={role and f.error and "true"}
            aria-describedby={f.describedby} aria-label={a.rest["aria-label"]} class="ls-field">
            {if a.label then}<legend>{a.label}</legend>{end}
            {controls}
            <Notes id={f.id} hint={a.hint} error={f.error} />
        </fieldset>
    ]]
end

return control
