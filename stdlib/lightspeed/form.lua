-- Forms while a page lives: what a t.form can make, and where in a form's value a field is. A form's value is plain
-- data (host/value/form.h); which declaration it is of stands in it as a number, and what that one says of its fields
-- is here.

local builder = require "lightspeed.builder"
local ls = require "lightspeed"

local form = {}

-- By number: { fields = rules, check = function?, id = text? }. lightspeed.rules has what a rule is.
local declared = {}

---Makes the rules of a declaration known.
function form.declare(number, of)
    declared[number] = of
end

---The id of a form: what ids of its fields begin with.
---@return string?
function form.id_of(value)
    return value.id or (declared[value.of] or {}).id
end

-- The steps of `rows[5][title]`.
local function steps(name)
    return name:gmatch "[^%[%]]+"
end

---The position of the row that a key names in the list of this name.
local function position_of(value, list, key)
    for position, one in ipairs((value.keys or {})[list] or {}) do
        if one == key then
            return position
        end
    end
end

---What an input of this name shows: its value, and its rule where the form is a t.form's.
---@param value table a form's value
---@param name string of an input
---@return any, table?
function form.find(value, name)
    local values, rule = value.values or {}, declared[value.of]
    local at = ""
    if not rule then
        return values[name], nil
    elseif not name:find("[", 1, true) then
        return values[name], (rule.fields or {})[name]
    end
    local next_step = steps(name)
    for step in next_step do
        rule = (rule.fields or {})[step]
        values = type(values) == "table" and values[step] or nil
        at = at == "" and step or at .. "[" .. step .. "]"
        if not rule then
            return nil, nil
        elseif rule.rows then
            local key = next_step()
            if not key then
                return values, rule
            end
            values = values and values[position_of(value, at, key)]
            rule, at = { fields = rule.rows }, at .. "[" .. key .. "]"
        end
    end
    return values, rule
end

-- ## Values

local function inner(outer, step)
    return outer and outer .. "[" .. step .. "]" or step
end

local function copy(value)
    if type(value) ~= "table" then
        return value
    end
    local made = {}
    for key, one in pairs(value) do
        made[key] = copy(one)
    end
    return made
end

local fill

-- A list of records, with keys for its rows.
local function fill_rows(rule, given, name, keys)
    local rows, names = {}, {}
    for position = 1, math.max(given and #given or 0, given and 0 or rule.min or 0) do
        names[position] = tostring(position)
        rows[position] =
            fill(rule.rows, given and given[position] or {}, inner(name, names[position]), keys, not given)
    end
    keys[name] = names
    return rows
end

-- Values of all declared fields: those given, or with `is_blank` the defaults.
function fill(rules, given, outer, keys, is_blank)
    local values = {}
    for name, rule in pairs(rules) do
        local value = given[name]
        if rule.rows then
            values[name] = fill_rows(rule, value, inner(outer, name), keys)
        elseif rule.fields then
            values[name] = fill(rule.fields, value or {}, inner(outer, name), keys, is_blank)
        else
            if value == nil and is_blank then
                value = rule.default
            end
            if value == nil and (rule.flag or rule.multiple) then
                value = not rule.flag and {}
            end
            values[name] = copy(value)
        end
    end
    return values
end

local function new(self, given)
    local keys = {}
    local values = fill(declared[self.number].fields, given or {}, nil, keys, not given)
    return {
        valid = given ~= nil,
        values = values,
        errors = {},
        used = {},
        of = self.number,
        keys = next(keys) and keys or nil,
    }
end

-- ## Errors

local function knows(rules, name)
    local names = {}
    for known in pairs(rules) do
        names[#names + 1] = known
    end
    if not rules[name] then
        error(("the form has no field '%s'%s"):format(tostring(name), __host.hint(name, names)), 0)
    end
end

-- Errors by names of inputs, from tables that lie in each other as values do.
local function put_errors(value, rules, errors, outer, put)
    for name, problem in pairs(errors) do
        if math.type(name) == "integer" or (not outer and name:find("[", 1, true)) then
            put(name, problem)
        else
            knows(rules, name)
            local rule, whole = rules[name], inner(outer, name)
            if type(problem) ~= "table" or not (rule.rows or rule.fields) then
                put(whole, problem)
            elseif rule.fields then
                put_errors(value, rule.fields, problem, whole, put)
            else
                for position, of_row in pairs(problem) do
                    local key = ((value.keys or {})[whole] or {})[position] or tostring(position)
                    put_errors(value, rule.rows, of_row, inner(whole, key), put)
                end
            end
        end
    end
end

local function fail(self, value, errors)
    if type(errors) == "string" then
        errors = { errors }
    end
    put_errors(value, declared[self.number].fields, errors or {}, nil, function(name, problem)
        if math.type(name) == "integer" then
            value.errors[#value.errors + 1] = problem
        else
            value.errors[name], value.used[name] = problem, true
        end
        value.valid = false
    end)
    return value
end

-- ## What an app's own functions say of values that fit

local function check_one(value, rule, one, name)
    if rule.check and one ~= nil and not value.errors[name] then
        local fits, message = rule.check(one, value.values)
        if not fits then
            value.errors[name], value.valid = message or rule.message, false
        end
    end
end

local function check_all(value, rules, values, outer)
    for name, rule in pairs(rules) do
        local whole, one = inner(outer, name), values[name]
        check_one(value, rule, one, whole)
        if rule.fields and one then
            check_all(value, rule.fields, one, whole)
        end
        for position, row in ipairs(rule.rows and one or {}) do
            check_all(value, rule.rows, row, inner(whole, value.keys[whole][position]))
        end
    end
end

---What calls `handler` once the checks of the declaration were asked.
function form.checked(self, handler)
    local of = declared[self.number]
    return function(m, value)
        if not value.reset then
            check_all(value, of.fields, value.values)
            local errors = value.valid and of.check and of.check(value.values)
            if errors then
                local used = copy(value.used)
                fail(self, value, errors)
                value.used = used
            end
        end
        return handler(m, value)
    end
end

-- ## What an app may ask of a t.form

---@class ls.Form
local methods = {}

---A form that nobody has filled in: the defaults, nothing used, no errors; whether it is valid the host says when
--- something was entered.
function methods:blank()
    return new(self)
end

---A form to edit what there is already.
function methods:from(values)
    if type(values) ~= "table" then
        error(("Form:from takes a table of values, not a %s"):format(type(values)), 2)
    end
    return new(self, values)
end

---The form with errors beside their fields, as a service returns them: `{ email = "is taken" }`. A text is about the
--- form as a whole. No error at all leaves it as it is.
function methods:fail(value, errors)
    if type(value) ~= "table" or type(value.errors) ~= "table" then
        error('Form:fail takes a form\'s value first: Form:fail(m.form, { email = "is taken" })', 2)
    end
    local ok, why = pcall(fail, self, value, errors)
    if not ok then
        error(why, 2)
    end
    return value
end

form.behaviour = { __metatable = "ls.type", __index = builder.methods("a t.form", methods) }

-- For the shipped controls, which are loaded without any form too.
rawset(ls, "_form", form)

return form
