-- For specs of what services may use: runs a few lines in a service, and gives what they return.
--
--     assert.equal(3, serving.run "return 1 + 2")       -- a second value, such as an expected failure, comes too
--
-- What they raise they raise here, without its place.

local assert = require "luassert"
local loading = require "spec.support.loading"
local page = require "lightspeed.test.page"

local serving = {}

local FILE = [=[
local ls = require "lightspeed"
local work = ls.service("work", function()
    local s = {}
%s
    return s
end)
local view = ls.view { events = { run = { name = "string", most = "integer?" } }, messages = { "heard", "failed" } }
function view.init() return { said = {} } end
function view.update.run(m, e)
    local call = work[e.name]():to("heard"):catch "failed"
    return m, e.most and call:timeout(e.most) or call
end
function view.update.heard(m, value, err) m.said = { value = value, err = err } end
function view.update.failed(m, text) m.said = { raised = text } end
function view.render() return html[[<p></p>]] end
return view
]=]

---An app whose service has these functions, by name: a function that runs one, within so many milliseconds where that
---is said, and the page.
function serving.all(functions, options)
    local lines = {}
    for name, body in pairs(functions) do
        lines[#lines + 1] = ("function s.%s() %s end"):format(name, body)
    end
    table.sort(lines)
    local app = assert(loading.app(FILE:format(table.concat(lines, "\n")), options))
    local visitor = page.open(app, "/")
    return function(name, most)
        assert(visitor:send("run", { name = name, most = most }))
        local said = visitor.model.said
        if said.raised then
            error((said.raised:match "^[^\n]*"):gsub("^[^:]*:%d+: ", ""), 0)
        end
        return said.value, said.err
    end,
        visitor
end

---Runs lines in a service of their own.
function serving.run(body, options)
    return (serving.all({ run = body }, options))("run")
end

---What raises this when a service says it, the whole text.
function serving.raises(text, body)
    assert.has.error(function()
        serving.run(body)
    end, text)
end

---What may be said in a service only: `call` at file level is refused by these words.
function serving.belongs(call, words)
    local why = loading.error_of('local ls = require "lightspeed" ' .. call)
    assert.is_truthy(why:find(words .. " belongs into a service", 1, true), why)
end

return serving
