-- docs/check.md: whatever it says is said, word for word. Its tables have what somebody writes in the first column
-- and what the program says of it in the second.

local checking = require "spec.support.checking"
local loading = require "spec.support.loading"

local APP = [[
local ls = require "lightspeed"
local view = ls.view {
  events = { "refresh", toggle = { id = "integer" }, save = { title = "string", done = "boolean?" } },
}
function view.update.refresh() end function view.update.toggle() end function view.update.save() end
local function Card() return html[=[<p></p>]=] end
local a, x, y, props, Badge = 1, {}, {}, {}, Card
function view.render(m) return html[=[]=], html[==[%s]==] end
return view, a, x, y, props, Badge
]]
APP = APP:gsub("\n", " ") -- so that templates stand on line 1, as in the tables

local function rows()
    local list = {}
    for line in io.lines "docs/check.md" do
        local template, message = line:match "^| `(.-)` | `(.*)` |$"
        if template then
            list[#list + 1] = { template = template, message = message }
        end
    end
    return list
end

-- Checks an app of one view for each row; marks the rows of which their message was said. What is said of events is
-- said only where all files compile.
local function check(list)
    local lines = { 'local ls = require "lightspeed"', "local app = ls.app()" }
    local files, by_place = {}, {}
    for index, row in ipairs(list) do
        local name = "row" .. index
        files[name .. ".lua"] = APP:gsub("%%s", function()
            return row.template
        end)
        lines[#lines + 1] = ('app:live("/%s", require "%s")'):format(name, name)
        by_place[("%s.lua:1: %s"):format(name, row.message)] = row
    end
    lines[#lines + 1] = "return app"
    files["app.lua"] = table.concat(lines, "\n")
    local text = checking.run("check", files)
    for _, line in ipairs(checking.messages(text)) do
        if by_place[line] then
            by_place[line].is_said = true
        end
    end
    return text
end

describe("docs/check.md", function()
    local list, rest = rows(), {}
    check(list)
    for _, row in ipairs(list) do
        rest[#rest + 1] = not row.is_said and row or nil
    end
    local text = check(rest)

    it("has messages", function()
        assert.is_true(#list > 90)
    end)

    for _, row in ipairs(list) do
        it("tells what is said of " .. row.template, function()
            assert.is_true(row.is_said, text)
        end)
    end
end)

describe("the promise of errors at load", function()
    local VIEW = [[
local ls = require "lightspeed"
local app = ls.view { events = { "inc" } }
%s]]
    local END = "function app.render() return html[=[<p></p>]=] end\nreturn app\n"

    -- source, and a line of what is said
    local cases = {
        {
            "local a = 1\nreturn html[[\n<p>{m.n +}</p>]]",
            "app.lua:3: not a Lua expression: {m.n +}  (unexpected symbol near <eof>)",
        },
        { "return html[[\n<p></div>]]", "app.lua:2: </div> does not match <p> opened on line 2" },
        { "return html[[{if x then}{end}{if x}{end}]]", "app.lua:1: '{if …}' needs 'then':  {if x then}" },
        { "return html[[{if x then}<li>{end}</li>]]", "app.lua:1: '{end}' inside <li>, which is still open" },
        {
            "return html[[<b ls-clik='x'></b>]]",
            "app.lua:1: unknown attribute 'ls-clik'; did you mean 'ls-click'?",
        },
        {
            "return html[[<b onclick='x'></b>]]",
            "app.lua:1: inline handler 'onclick' is not allowed; use ls-click=\"event\"",
        },
        {
            VIEW:format(
                "function app.update.inc() end\nfunction app.render()\n"
                    .. 'return html[=[<b ls-click="icn">x</b>]=] end return app'
            ),
            "app.lua:5: ls-click=\"icn\": no such event; did you mean 'inc'?",
        },
        {
            VIEW:format("function app.update.icn() end\n" .. END),
            "app.lua:3: 'icn' is neither a declared event nor a declared message; did you mean 'inc'?",
        },
        {
            "return html[[\n<p>{t[u[1]]}</p>]]",
            "app.lua:2: this '{' is never closed; ']]' ended the template early, write html[=[ … ]=] instead",
        },
        {
            VIEW:format(
                "function app.update.inc() end\nlocal Card = ls.component { attrs = { title = 'string' } }\n"
                    .. "function Card.render(a) return html[=[{a.title}]=] end\n"
                    .. "function app.render() return html[=[<Card titel='x' />]=] end return app"
            ),
            "app.lua:6: <Card> has no attribute 'titel'; did you mean 'title'?",
        },
    }
    for _, case in ipairs(cases) do
        it("is kept: " .. case[2], function()
            local text = checking.check(case[1])
            assert.is_truthy(("\n" .. text):find("\n" .. case[2], 1, true), text)
        end)
    end
end)

describe("an error while a page is rendered", function()
    it("has the line of the template that it is in", function()
        local app = assert(loading.app [[
local ls = require "lightspeed"
local view = ls.view {}
function view.render(m)
  return html[=[
    <p>a</p>
    <p>{m.user.name}</p>]=]
end
return view]])
        local _, status, body = app:visit "/"
        assert.equal(500, status)
        assert.is_truthy(
            body:find("lua:6: attempt to index a nil value (field &#39;user&#39;)", 1, true),
            body
        )
    end)
end)

describe("a host that starts", function()
    local host = checking.program:gsub("bin/lightspeed$", "lightspeed-host")

    -- What it says until it serves and is ended, and its exit code. Others may have the port: then it is another.
    local function start(source, options)
        local path = os.tmpname()
        local file = assert(io.open(path, "wb"))
        file:write(source)
        file:close()
        local text, code
        for _ = 1, 10 do
            local port = math.random(20000, 60000)
            local command = ("echo $$; exec timeout 60 %s --port %d %s %s 2>&1"):format(
                host,
                port,
                options or "",
                path
            )
            local pipe = assert(io.popen(command))
            local pid = pipe:read "l"
            text = ""
            for line in pipe:lines "L" do
                text = text .. line
                if line:find "^ *➜" then
                    os.execute("kill " .. pid)
                end
            end
            code = select(3, pipe:close())
            if not text:find("is in use", 1, true) then
                break
            end
        end
        os.remove(path)
        return text:gsub(path:match "[^/]+$" .. ":", "app.lua:"), code
    end

    local source = [[
local ls = require "lightspeed"
local view = ls.view {}
function view.render(m)
  return html[=[
    %s]=]
end
return view
]]
    local hint = 'app.lua:5: hint: <img> has no alt: say what it shows, or alt="" where it only decorates\n'
        .. "    <img src='a.png'>]=]\n    ^\n"

    it("shows the source line of what is wrong, and ends", function()
        local text, code = start(source:format "<p>{m.a +}</p>")
        assert.equal(
            "app.lua:5: not a Lua expression: {m.a +}  (unexpected symbol near <eof>)\n"
                .. "    <p>{m.a +}</p>]=]\n        ^\n",
            text
        )
        assert.equal(1, code)
    end)

    it("prints hints in development and not in production, and serves", function()
        local text = start(source:format "<img src='a.png'>")
        assert.is_truthy(text:find(hint, 1, true), text)
        assert.is_truthy(text:find("Lightspeed", 1, true), text)
        text = start(source:format "<img src='a.png'>", "--prod")
        assert.is_nil(text:find("hint", 1, true), text)
        assert.is_truthy(text:find("Lightspeed", 1, true), text)
    end)
end)
