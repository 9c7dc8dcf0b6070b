-- lightspeed check runs luacheck on what the compiler made of the files, on the same lines.

local checking = require "spec.support.checking"
local reading = require "spec.support.reading"

local function messages(source)
    return checking.messages((checking.check(source)))
end

local function view(body, before)
    return ([[
local ls = require "lightspeed"
local view = ls.view {}
%s
function view.render(m)
  return html[=[
%s
]=] end
return view
]]):format(before or "", body)
end

describe("luacheck on expanded files", function()
    it("finds misspelt names inside templates, with the column", function()
        local text, code = checking.check(view "    <p>{m.a}</p>\n    <p>{peple}</p>")
        assert.equal(
            [[
app.lua:7: accessing undefined variable 'peple'
    <p>{peple}</p>
        ^
1 error, 0 hints in 1 file
]],
            text
        )
        assert.equal(1, code)
    end)

    it("knows names that only templates use as used", function()
        local before = "local function Badge(a) return html[[<b>{a.text}</b>]] end\nlocal size = 3"
        assert.same({}, messages(view("<Badge text={m.a} />{for i = 1, size do}<p>{i}</p>{end}", before)))
    end)

    it("says nothing of what the compiler wrote", function()
        local body = [[
<p class={"a", b = m.b} style={width = m.w}>{m.a}{local x = m.f()}<i>{x}</i></p>
{for _, row in ipairs(m.rows) do}{for _, cell in ipairs(row) do}<b {cell} ls-key={cell.id}>{cell.a}</b>{end}{end}
{if m.a then}<Row ls-key={m.a} {m.more} b={1}>in<:head>it</:head></Row>{else}nothing{end}
<Row><:head>it</:head><:head>it</:head></Row><Row b="}"><:head>it</:head></Row>
<textarea>{m.a} and {m.b}</textarea>]]
        for _, message in ipairs(messages(view(body, "local function Row(a) return html[[{a.b}]] end"))) do
            assert.is_nil(message:find "__", message)
            assert.is_nil(message:find("undefined", 1, true), message)
            assert.is_nil(message:find("unused", 1, true), message)
            assert.is_nil(message:find("overwritten", 1, true), message)
        end
    end)

    it("hints at what is not used, and leaves arguments alone", function()
        assert.same(
            {
                "app.lua:3: hint: unused variable 'size'",
            },
            messages(
                view("<p>{m.a}</p>", "local size = 3\nfunction view.init(params, session) return {} end")
            )
        )
    end)

    it("knows what the sandbox does not have", function()
        for _, name in ipairs { "os", "io", "debug", "load", "dofile", "package", "collectgarbage" } do
            assert.same({
                ("app.lua:3: accessing undefined variable '%s'"):format(name),
            }, messages(
                view("<p></p>", ("function view.init() return { a = %s } end"):format(name))
            ))
        end
        assert.same({
            "app.lua:3: accessing undefined field 'dump' of global 'string'",
        }, messages(view("<p></p>", "function view.init() return { a = string.dump } end")))
    end)

    it("takes a global that some file sets for defined", function()
        local text = checking.run("check", {
            ["app.lua"] = view("<p>{helper(m.a)}</p>", 'require "helper"'),
            ["helper.lua"] = "function helper(x) return x end",
        })
        assert.same({}, checking.messages(text))
    end)

    it("says so where luacheck is not installed, and goes on", function()
        local files = { ["app.lua"] = view "<img>{peple}" }
        local text, code = checking.run("check", files, "PATH=/nowhere")
        assert.equal(1, #checking.messages(text))
        assert.is_truthy(text:find("(luacheck is not installed, so names were not looked at", 1, true), text)
        assert.equal(0, code)
    end)

    it("leaves no files behind", function()
        local name = os.tmpname() -- nobody else has it
        os.remove(name)
        local mark = "mark" .. name:match "%w+$"
        checking.check(view("<p>" .. mark .. "</p>{" .. mark .. "}"))
        assert.same({}, reading.lines_of(("grep -ls %s /tmp/lua_*"):format(mark)))
    end)
end)
