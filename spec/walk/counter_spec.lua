-- The acceptance of the first issue: a counter whose one event is { by = "integer" }, from the frame to the
-- page and back.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

describe("the counter", function()
    local page, app

    before_each(function()
        page = test.open "apps/counter.lua"
        app = page.app
    end)

    it("is complete before any script runs", function()
        local status, html = test.get(page, "/")
        assert.equal(200, status)
        assert.is_truthy(html:find("<h1>0</h1>", 1, true))
    end)

    it("adds what its buttons say", function()
        page:click "+":click "+":click "−"
        assert.has.element(page, "h1", "1")
        assert.same({ n = 1 }, page.model)
    end)

    it("sends the number alone", function()
        page:click "+"
        assert.same({ ["0"] = "1" }, page.patch)
        assert.patch_bytes(page, 9)
        assert.same({ '[1,1,{"0":"1"}]' }, page.frames)
    end)

    it("turns the text of an attribute into an integer", function()
        assert.is_true(page:send("add", { by = "7" }))
        assert.equal(7, page.model.n)
        assert.equal("integer", math.type(page.model.n))
    end)

    it("takes integers as far as a browser has them", function()
        assert.is_true(page:send("add", { by = 2 ^ 53 // 1 | 0 }))
        assert.equal(9007199254740992, page.model.n)
        assert.shows(page, "9007199254740992")
    end)

    it("answers an event that changes nothing", function()
        assert.is_true(page:send("add", { by = 0 }))
        assert.same({ "[1,1]" }, page.frames)
        assert.is_nil(page.patch)
    end)

    it("is a session for each visitor", function()
        local other = test.visit(page)
        page:click "+"
        assert.has.element(page, "h1", "1")
        assert.has.element(other, "h1", "0")
    end)

    describe("refuses, without a word to Lua,", function()
        -- What no refusal may touch: turns, Lua states and the fuel spent in them.
        local function lua_of(session)
            local counters = app:counters()
            return {
                events = counters.events,
                turns = counters.turns,
                turns_failed = counters.turns_failed,
                restores = counters.restores,
                slices = counters.slices,
                awake = counters.awake,
                spent = session:spent(),
            }
        end

        local function refuses(says, counter, name, payload, code, message)
            it(says, function()
                for _, is_awake in ipairs { true, false } do
                    assert.is_true(page:send("add", { by = 1 }))
                    if not is_awake then
                        page:sleep()
                    end
                    local n, html = page.model.n, page.html
                    local lua, count = lua_of(page.session), app:counters()[counter]

                    local ok, text, got = page:send(name, payload)

                    assert.is_false(ok)
                    assert.equal(code, got)
                    assert.is_truthy(text:find(message, 1, true), text)
                    assert.equal(count + 1, app:counters()[counter])
                    assert.same(lua, lua_of(page.session))
                    assert.equal(is_awake, page.session:is_awake())
                    assert.equal(n, page.model.n)
                    assert.equal(html, page.html)
                    assert.is_nil(page.patch)
                end
            end)
        end

        local misfit = "rejected_misfit"
        refuses(
            "a fraction",
            misfit,
            "add",
            { by = 7.5 },
            "misfit",
            "add.by: expected integer, got float 7.5"
        )
        refuses(
            "a fraction as text",
            misfit,
            "add",
            { by = "7.5" },
            "misfit",
            'add.by: expected integer, got string "7.5"'
        )
        refuses("text", misfit, "add", { by = "x" }, "misfit", 'add.by: expected integer, got string "x"')
        refuses("empty text", misfit, "add", { by = "" }, "misfit", "add.by: expected integer")
        refuses("a boolean", misfit, "add", { by = true }, "misfit", "add.by: expected integer")
        refuses("a list", misfit, "add", { by = { 1 } }, "misfit", "add.by: expected integer")
        refuses("an object", misfit, "add", { by = { x = 1 } }, "misfit", "add.by: expected integer")
        refuses("null", misfit, "add", { by = core.null }, "misfit", "add.by")
        refuses("no field at all", misfit, "add", {}, "misfit", "add.by")
        refuses("2^53 + 1", misfit, "add", { by = 9007199254740993 }, "misfit", "add.by")
        refuses("-2^53 - 1", misfit, "add", { by = -9007199254740993 }, "misfit", "add.by")
        refuses("2^53 + 1 as text", misfit, "add", { by = "9007199254740993" }, "misfit", "add.by")
        refuses("2^64", misfit, "add", { by = 2.0 ^ 64 }, "misfit", "add.by")
        refuses(
            "an unknown field",
            "rejected_unknown",
            "add",
            { by = 1, bye = 2 },
            "unknown",
            "add.bye: no such field; did you mean 'by'?"
        )
        refuses(
            "__proto__",
            "rejected_unknown",
            "add",
            { by = 1, __proto__ = {} },
            "unknown",
            "add.__proto__"
        )
        refuses(
            "an unknown event",
            "rejected_unknown",
            "ad",
            {},
            "unknown",
            "event 'ad' is not declared; did you mean 'add'?"
        )
    end)

    describe("ends the line, without a word to Lua, for", function()
        local function ends(says, text, counter, code)
            it(says, function()
                page:click "+"
                page:sleep()
                local before = app:counters()
                page.client.line:send(text)
                page.client:settle()
                assert.equal(code, page.bye.code)
                assert.is_truthy(#page.bye.text > 0)
                local after = app:counters()
                assert.equal(before[counter] + 1, after[counter])
                for _, name in ipairs { "events", "turns", "turns_failed", "restores", "awake" } do
                    assert.equal(before[name], after[name], name)
                end
                assert.same({ n = 1 }, page.model)
                page:reconnect()
                assert.has.element(page, "h1", "1")
            end)
        end

        local deep = ('["e",2,"add",{"by":%s%s},1]'):format(("["):rep(1000), ("]"):rep(1000))
        ends("1,000 levels", deep, "rejected_too_large", "too_large")
        ends("1,000 levels that never close", ("["):rep(1000), "rejected_too_large", "too_large")
        ends(
            "more than 64 KiB",
            ('["e",2,"add",{"by":"%s"},1]'):format(("x"):rep(65536)),
            "rejected_too_large",
            "too_large"
        )
        ends("what is no JSON", "hello", "rejected_syntax", "syntax")
        ends("a payload that is no object", '["e",2,"add",[1],1]', "rejected_syntax", "syntax")
        ends("an event out of turn", '["e",7,"add",{"by":1},1]', "rejected_syntax", "syntax")
        ends("an acknowledgement of what was never sent", '["ack",7]', "rejected_syntax", "syntax")
        ends("bytes that are not UTF-8", '["e",2,"add",{"by":"\xff"},1]', "rejected_syntax", "syntax")
    end)

    it("deals with an event once, however often it comes", function()
        page:click "+"
        page.client.line:send '["e",1,"add",{"by":1},1]'
        page.client:settle()
        assert.same({ n = 1 }, page.model)
        assert.equal(1, app:counters().duplicates)
    end)
end)
