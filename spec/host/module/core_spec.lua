-- lightspeed.core: what specs ask of the host's own rooms.

local core = require "lightspeed.core"
local reading = require "spec.support.reading"

describe("core.frame", function()
    for _, case in ipairs(assert(core.json.decode(reading.file "spec/fixtures/frames/client_frames.json"))) do
        it(case.says, function()
            local frame, text, code = core.frame.decode(case.text)
            if case.error then
                assert.is_nil(frame)
                assert.equal(case.error, code)
                assert.is_truthy(#text > 0)
                return
            end
            assert(frame, text)
            for name, value in pairs(frame) do
                assert.same(case[name], value, name)
            end
            for name in pairs(case) do
                assert.is_truthy(name == "says" or name == "text" or frame[name] ~= nil, name)
            end
        end)
    end
end)

describe("core.json", function()
    it("keeps integers, nulls and empty arrays", function()
        for _, text in ipairs { '[1,null,{"a":[{}]},1.5,"x"]', "9007199254740993", "null", "[]", "{}", "-0.5" } do
            assert.equal(text, core.json.encode(core.json.decode(text)))
        end
        assert.equal("integer", math.type(core.json.decode "1"))
        assert.equal(core.null, core.json.decode("[null]")[1])
        assert.equal("[]", core.json.encode(core.list {}))
    end)

    it("says where a text goes wrong", function()
        local value, text, code = core.json.decode "[1,]"
        assert.is_nil(value)
        assert.equal("syntax", code)
        assert.is_truthy(text:find "%d")
    end)

    it("has the limits of a frame when told so", function()
        local deep = ("["):rep(40) .. ("]"):rep(40)
        assert.is_truthy(core.json.decode(deep))
        assert.equal("too_large", select(3, core.json.decode(deep, true)))
    end)

    it("refuses what is no data", function()
        assert.equal("misfit", select(3, core.json.encode { print }))
        assert.equal("misfit", select(3, core.json.encode { [1.5] = 1 }))
        local knot = {}
        knot.knot = knot
        assert.equal("too_large", select(3, core.json.encode(knot)))
    end)
end)

describe("core.codec", function()
    it("gives back what it was given", function()
        for _, value in ipairs { 1, -1, math.maxinteger, 1.5, "x\0y", true, { 1, 2, { a = "b" } }, { [7] = 1 } } do
            assert.same(value, core.codec.decode(core.codec.encode(value)))
        end
        assert.equal("float", math.type(core.codec.decode(core.codec.encode(7.0))))
        assert.is_nil(core.codec.decode(core.codec.encode(nil)))
    end)

    it("is canonical", function()
        local a, b = {}, {}
        for i = 1, 50 do
            a["key" .. i], b["key" .. 51 - i] = i, 51 - i
        end
        assert.equal(core.codec.encode(a), core.codec.encode(b))
    end)

    it("refuses bytes that it did not write", function()
        for _, bytes in ipairs { "", "\xff", "\x07\xff\xff\xff\xff\0\0\0\0", "\x40\x40" } do
            local value, _, code = core.codec.decode(bytes)
            assert.is_nil(value)
            assert.equal("syntax", code)
        end
    end)
end)

describe("core.schema", function()
    it("coerces and refuses as the boundary does", function()
        local schema = assert(core.schema.build { type = "record", fields = { by = "integer" } })
        assert.same({ by = 7 }, schema:check({ by = "7" }, "add"))
        local value, text, code = schema:check({ by = 7.5 }, "add")
        assert.is_nil(value)
        assert.equal("add.by: expected integer, got float 7.5", text)
        assert.equal("misfit", code)
        assert.equal("unknown", select(3, schema:check { by = 1, bye = 1 }))
    end)

    it("refuses a description that holds nothing", function()
        local schema, text = core.schema.build({ type = "intger" }, "here")
        assert.is_nil(schema)
        assert.equal("here: no such type 'intger'; did you mean 'integer'?", text)
    end)
end)

describe("core.compile", function()
    it("shows what a session loads", function()
        local result = assert(core.compile('local a\nreturn html[[<b ls-click="add">{a}</b>]]', "x.lua", 3))
        assert.equal("local a\nreturn html(3, (a))", result.text)
        assert.same({ { kind = "s" } }, result.templates[1].slots)
        assert.equal("add", result.events[1].name)
    end)

    it("names the line", function()
        local result, text, code = core.compile("\nreturn html[[<b>]]", "x.lua")
        assert.is_nil(result)
        assert.equal("x.lua:2: <b> is never closed: </b> is missing", text)
        assert.equal("syntax", code)
    end)
end)

describe("core.sandbox", function()
    it("runs a chunk and says what it spent", function()
        local ok, result, spent = core.sandbox "local n = 0 for i = 1, 1000 do n = n + i end return n"
        assert.is_true(ok)
        assert.equal(500500, result)
        assert.is_truthy(spent >= 1000 and spent < 20000, spent)
    end)

    it("spends more on more", function()
        local _, _, little = core.sandbox "for i = 1, 100 do end"
        local _, _, much = core.sandbox "for i = 1, 10000 do end"
        assert.is_truthy(much > 50 * little / 10, much)
    end)

    it("ends what never ends", function()
        for _, source in ipairs {
            "while true do end",
            "while true do pcall(error) end",
            "pcall(function() while true do end end) return 'escaped'",
            "coroutine.wrap(function() while true do end end)()",
            "return ('x'):rep(1e9)",
            "local t = {} while true do t[#t + 1] = {} end",
        } do
            local ok, _, spent, code = core.sandbox(source, { fuel = 100000 })
            assert.is_false(ok, source)
            assert.equal("budget", code, source)
            assert.is_truthy(spent <= 200000, spent)
        end
    end)

    it("has no way out", function()
        for _, name in ipairs {
            "io",
            "os",
            "debug",
            "package",
            "load",
            "loadstring",
            "dofile",
            "loadfile",
            "collectgarbage",
        } do
            local ok, result = core.sandbox(("return %s == nil"):format(name))
            assert.is_true(ok)
            assert.is_true(result, name)
        end
    end)

    it("tells an error with its line", function()
        local ok, text, _, code = core.sandbox "local x\nreturn x.y"
        assert.is_false(ok)
        assert.equal("crash", code)
        assert.is_truthy(text:find("chunk.lua:2: attempt to index a nil value (local 'x')", 1, true), text)
    end)

    it("gives plain data only", function()
        local ok, text = core.sandbox "return { a = print }"
        assert.is_false(ok)
        assert.is_truthy(text:find("is a function; a model is plain data", 1, true), text)
    end)

    it("starts afresh each time", function()
        assert.is_true((core.sandbox "leak = 1"))
        assert.is_nil(select(2, core.sandbox "return leak"))
    end)
end)

describe("core.open", function()
    it("says what is wrong with a file or an option", function()
        assert.equal("host", select(3, core.open "spec/apps/nowhere.lua"))
        local app, text = core.open("apps/counter.lua", { limits = { turn_ful = 1 } })
        assert.is_nil(app)
        assert.equal("no limit 'turn_ful'; did you mean 'turn_fuel'?", text)
    end)

    it("outlives its visitors, and they it", function()
        local app = assert(core.open "apps/counter.lua")
        local page = app:visit "/"
        local line = page:join()
        app:close()
        app:close()
        assert.is_false(line:send '["h"]')
        assert.is_nil(line:pull())
        assert.has_error(function()
            page:model()
        end, "the app is closed")
        assert.has_error(function()
            app:visit "/"
        end, "the app is closed")
        line:close()
    end)

    it("keeps what the host tells its operator", function()
        core.log()
        local app = assert(core.open "spec/apps/failing.lua")
        app:visit "/?init=true"
        local told = core.log()
        assert.is_truthy(told:find("init failed", 1, true))
        assert.is_nil(told:find("its page is as before", 1, true)) -- there was none
        assert.equal("", core.log())
    end)

    it("speaks frames on a bare line", function()
        local app <close> = assert(core.open "apps/counter.lua")
        local line = app:line()
        line:send '["e",1,"add",{"by":1},0]'
        assert.equal('["bye","forbidden","the first frame is a join"]', line:pull())
        assert.is_true(line:is_closing())
        assert.equal(1, app:counters().rejected_forbidden)
        assert.equal(0, app:counters().events)
    end)
end)
