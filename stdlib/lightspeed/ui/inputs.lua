-- ls.inputs: the rows of a form's list, each with fields of its own.

local control = require "lightspeed.ui.control"
local ls = require "lightspeed"

local function button(list, what, value)
    return { type = "button", name = ("%s[ls:%s]"):format(list, what), value = value }
end

-- A key that no row has.
local function next_key(keys)
    local highest = 0
    for _, key in ipairs(keys) do
        highest = math.max(highest, math.tointeger(tonumber(key)) or 0)
    end
    return tostring(highest + 1)
end

-- What the slot gets of a row.
local function row_of(name, keys, values, number)
    local key, before, after = keys[number], keys[number - 1], keys[number + 1]
    return {
        key = key,
        number = number,
        name = ("%s[%s]"):format(name, key),
        values = (values or {})[number] or {},
        remove = button(name, "drop", key),
        drop = { type = "checkbox", name = name .. "[ls:drop]", value = key },
        up = before and button(name, "before", key .. " " .. before),
        down = after and button(name, "before", after .. " " .. key),
    }
end

---The rows of a list of records in a t.form. A person adds, removes and sorts them; what was typed stays with its
--- row.
---
---    <ls.inputs form={m.form} name="guests" label="Guests" let="row">
---        <ls.input form={m.form} name="{row.name}[name]" label="Name" />
---        <button {row.remove}>Remove</button>
---        <:add let="add"><button {add}>Add a guest</button></:add>
---    </ls.inputs>
---
---    attributes  form, name; label (or aria-label), hint, error, id
---    slots       default, for each row; it gets { key, number, name, values } and what makes a button act on it:
---                `remove`, `up`, `down` (nil where there is no such place), `drop` for a box in place of a button
---                add: gets what makes a button add a row
---                empty: shown where there are none
local Inputs = ls.component {
    attrs = control.attrs {},
    slots = { default = { required = true }, "add", "empty" },
    render = function(a, slots)
        local f = control.read(a)
        local keys = (a.form.keys or {})[a.name] or {}
        local values = f.value
        local rows = html[[
            {for number, key in ipairs(keys) do}
                {local row = row_of(a.name, keys, values, number)}
                <div class="ls-row" ls-key={key}>
                    <input type="hidden" name="{a.name}[ls:row]" value={key}>
                    {slots(row)}
                </div>
            {end}
            {if #keys == 0 and slots.empty then}{slots.empty()}{end}
            {if slots.add then}{slots.add(button(a.name, "add", next_key(keys)))}{end}
        ]]
        return control.group(a, f, rows)
    end,
}

return { inputs = Inputs }
