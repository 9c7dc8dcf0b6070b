-- What templates send, as the compiler tells it.

local support = require "spec.lua.support"

-- Each event as "name: field=value field?", with "..." where there may be more at run time.
local function told(template)
    local source = "function view.render(m) return html[==[" .. template .. "]==] end"
    local list = {}
    for index, event in ipairs(support.compile(source).events) do
        local parts = {}
        for place, field in ipairs(event.fields) do
            parts[place] = field.name .. (field.value and "=" .. field.value or "")
        end
        parts[#parts + 1] = event.is_open and "..." or nil
        list[index] = event.name .. ": " .. table.concat(parts, " ")
    end
    return list
end

local function tells(cases)
    for _, case in ipairs(cases) do
        it("tells of " .. case[1]:gsub("\n", "\\n"), function()
            assert.same({ table.unpack(case, 2) }, told(case[1]))
        end)
    end
end

describe("a click", function()
    tells {
        { '<b ls-click="go"></b>', "go: " },
        { '<b ls-click="go" ls-value-id="7" data-ls-value-x=y></b>', "go: id=7 x=y" },
        { '<b ls-click="go" ls-value-id={m.id} ls-value-x="a {m.b}" ls-value-y></b>', "go: id x y=" },
        { '<b ls-click="go" ls-value-userId="7"></b>', "go: userid=7" },
        { '<b ls-click="go" {m.more}></b>', "go: ..." },
        { '<b ls-click={m.event} ls-value-id="7"></b>' },
        { '<Card ls-click="go" ls-value-id="7" />', "go: ..." },
        { '<b ls-keydown.enter="go"></b>', "go: " },
        { '<b ls-keydown.enter="go" {m.more}></b>', "go: ..." },
        { '<b ls-click=" go  clientX  shiftKey "></b>', "go: clientX shiftKey" },
        { '<b ls-on-drop.prevent="go text" ls-value-id="7"></b>', "go: id=7 text" },
        { "<b ls-on-dragover.prevent></b>" },
        { '<b ls-click="[]"></b>' },
        { '<ls.pager event="go" page={1} pages={2} />', "go: ..." },
        { '<ls.dialog id="a" title="b" close="go" event="no">x</ls.dialog>', "go: ..." },
        { '<My.pager event="go" /><Card close="go" />' },
        { '<b ls-click="go"><i ls-click="stop" ls-value-a="1"></i></b>', "go: ", "stop: a=1" },
    }
end)

describe("a control that changes", function()
    tells {
        { '<input name="a" ls-change="edit" ls-value-id="7">', "edit: id=7 a" },
        { '<input ls-change="edit">', "edit: value" },
        { '<select name="a" ls-change="edit"></select>', "edit: a" },
        { '<textarea name={m.a} ls-change="edit"></textarea>', "edit: ..." },
        { '<div ls-change="edit"><input name="a"></div>', "edit: ..." },
    }
end)

describe("a form", function()
    tells {
        { '<form ls-submit="save"><input name="a"><select name="b"></select></form>', "save: a b" },
        { '<form ls-submit="save" ls-change="check"><input name="a"></form>', "save: a", "check: a" },
        { '<form ls-submit="save" ls-value-id="7"><p><input name="a"></p></form>', "save: id=7 a" },
        {
            '<form ls-submit="save">{if m.x then}<input name="a">{else}<input name="b">{end}</form>',
            "save: a b",
        },
        { '<form ls-submit="save"><input type="hidden" name="a" value="7"></form>', "save: a=7" },
        { '<form ls-submit="save"><input name="a" value="7"></form>', "save: a" },
        { '<form ls-submit="save"><input type="checkbox" name="a"></form>', "save: a=on" },
        { '<form ls-submit="save"><input type="radio" name="a" value={m.a}></form>', "save: a" },
        { '<form ls-submit="save"><input type="checkbox" name="a" {m.more}></form>', "save: a ..." },
        { '<form ls-submit="save"><ls.input type="checkbox" name="a" /></form>', "save: a" },
        {
            '<form ls-submit="save"><select name="a"><option value="">None</option><optgroup>'
                .. '<option value="x">X</option></optgroup><option value={m.b}>B</option></select></form>',
            "save: a a=x",
        },
        {
            '<form ls-submit="save" ls-change="check"><button name="how" value="x">Go</button></form>',
            "save: how",
            "check: ",
        },
        { '<form ls-submit="save"><input name="a" disabled><input name="b" form="other"></form>', "save: " },
        { '<form ls-submit="save"><fieldset disabled><input name="a"></fieldset></form>', "save: " },
        {
            '<form ls-submit="save"><input type="file" name="a"><input type="reset" name="b"></form>',
            "save: ",
        },
        { '<form ls-submit="save"><input name={m.a}></form>', "save: ..." },
        { '<form ls-submit="save"><Field name="a" /></form>', "save: ..." },
        { '<form ls-submit="save"><ls.input name="a" form={m.form} /></form>', "save: a" },
        { '<form ls-submit="save">{m.title}</form>', "save: " },
        { '<form ls-submit="save">{slot()}</form>', "save: ..." },
        { '<form ls-submit="save">{content}</form>', "save: ..." },
        { "<form ls-submit={m.event}><input></form>" },
    }

    it("hints at controls without a name", function()
        local function hint(template)
            local found = support.compile("return html[==[" .. template .. "]==]").hints[1]
            return found and found.message
        end
        local message = "app.lua:1: this <%s> has no name, so the form does not send it"
        assert.equal(message:format "input", hint '<form ls-submit="save"><input></form>')
        assert.equal(message:format "select", hint '<form ls-change="save"><select></select></form>')
        assert.equal(
            message:format "textarea",
            hint '<form ls-submit="a"><p><textarea></textarea></p></form>'
        )
        assert.is_nil(hint "<form><input></form>")
        assert.is_nil(hint '<form ls-submit="a"><input type="submit"></form>')
        assert.is_nil(hint '<form ls-submit="a"><input ls-change="b"></form>')
        assert.is_nil(hint '<form ls-submit="a"><input {more}></form>')
    end)

    it("hints at ls-submit elsewhere", function()
        local hints = support.compile('return html[[<p ls-submit="a"></p>]]').hints
        assert.equal(
            "app.lua:1: 'ls-submit' belongs on a <form>; nothing else is submitted",
            hints[1].message
        )
    end)
end)
