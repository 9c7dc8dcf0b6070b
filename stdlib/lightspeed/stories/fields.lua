-- Stories of form controls.

local Guests = require "lightspeed.stories.guests"
local ls = require "lightspeed"
local t = require "lightspeed.stories.knobs"

local COLOURS = { "red", "green", "blue" }
local SIZES = { "S", "M", "L" }

local function Input(k, id)
    return html[[
        <ls.input id={id} name="title" label={k.label} type={k.type} value={k.value} hint={k.hint} error={k.error}
            placeholder={k.placeholder} required={k.required} disabled={k.disabled} />
    ]]
end

local function Choices(k, id)
    return html[[
        <ls.input id={id} name="size" type={k.type} options={SIZES} label={k.label} value={k.value} hint={k.hint}
            error={k.error} />
    ]]
end

local function Select(k, id)
    return html[[
        <ls.select id={id} name="colour" options={COLOURS} label={k.label} prompt={k.prompt} value={k.value}
            hint={k.hint} error={k.error} multiple={k.multiple} disabled={k.disabled} />
    ]]
end

local function Textarea(k, id)
    return html[[
        <ls.textarea id={id} name="text" label={k.label} value={k.value} rows={k.rows} hint={k.hint} error={k.error}
            disabled={k.disabled} />
    ]]
end

local function Field(k, id)
    return html[[
        <ls.field id={id} name="colour" label={k.label} hint={k.hint} error={k.error} let="field">
            <input type="color" {field} value="#2f6fed">
        </ls.field>
    ]]
end

local function FormErrors(k, id)
    local form = { id = id, errors = { k.whole, title = k.title_error, email = k.email_error } }
    return html[[<ls.form_errors form={form} title={k.title} labels={{ title = "Title", email = "E-mail" }} />]]
end

local function Inputs(k, id)
    local form = k.form or Guests:from { guests = k.empty and {} or { { name = "Ann" }, { name = "Bob" } } }
    return html[[
        <form ls-change="rows" aria-label={id}>
            <ls.inputs id={id} form={form} name="guests" label={k.label} hint={k.hint} error={k.error} let="row">
                <ls.input id="{id}-{row.key}" form={form} name="{row.name}[name]" />
                <button {row.remove}>Remove</button>
                {if row.up then}<button {row.up}>Up</button>{end}
                <:add let="add"><button {add}>Add a guest</button></:add>
                <:empty><p>Nobody yet.</p></:empty>
            </ls.inputs>
        </form>
    ]]
end

local label, hint, error_text = t.text("label", "Title"), t.text("hint", ""), t.text("error", "")
local disabled = t.flag "disabled"

return {
    {
        name = "input",
        tag = "ls.input",
        about = "A field for one value: its label, hint and error are tied to it.",
        fixed = { 'name="title"' },
        knobs = {
            label,
            t.usual(
                t.choice(
                    "type",
                    { "text", "email", "password", "number", "date", "search", "range", "checkbox" }
                )
            ),
            t.text("value", ""),
            t.text("hint", "As short as you can"),
            error_text,
            t.text("placeholder", ""),
            t.flag "required",
            disabled,
        },
        variants = {
            { title = "With an error", knobs = { value = "x", error = "is too short" } },
            {
                title = "A box to tick",
                knobs = { type = "checkbox", label = "Send me news", hint = "Once a month" },
            },
            { title = "A date", knobs = { type = "date", label = "When?", hint = "" } },
            { title = "Disabled", knobs = { value = "cannot be changed", disabled = true, hint = "" } },
        },
        show = Input,
    },
    {
        name = "choices",
        tag = "ls.input",
        about = "The same component with options: radio buttons, or boxes of which any number may be ticked.",
        fixed = { 'name="size"', 'options={{ "S", "M", "L" }}' },
        knobs = {
            t.text("label", "Size"),
            t.choice("type", { "radio", "checkbox" }),
            t.choice("value", { "", "S", "M", "L" }),
            hint,
            error_text,
        },
        variants = {
            { title = "Boxes", knobs = { type = "checkbox", label = "Sizes" } },
            { title = "With an error", knobs = { error = "Choose one.", value = "" } },
        },
        show = Choices,
    },
    {
        name = "select",
        tag = "ls.select",
        about = "A choice from a list.",
        fixed = { 'name="colour"', 'options={{ "red", "green", "blue" }}' },
        knobs = {
            t.text("label", "Colour"),
            t.text("prompt", "Choose one"),
            t.choice("value", { "", "red", "green", "blue" }),
            hint,
            error_text,
            t.flag "multiple",
            disabled,
        },
        variants = {
            { title = "Chosen", knobs = { value = "green" } },
            { title = "With an error", knobs = { error = "is taken", hint = "One that nobody has" } },
            { title = "Several", knobs = { multiple = true, prompt = "", value = "blue" } },
        },
        show = Select,
    },
    {
        name = "textarea",
        tag = "ls.textarea",
        about = "A field for several lines.",
        fixed = { 'name="text"' },
        knobs = {
            t.text("label", "Your message"),
            t.text("value", "Good morning,"),
            t.number("rows", 4, 1, 20),
            hint,
            error_text,
            disabled,
        },
        variants = {
            { title = "With an error", knobs = { value = "", error = "Say something." } },
            { title = "Large, with a hint", knobs = { rows = 8, hint = "Markdown is welcome." } },
        },
        show = Textarea,
    },
    {
        name = "field",
        tag = "ls.field",
        about = "Label, hint and error around a control of your own.",
        fixed = { 'name="colour"', 'let="field"' },
        body = '<input type="color" {field} value="#2f6fed">',
        knobs = { t.text("label", "Colour"), t.text("hint", "Any you like"), error_text },
        variants = { { title = "With an error", knobs = { error = "is too dark" } } },
        show = Field,
    },
    {
        name = "inputs",
        tag = "ls.inputs",
        about = "Rows of a list, each with fields of its own: a person adds, removes and sorts them.",
        fixed = { "form={m.form}", 'name="guests"', 'let="row"' },
        body = [[
<ls.input form={m.form} name="{row.name}[name]" />
<button {row.remove}>Remove</button>
{if row.up then}<button {row.up}>Up</button>{end}
<:add let="add"><button {add}>Add a guest</button></:add>
<:empty><p>Nobody yet.</p></:empty>]],
        knobs = {
            t.text("label", "Guests"),
            hint,
            error_text,
            t.content("empty", false),
            t.form "form",
        },
        variants = {
            { title = "Without rows", knobs = { empty = true, hint = "Who else comes?" } },
            { title = "With an error", knobs = { error = "Two more, at least." } },
        },
        show = Inputs,
    },
    {
        name = "form_errors",
        tag = "ls.form_errors",
        about = "What is wrong with a form, in one place, with ways to the fields.",
        fixed = { "form={m.form}", 'labels={{ title = "Title", email = "E-mail" }}' },
        knobs = {
            t.usual(t.text("title", "Please look at this again:")),
            t.content("whole", "The two do not go together."),
            t.content("title_error", "is too short"),
            t.content("email_error", "is no address"),
        },
        variants = { { title = "One error", knobs = { whole = "", email_error = "" } } },
        show = FormErrors,
    },
}
