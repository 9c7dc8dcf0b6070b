-- t.form: what its handler gets, what an app may ask of it, and what the shipped controls make of it.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local APP = [==[
local ls = require "lightspeed"
local t = ls.types
local Task = t.form(%s)
local view = ls.view { events = { check = Task, save = Task, plain = { title = "string" } } }
function view.init() return { form = Task:blank() } end
function view.update.check(m, form) m.form = form end
function view.update.save(m, form) m.form = form %s end
function view.update.plain(m, e) m.title = e.title end
function view.render(m)
    local f = m.form
    return html[[%s]]
end
return view
]==]

local function open(fields, after, markup)
    local app = assert(loading.app(APP:format(fields, after or "", markup or "<p></p>"), { dev = true }))
    return test.visit(app, "/")
end

local TASK = '{ title = t.string { trim = true, min = 1, max = 20, label = "Title" }, age = "integer?" }'

describe("a form", function()
    it("is blank at first: its defaults, nothing used, no errors", function()
        local form = open([[{
            title = "string", note = "string?", age = "integer", yes = "boolean", tags = t.list "string",
            size = t.enum { "S", "M", default = "M" },
            user = { name = t.string { default = "Ann" } },
            rows = t.list({ n = t.integer { default = 3 } }, { min = 2 }),
        }]]).model.form
        assert.same({
            title = "",
            yes = false,
            tags = {},
            size = "M",
            user = { name = "Ann" },
            rows = { { n = 3 }, { n = 3 } },
        }, form.values)
        assert.same({ rows = { "1", "2" } }, form.keys)
        assert.same({}, form.errors)
        assert.same({}, form.used)
        assert.is_false(form.valid)
    end)

    it("always reaches its handler, with what fits and what does not", function()
        local page = open(TASK)
        assert.is_true(page:send("check", { title = "x", age = "7" }))
        assert.same({ title = "x", age = 7 }, page.model.form.values)
        assert.is_true(page.model.form.valid)
        assert.is_true(page:send("check", { title = ("x"):rep(21), age = "seven" }))
        assert.same({ title = ("x"):rep(21), age = "seven" }, page.model.form.values)
        assert.same({
            title = "is too long (20 characters at most)",
            age = "is not a whole number",
        }, page.model.form.errors)
        assert.is_false(page.model.form.valid)
    end)

    it("still refuses fields that nobody declared", function()
        local ok, text, code = open(TASK):send("check", { titel = "x" })
        assert.is_false(ok)
        assert.equal("unknown", code)
        assert.equal("check.titel: no such field; did you mean 'title'?", text)
    end)

    it("keeps what the client says beside the fields from any other event", function()
        local page = open(TASK)
        assert.is_true(page:send("plain", { title = "x", ["ls:changed"] = "title", ["ls:unused"] = { "x" } }))
        assert.equal("x", page.model.title)
    end)

    it("edits what there is", function()
        local page = open(
            '{ title = t.string { min = 1 }, rows = t.list { n = "integer" }, yes = "boolean" }',
            'm.form = Task:from { title = "Old", id = 7, rows = { { n = 1 }, { n = 2 } } }'
        )
        page:send("save", { title = "x" })
        local form = page.model.form
        assert.same({ title = "Old", rows = { { n = 1 }, { n = 2 } }, yes = false }, form.values)
        assert.same({ rows = { "1", "2" } }, form.keys)
        assert.is_true(form.valid)
    end)

    it("takes errors from elsewhere, beside their fields or about the whole", function()
        local page = open(
            '{ title = "string", user = { name = "string" }, rows = t.list { n = "string" } }',
            [[Task:fail(form, {
                title = "is taken", user = { name = "no" }, rows = { [2] = { n = "bad" } }, "Try again",
                ["rows[a][n]"] = "worse",
            })]]
        )
        page:send("save", { ["rows[ls:row]"] = { "a", "b" }, ["ls:unused"] = { "title", "user[name]" } })
        local form = page.model.form
        assert.same({
            "Try again",
            title = "is taken",
            ["user[name]"] = "no",
            ["rows[b][n]"] = "bad",
            ["rows[a][n]"] = "worse",
        }, form.errors)
        assert.is_true(form.used.title)
        assert.is_false(form.valid)
    end)

    it("stays as it is where there is no error, and takes a text for the whole", function()
        local page = open(TASK, "Task:fail(form, nil)")
        page:send("save", { title = "x" })
        assert.is_true(page.model.form.valid)
        page = open(TASK, 'Task:fail(form, "Not now")')
        page:send("save", { title = "x" })
        assert.same({ "Not now" }, page.model.form.errors)
    end)

    it("knows the fields that it may fail", function()
        local ok, text = open(TASK, 'Task:fail(form, { titel = "no" })'):send("save", { title = "x" })
        assert.is_false(ok)
        assert.truthy(text:find("the form has no field 'titel'; did you mean 'title'?", 1, true), text)
        ok, text = open(TASK, "Task:fail(nil, {})"):send("save", { title = "x" })
        assert.is_false(ok)
        assert.truthy(text:find("Form:fail takes a form's value first", 1, true), text)
    end)
end)

describe("t.check", function()
    local EVEN = [[{
        n = t.check(function(n, values) return n % 2 == 0, values.why end, "must be even", "integer"),
        why = t.string { optional = true },
        user = { name = t.check(function(name) return name ~= "root" end, "is taken") },
        rows = t.list { n = t.check(function(n) return n < 5 end, "is too much", "integer") },
    }]]

    it("asks a function of the app about what fits, wherever it stands", function()
        local page = open(EVEN)
        page:send("check", { n = "3", ["user[name]"] = "root", ["rows[a][n]"] = "7", ["rows[b][n]"] = "x" })
        assert.same({
            n = "must be even",
            ["user[name]"] = "is taken",
            ["rows[a][n]"] = "is too much",
            ["rows[b][n]"] = "is not a whole number",
        }, page.model.form.errors)
        assert.is_false(page.model.form.valid)
        page:send("check", { n = "4", ["user[name]"] = "ann", ["rows[a][n]"] = "3" })
        assert.same({}, page.model.form.errors)
        assert.is_true(page.model.form.valid)
    end)

    it("may say why, and sees the other values", function()
        local page = open(EVEN)
        page:send("check", { n = "3", ["user[name]"] = "ann", why = "because" })
        assert.same({ n = "because" }, page.model.form.errors)
    end)

    it("is asked of the whole once all fields fit", function()
        local page = open([[{ a = t.string { min = 1 }, b = "string" }, {
            check = function(v) return v.a ~= v.b and { b = "is another" } or nil end,
        }]])
        page:send("check", { a = "", b = "x" })
        assert.same({ a = "can't be blank" }, page.model.form.errors)
        page:send("check", { a = "y", b = "x", ["ls:unused"] = { "b" } })
        assert.same({ b = "is another" }, page.model.form.errors)
        assert.is_nil(page.model.form.used.b)
        page:send("check", { a = "x", b = "x" })
        assert.is_true(page.model.form.valid)
    end)

    it("fails the event like any handler where it raises", function()
        local ok = open('{ n = t.check(function() error "no" end, "is wrong") }'):send("check", { n = "x" })
        assert.is_false(ok)
    end)
end)

describe("a form's declaration", function()
    local function error_of(fields, markup)
        local app, text = loading.app(APP:format(fields, "", markup or "<p></p>"))
        if app then
            error("the app loads, and should not", 2)
        end
        return text
    end

    it("says what it takes", function()
        assert.equal(
            "app.lua:3: t.form takes its fields: t.form { title = t.string { min = 1 } }",
            error_of '"x"'
        )
        assert.equal(
            "app.lua:3: t.form has no option 'ids'; did you mean 'id'?",
            error_of '{ a = "string" }, { ids = 1 }'
        )
        assert.truthy(error_of('{ a = t.map "string" }'):find("has no place in a form", 1, true))
        assert.truthy(error_of('{ a = t.check("x") }'):find("t.check takes a function", 1, true))
        assert.truthy(error_of("{ a = t.email { max = 3 } }"):find("t.email has no option 'max'", 1, true))
        assert.truthy(
            error_of('{ a = t.date { min = "soon" } }'):find("expected date as YYYY-MM-DD", 1, true)
        )
    end)

    it("is the only place of t.check, and no part of another type", function()
        local view = [[
local ls = require "lightspeed"
local t = ls.types
local view = ls.view { events = { save = %s } }
function view.update.save() end
function view.render() return html[=[<p></p>]=] end
return view
]]
        assert.truthy(
            loading
                .error_of(view:format '{ a = t.check(function() return true end, "no") }')
                :find("t.check belongs in a t.form", 1, true)
        )
        assert.truthy(
            loading
                .error_of(view:format '{ a = t.form { b = "string" } }')
                :find("t.form is the type of an event", 1, true)
        )
    end)

    it("is held against the names in the page", function()
        local text = error_of(TASK, '<form ls-submit="save"><input name="titel"></form>')
        assert.truthy(text:find("no field 'titel' in event 'save'; did you mean 'title'?", 1, true), text)
        text = error_of(
            '{ user = { name = "string" }, rows = t.list { n = "string" } }',
            [[<form ls-submit="save">
                <input name="user[nam]"><input name="rows[1][n]"><button name="go">Go</button>
            </form>]]
        )
        assert.truthy(text:find("no field 'user[nam]' in event 'save'", 1, true), text)
        assert.is_nil(text:find("rows[1][n]", 1, true))
        assert.is_nil(text:find("'go'", 1, true))
    end)
end)

describe("a control of a form", function()
    local function shown(fields, markup)
        return open(fields, "", markup)
    end

    it("has the rules of its type as attributes, its label and its choices", function()
        local page = shown(
            [[{
                title = t.string { min = 2, max = 20, label = "Title", pattern = "^%u%l+$" },
                mail = t.email { label = "Mail", optional = true },
                age = t.integer { min = 0, max = 150, label = "Age" },
                share = t.number { label = "Share", optional = true },
                day = t.date { max = "2026-12-31", label = "Day" },
                at = t.datetime { label = "At" },
                home = t.url { label = "Home" },
                fee = t.money { label = "Fee", default = -5 },
                yes = t.boolean { label = "Yes" },
                size = t.enum { "S", "M", label = "Size" },
                tags = t.list(t.enum { "a", "b" }, { label = "Tags" }),
                about = t.string { max = 9, min = 2, label = "About" },
            }, { id = "it" }]],
            [[
                <ls.input form={f} name="title" /><ls.input form={f} name="mail" /><ls.input form={f} name="age" />
                <ls.input form={f} name="share" /><ls.input form={f} name="day" /><ls.input form={f} name="at" />
                <ls.input form={f} name="home" /><ls.input form={f} name="fee" /><ls.input form={f} name="yes" />
                <ls.select form={f} name="size" /><ls.select form={f} name="tags" />
                <ls.textarea form={f} name="about" />
            ]]
        )
        for _, selector in ipairs {
            "input#it-title[type=text][required][minlength='2'][maxlength='20'][pattern='[A-Z][a-z]+']",
            "input#it-mail[type=email][maxlength='254']",
            "input#it-age[type=number][min='0'][max='150'][required]",
            "input#it-share[type=number][step=any]",
            "input#it-day[type=date][max='2026-12-31']",
            "input#it-at[type=datetime-local]",
            "input#it-home[type=url]",
            "input#it-fee[type=text][inputmode=decimal][value='-0.05']",
            "input#it-yes[type=checkbox]",
            "select#it-size[required] option[value=M]",
            "select#it-tags[multiple] option[value=b]",
            "textarea#it-about[minlength='2'][maxlength='9']",
        } do
            assert.has.element(page, selector)
        end
        assert.has.no.element(page, "input#it-mail[required]")
        assert.has.no.element(page, "input#it-yes[required]")
        assert.has.element(page, "label", "Title")
    end)

    it("goes by what its tag says where that says something", function()
        local page = shown(
            '{ n = t.integer { min = 1, label = "N" } }',
            '<ls.input form={f} name="n" type="range" label="How many" min="3" />'
        )
        assert.has.element(page, "input[type=range][min='3']")
        assert.has.element(page, "label", "How many")
    end)

    it("shows its error once it was used, and what was typed", function()
        local page = shown(
            TASK,
            [[<form ls-change="check">
                <ls.input form={f} name="title" /><ls.input form={f} name="age" label="Age" />
            </form>]]
        )
        page:fill { age = "old" }
        assert.has.element(page, "#age-error", "is not a whole number")
        assert.has.element(page, "input[name=age][value=old]")
        assert.has.no.element(page, "input[name=title][aria-invalid]")
        assert.equal("can't be blank", page.model.form.errors.title)
        assert.same({ "age" }, page.model.form.changed)
        page:fill { title = " " }
        assert.has.element(page, "#title-error", "can't be blank")
    end)

    it("is of a form that the browser does not hold back", function()
        local function form_of(attributes, content)
            return shown(TASK, ("<form %s>%s</form>"):format(attributes, content)):all("form")[1].attributes
        end
        local control = '<ls.input form={f} name="title" />'
        assert.is_not_nil(form_of('ls-submit="save"', control).novalidate)
        assert.is_not_nil(form_of('data-ls-submit="save"', "<div>" .. control .. "</div>").novalidate)
        assert.is_nil(form_of('ls-submit="save" novalidate={false}', control).novalidate)
        assert.is_nil(form_of('ls-submit="save"', '<input name="title" aria-label="Title">').novalidate)
    end)
end)

describe("ls.inputs", function()
    local FIELDS = [[{
        rows = t.list({ n = t.string { min = 1, label = "N" } }, { label = "Rows" }),
    }]]
    local MARKUP = [[
        <form ls-change="check" ls-submit="save">
            <ls.inputs form={f} name="rows" let="row">
                <ls.input form={f} name="{row.name}[n]" />
                <button {row.remove}>Remove {row.number}</button>
                {if row.up then}<button {row.up}>Up {row.number}</button>{end}
                {if row.down then}<button {row.down}>Down {row.number}</button>{end}
                <:add let="add"><button {add}>Add</button></:add>
                <:empty><p>None.</p></:empty>
            </ls.inputs>
            <button type="reset">Reset</button>
            <button>Save</button>
        </form>
    ]]

    local function values(page)
        local list = {}
        for i, row in ipairs(page.model.form.values.rows) do
            list[i] = row.n or "-"
        end
        return table.concat(list, " ")
    end

    it("adds, removes and sorts rows, which keep what was typed", function()
        local page = open(FIELDS, "", MARKUP)
        assert.shows(page, "None.")
        page:click("Add"):click "Add"
        assert.does_not.show(page, "None.")
        page:fill { ["rows[1][n]"] = "a", ["rows[2][n]"] = "b" }
        assert.equal("a b", values(page))
        page:click "Up 2"
        assert.equal("b a", values(page))
        page:click "Down 1"
        assert.equal("a b", values(page))
        page:click("Add"):fill { ["rows[3][n]"] = "c" }
        page:click "Remove 2"
        assert.equal("a c", values(page))
        page:click "Save"
        assert.equal("a c", values(page))
        assert.is_true(page.model.form.valid)
    end)

    it("shows nothing wrong in a row that is new", function()
        local page = open(FIELDS, "", MARKUP)
        page:click "Add"
        assert.equal("can't be blank", page.model.form.errors["rows[1][n]"])
        assert.has.no.element(page, "input[aria-invalid]")
        page:click "Save"
        assert.has.element(page, "input[aria-invalid=true]")
    end)

    it("is empty again after a reset", function()
        local page = open(FIELDS, "", MARKUP)
        page:click("Add"):fill { ["rows[1][n]"] = "a" }
        page:click "Reset"
        assert.is_true(page.model.form.reset)
        assert.shows(page, "None.")
    end)
end)

describe("ls.post", function()
    it("asks the browser to post a form", function()
        local page = open(TASK, 'return m, ls.post "#it"')
        page:send("save", { title = "x" })
        assert.truthy(page.frames[#page.frames]:find('["post","#it"]', 1, true))
        local ok, text = open(TASK, "return m, ls.post()"):send("save", { title = "x" })
        assert.is_false(ok)
        assert.truthy(text:find("ls.post takes a form's selector, not a nil", 1, true), text)
    end)
end)
