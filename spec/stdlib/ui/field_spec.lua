-- ls.input, ls.textarea, ls.select, ls.field, ls.form_errors: labels, hints and errors belong to their controls.

local html = require "lightspeed.test.html"
local showing = require "spec.support.showing"

local FORM = [[{
    form = {
        values = { title = "x", body = "a\n<b>", colour = "red", news = true, sizes = { "S", "L" }, count = 3 },
        errors = { title = "is too short", body = { "is dull", "is long" }, colour = "is taken" },
        used = { title = true, body = true },
        valid = false,
    },
}]]

local function page(markup)
    return showing.page(markup, FORM)
end

describe("ls.input", function()
    it("is a control with a label that names it", function()
        assert.equal(
            '<div class="ls-field"><label for="title">Title</label> '
                .. '<input type="text" id="title" name="title"> '
                .. '<small id="title-error" aria-live="polite"></small></div>',
            showing.html '<ls.input name="title" label="Title" />'
        )
    end)

    it("takes its value and its error from a form", function()
        local shown = page '<ls.input form={m.form} name="title" label="Title" hint="Short" />'
        local selector = 'input[value=x][aria-invalid=true][aria-describedby="title-hint title-error"]'
        assert.has.element(shown, selector)
        assert.has.element(shown, "small#title-hint", "Short")
        assert.has.element(shown, "small#title-error", "is too short")
    end)

    it("shows no error of a field that nobody has touched", function()
        local shown = page '<ls.input form={m.form} name="colour" label="Colour" />'
        assert.has.element(shown, "input[value=red]")
        assert.has.no.element(shown, "[aria-invalid]")
        assert.does_not.show(shown, "is taken")
    end)

    it("shows every error where the form does not say what was touched", function()
        local shown = showing.page('<ls.input form={m} name="a" label="A" />', '{ errors = { a = "no" } }')
        assert.has.element(shown, "#a-error", "no")
    end)

    it("goes without a form", function()
        local shown = page '<ls.input name="a" label="A" value={7.0} error="is odd" id="other" />'
        assert.has.element(shown, "input#other[name=a][value=7][aria-describedby=other-error]")
        assert.has.element(shown, "label[for=other]", "A")
        assert.has.element(shown, "#other-error", "is odd")
    end)

    it("has ids of its form where that has one", function()
        local markup = showing.html('<ls.input form={m} name="a" label="A" />', '{ id = "new" }')
        assert.is_truthy(
            markup:find('<label for="new-a">A</label> <input type="text" id="new-a" name="a">', 1, true)
        )
    end)

    it("passes on what it does not know", function()
        local shown =
            page [[<ls.input name="a" label="A" class="wide" placeholder="Here" maxlength="9" required
            autocomplete="off" aria-describedby="more" ls-change="set" />]]
        assert.has.element(shown, "input.wide[placeholder=Here][maxlength=9][required][autocomplete=off]")
        assert.has.element(shown, "input[ls-change=set][aria-describedby=more]")
    end)

    it("may have its label in aria-label", function()
        local shown = page '<ls.input name="q" aria-label="Search" type="search" />'
        assert.has.element(shown, "input[type=search][aria-label=Search]")
        assert.has.no.element(shown, "label")
    end)

    it("never writes a password or a file into the page", function()
        for _, kind in ipairs { "password", "file" } do
            local markup =
                showing.html(('<ls.input name="a" label="A" type="%s" value="secret" />'):format(kind))
            assert.is_nil(markup:find("secret", 1, true))
        end
    end)

    it("that turns bad says nothing anew but that", function()
        local shown = showing.page(
            '<ls.input name="email" label="E-mail" maxlength="80" required error={m.error} value={m.value} />',
            "{}"
        )
        shown:send("set", { name = "value", value = "nobody" })
        shown:send("set", { name = "error", value = "is not an e-mail address" })
        assert.same({
            ["0"] = {
                ["1"] = { ["3"] = "true", ["4"] = "email-error" },
                ["2"] = { ["2"] = "is not an e-mail address" },
            },
        }, shown.patch)
        assert.is_true(shown.patch_bytes < 90, shown.patch_bytes)
    end)

    it("is bare where it is hidden", function()
        assert.equal(
            '<input type="hidden" id="id" name="id" value="7">',
            showing.html '<ls.input type="hidden" name="id" value={7} />'
        )
    end)

    it("is a box before its label", function()
        local shown = page '<ls.input form={m.form} type="checkbox" name="news" label="News" />'
        assert.has.element(shown, "label[for=news] > input[type=checkbox][checked]")
        shown = page '<ls.input form={m.form} type="checkbox" name="news" label="News" checked={false} />'
        assert.has.no.element(shown, "input[checked]")
    end)

    it("is a group of radio buttons, of which one is chosen", function()
        local shown = page [[
            <ls.input type="radio" name="count" label="How many?" form={m.form} options={{ 1, 2, 3 }} hint="Few" />
        ]]
        assert.has.element(
            shown,
            "fieldset#count[role=radiogroup][aria-describedby=count-hint] > legend",
            "How many?"
        )
        assert.equal(3, #shown:all "fieldset > label > input[type=radio][name=count]")
        assert.same({ "3" }, { shown:all("input[checked]")[1].attributes.value })
    end)

    it("is a group of boxes, of which some are ticked", function()
        local shown = page [[
            <ls.input type="checkbox" name="sizes" label="Sizes" form={m.form} error="Choose one"
                options={{ "S", "M", { value = "L", label = "Large", disabled = true } }} />
        ]]
        assert.has.element(shown, "fieldset > legend", "Sizes")
        assert.has.no.element(shown, "fieldset[aria-invalid]")
        assert.equal(3, #shown:all "input[aria-invalid=true]")
        assert.equal(2, #shown:all "input[checked]")
        assert.has.element(shown, "input[value=L][disabled]")
        assert.has.element(shown, "label", "Large")
    end)

    it("says what it lacks, at its tag", function()
        for markup, message in pairs {
            ['<ls.input label="A" />'] = "app.lua:18: <ls.input> needs the attribute 'name' (string)",
            ['<ls.input name="a" />'] = "app.lua:18: the field 'a' needs a label",
            ['<ls.input name="a" label="A" titel="x" />'] = "app.lua:18: <ls.input> has no attribute 'titel'",
            ['<ls.input name="a" label="A" options={{ 1 }} />'] = 'app.lua:18: options go with type="radio"',
            ['<ls.input name="a" label="A" type="radio" options={{ {} }} />'] = "app.lua:18: option 1 has no value",
        } do
            assert.has.match(message:gsub("%p", "%%%0"), showing.error_of(markup))
        end
    end)

    it("changes nothing but the error's text when one comes", function()
        local shown =
            showing.page('<ls.input name="a" label="A" error={m.error} value={m.value} />', '{ value = "x" }')
        shown:send("set", { name = "error", value = "is too short" })
        assert.has.element(shown, "#a-error", "is too short")
        assert.patch_bytes(shown, 130)
    end)
end)

describe("ls.textarea", function()
    it("has its text within", function()
        local shown = page '<ls.textarea form={m.form} name="body" label="Text" rows="5" />'
        assert.equal("a\n<b>", shown.fields.body)
        assert.has.element(shown, 'textarea#body[rows=5][aria-invalid=true][aria-describedby="body-error"]')
        assert.has.element(shown, "label[for=body]", "Text")
        assert.has.element(shown, "#body-error", "is dull; is long")
    end)
end)

describe("ls.select", function()
    it("chooses what the form says", function()
        local shown =
            page '<ls.select form={m.form} name="colour" label="Colour" options={{ "red", "green" }} />'
        assert.equal("red", shown.fields.colour)
        assert.has.element(shown, "label[for=colour]", "Colour")
        assert.equal(1, #shown:all "option[selected]")
    end)

    it("has a prompt, which stands for nothing", function()
        local shown = page '<ls.select name="c" label="C" prompt="Choose" options={{ 1, 2 }} />'
        assert.equal("", shown.fields.c)
        assert.has.element(shown, 'option[value=""]', "Choose")
    end)

    it("has groups, and labels that are not values", function()
        local shown = page [[<ls.select name="c" label="C" value="g" options={{
            "red", { label = "Cold", options = { "blue", { value = "g", label = "Green" } } },
        }} />]]
        assert.has.element(shown, "select > option[value=red]", "red")
        assert.has.element(shown, "optgroup[label=Cold] > option[value=g][selected]", "Green")
    end)

    it("chooses several", function()
        local shown = page [[
            <ls.select form={m.form} name="sizes" label="Sizes" multiple options={{ "S", "M", "L" }} />
        ]]
        assert.has.element(shown, "select[multiple]")
        assert.equal(2, #shown:all "option[selected]")
    end)

    it("takes a value twice", function()
        local shown = page '<ls.select name="c" label="C" value="a" options={{ "a", "b", "a" }} />'
        assert.equal(3, #shown:all "option")
    end)

    it("says which option has no value", function()
        local markup = '<ls.select name="c" label="C" options={{ 1, { label = "x" } }} />'
        assert.has.match("app.lua:18: option 2 has no value", showing.error_of(markup))
    end)
end)

describe("ls.field", function()
    it("gives a control of the app's own what it needs", function()
        local shown = page [[
            <ls.field form={m.form} name="title" label="Title" hint="Any" let="field, value">
                <input type="color" {field} value={value}>
            </ls.field>
        ]]
        assert.has.element(shown, "label[for=title]", "Title")
        assert.has.element(
            shown,
            'input#title[name=title][value=x][aria-describedby="title-hint title-error"]'
        )
        assert.has.element(shown, "#title-error", "is too short")
    end)

    it("stands around several", function()
        local shown = page [[
            <ls.field name="when" label="When" group><input name="from" aria-label="From"></ls.field>
        ]]
        assert.has.element(shown, "fieldset#when > legend", "When")
        assert.has.element(shown, "fieldset > input[name=from]")
    end)

    it("needs something to stand around", function()
        assert.has.match("<ls.field> needs content", showing.error_of '<ls.field name="a" label="A" />')
    end)
end)

describe("ls.form_errors", function()
    it("leads to the fields that show an error", function()
        local shown = page '<ls.form_errors form={m.form} labels={{ title = "Title" }} />'
        assert.has.element(shown, "[role=alert] > p", "Please look at this again:")
        assert.equal(2, #shown:all "li")
        assert.has.element(shown, 'li > a[href="#title"]', "Title")
        assert.has.element(shown, "li", "Title is too short")
        assert.has.element(shown, 'li > a[href="#body"]', "body")
    end)

    it("begins with what is wrong with the form as a whole", function()
        local shown = showing.page(
            '<ls.form_errors form={m} title="No:" />',
            '{ id = "f", errors = { "They do not go together", a = "is odd" } }'
        )
        assert.has.element(shown, "p", "No:")
        assert.has.match("^They do not go together", html.text(shown:all("li")[1]))
        assert.has.element(shown, 'li > a[href="#f-a"]', "a")
    end)

    it("is there before any error is, so that it is heard", function()
        assert.equal('<div role="alert"></div>', showing.html("<ls.form_errors form={m} />", "{}"))
    end)
end)
