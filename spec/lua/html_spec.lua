-- The compiler as the host uses it: what compile() gives, and on which lines.

local support = require "spec.lua.support"
local html = require "html"

local function count_lines(text)
    return select(2, text:gsub("\n", "\n"))
end

describe("compile", function()
    it("replaces templates in place and leaves the rest alone", function()
        local result = support.compile "local a = 1\nreturn html[[<b>{a}</b>]] -- done\n"
        assert.equal("local a = 1\nreturn html(0, (a)) -- done\n", result.text)
        assert.same(
            { { statics = { "<b>", "</b>" }, slots = { { kind = "s" } }, line = 2 } },
            result.templates
        )
        assert.same({}, result.events)
    end)

    it("gives a file without templates back", function()
        local result = support.compile "return 1"
        assert.same(
            { text = "return 1", templates = {}, events = {}, hints = {}, requires = {}, raw = {} },
            result
        )
    end)

    it("takes a file that begins with #!", function()
        assert.equal(
            "#!/usr/bin/lua\nreturn html(0)",
            support.compile("#!/usr/bin/lua\nreturn html[[a]]").text
        )
    end)

    it("counts templates from first_template", function()
        local result =
            html.compile("f(html[[{if a then}b{end}]], html[[c]])", { name = "x", first_template = 7 })
        assert.equal("f(html(7, (( a ) and html(8) or nil)), html(9))", result.text)
    end)

    it("numbers templates in the order of the source, the outer before the inner", function()
        local result = support.compile [==[
            f(html[[{if a then}1{else}{for i = 1, 2 do}2{end}{end}<C>3</C>]])
            g(html[[4]])
        ]==]
        local shapes = {}
        for index, template in ipairs(result.templates) do
            shapes[index] = support.shape_of(template)
        end
        assert.same({ "{t}{t}", "1", "{t}", "2<!---->", "3", "4" }, shapes)
    end)

    it("tells the events that a page can send", function()
        local result = support.compile [==[
return html[[
  <b ls-click="add" ls-change={x}></b>
  <b ls-keydown.enter="go" ls-on-paste=" paste " ls-recover="off"></b>
  <C ls-submit="save" title={html[=[<i data-ls-blur=b></i>]=]} ls-focus={x} />
  <b ls-target="p" ls-value-x="no" ls-recover="again" ls-visible="a&amp;b"></b>
]]]==]
        local told = {}
        for index, event in ipairs(result.events) do
            told[index] = ("%s=%s %d:%d"):format(event.attribute, event.name, event.line, event.column)
        end
        assert.same({
            "ls-click=add 2:6",
            "ls-keydown.enter=go 3:6",
            "ls-on-paste=paste 3:28",
            "ls-submit=save 4:6",
            "data-ls-blur=b 4:40",
            "ls-recover=again 5:36",
            "ls-visible=a&b 5:55",
        }, told)
    end)

    it("gives the same for the same", function()
        local source =
            "return html[[<p class={'a', b = c}>{if a then}{b}{end}&amp;{for i = 1, 2 do}<C {x} />{end}</p>]]"
        assert.same(support.compile(source), support.compile(source))
    end)

    it("is quick", function()
        local row = [[<p class={"a", b = c}>{if a then}{b}{end} &amp; <b id="b%d" ls-click="x">{c}</b></p>]]
        local lines = { "return html[[" }
        for index = 1, 500 do
            lines[#lines + 1] = row:format(index)
        end
        local source = table.concat(lines, "\n") .. "]]"
        support.compile(source)
        local start = os.clock()
        support.compile(source)
        -- 500 lines of nothing but markup; the bound leaves room for a slow, busy machine
        assert.is_true(os.clock() - start < 0.5)
    end)
end)

describe("line numbers", function()
    -- A file with `boom` on one line; the error must name that line.
    local cases = {
        { "a value", "return html[[\n<p>\n{x}\n{boom()}\n</p>]]", 4 },
        { "a value of many lines", "return html[[\n<p>{f(\n1,\n\nboom())}</p>]]", 5 },
        { "an attribute", "return html[[\n<p\n title={x}\n id={boom()}\n></p>]]", 4 },
        { "a joined attribute", 'return html[[\n<p\n title="a\n {x}\n {boom()}"></p>]]', 5 },
        { "a class", "return html[[\n<p class={\n'a',\nb = boom()}></p>]]", 4 },
        { "a spread", "return html[[\n<p\n{x}\n{boom()}></p>]]", 4 },
        { "a condition", "return html[[\n\n{if x then}\na\n{elseif boom() then}\nb{end}]]", 5 },
        { "a branch", "return html[[\n\n{if true then}\n<p>\n{boom()}</p>{end}]]", 5 },
        { "the last branch", "return html[[\n\n{if x then}\n{else}\n{boom()}{end}]]", 5 },
        { "a loop's head", "return html[[\n\n{for i = 1,\nboom() do}\n{i}{end}]]", 4 },
        { "a loop's body", "return html[[\n\n{for i = 1, 2 do}\n{i}\n<b>{boom()}</b>{end}]]", 5 },
        { "a key", "return html[[\n{for i = 1, 2 do}\n<b id={i}\n ls-key={boom()}></b>{end}]]", 4 },
        {
            "a component's attribute before the key",
            "return html[[\n{for i = 1, 2 do}\n<C id={i}\n x={boom()}\n ls-key={i} />{end}]]",
            4,
        },
        {
            "a component's key",
            "return html[[\n{for i = 1, 2 do}\n<C id={i}\n x={i}\n ls-key={boom()} />{end}]]",
            5,
        },
        { "a local", "return html[[\n{x}\n{local a =\n boom()}{a}]]", 4 },
        { "a value after a local", "return html[[\n{x}\n{local a = 1}\n\n{boom()}]]", 5 },
        { "a value before a local", "return html[[\n{x}\n{boom()}\n{local a = 1}\n]]", 3 },
        { "a component's attribute", "return html[[\n<C\n a=1\n b={boom()}\n c />]]", 4 },
        { "a component's children", "return html[[\n<C>\n<p>\n{boom()}</p></C>]]", 4 },
        { "a textarea", "return html[[\n<textarea>\na {x}\n{boom()}</textarea>]]", 4 },
        { "a template in an expression", "return html[=[\n{f(\nhtml[[\n<p>\n{boom()}</p>]])}]=]", 5 },
        { "what follows a template", "local a = html[[\n<p>\n\n</p>]]\nboom()", 5 },
        { "what follows a template on its last line", "local a = html[[\n<p>\n\n</p>]] boom()", 4 },
        { "a file with other line ends", "local a = 1\r\nreturn html[[\r\n<p>\r\n{boom()}\r\n</p>]]", 4 },
        { "a file with odd line ends", "local a = 1\n\rreturn html[[\r<p>\r\r{boom()}</p>]]", 5 },
        { "a template that begins lines after its name", "return html\n\n[[\n{boom()}]]", 4 },
    }
    for _, case in ipairs(cases) do
        it("are those of the file: " .. case[1], function()
            local source = case[2]
            local result = support.compile(source)
            local ok, message = pcall(support.run, result, {
                boom = function()
                    error("boom", 2)
                end,
                C = function(_, slot)
                    return slot and slot()
                end,
                f = function(value)
                    return value
                end,
            })
            assert.is_false(ok)
            assert.equal(("app.lua:%d: boom"):format(case[3]), message)
        end)
    end

    it("are as many as before", function()
        for _, case in ipairs(cases) do
            local source = case[2]:gsub("\r\n", "\n"):gsub("\n\r", "\n"):gsub("\r", "\n")
            assert.equal(count_lines(source), count_lines(support.compile(source).text))
        end
    end)

    it("of templates are where they begin", function()
        local result = support.compile(
            "return html[[\n{if a then}\nb\n{elseif c then}d{end}\n{for i = 1, 2 do}\n{i}{end}\n<C>\ne</C>]]"
        )
        local lines = {}
        for index, template in ipairs(result.templates) do
            lines[index] = template.line
        end
        assert.same({ 1, 2, 4, 5, 7 }, lines)
    end)
end)

describe("the whole", function()
    it("renders a page of an application", function()
        local source = [==[
local function Item(a)
  local task = a.task
  return html[[
    <li class={"task", done = task.done}>
      <label>
        <input type="checkbox" checked={task.done} ls-click="toggle" ls-value-id={task.id}>
        {task.title}
      </label>
      <button ls-click="remove" ls-value-id={task.id} aria-label="Remove {task.title}">×</button>
    </li>
  ]]
end

return html[[
  <h1>Todo</h1>
  {if #tasks == 0 then}
    <p>Nothing to do. Enjoy the day.</p>
  {else}
    <ul>
      {for _, task in ipairs(tasks) do}
        <Item ls-key={task.id} task={task} />
      {end}
    </ul>
  {end}
]]
]==]
        assert.equal(
            "<h1>Todo</h1><p>Nothing to do. Enjoy the day.</p>",
            (support.render_file(source, { tasks = {} }))
        )
        local tasks = { { id = 1, title = "Milk & eggs", done = true } }
        assert.equal(
            '<h1>Todo</h1><ul><li class="task done"><label> <input type="checkbox" checked ls-click="toggle" '
                .. 'ls-value-id="1"> Milk &amp; eggs </label> <button ls-click="remove" ls-value-id="1" '
                .. 'aria-label="Remove Milk &amp; eggs">×</button></li></ul>',
            (support.render_file(source, { tasks = tasks }))
        )
    end)
end)
