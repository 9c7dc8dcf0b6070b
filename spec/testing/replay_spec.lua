-- Traces and recorded specs, as those have them who write specs of apps.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

local APP = "spec/apps/walk_travel.lua"

-- What busted would run of a recorded spec: the body of its one `it`.
local function run(source)
    local body
    local env = setmetatable({
        assert = assert,
        describe = function(_, fill)
            fill()
        end,
        it = function(_, call)
            body = call
        end,
    }, { __index = _G })
    assert(load(source, "recorded_spec.lua", "t", env))()
    return pcall(body)
end

local function visit(path)
    return test.open(APP, path or "/?start=5", { now = 1767225600000, seed = { 7, 8, 9, 10 } })
end

describe("a trace", function()
    it("is gone again by test.replay, with the same chance and to the same page", function()
        local page = visit()
        for by = 1, 3 do
            assert.is_true(page:send("add", { by = by }))
        end
        local way = test.replay(assert(page.session:trace()))
        assert.is_nil(way.diverges)
        assert.same(page.model, way.model)
        assert.equal(page.session:html(), way.html)
        assert.equal(3, #way.steps)
    end)

    it("fails test.replay where a turn fails now, with its words", function()
        local page = visit()
        page:send("add", { by = 1 })
        page:send "boom"
        local trace = page.session:trace()
        local ok, text = pcall(test.replay, trace)
        assert.is_false(ok)
        assert.matches("step 2, boom: walk_travel.lua:%d+: boom", text)
    end)

    it("is read from a file, and says where that is none", function()
        local name = os.tmpname()
        local page = visit()
        page:send("add", { by = 1 })
        local file = assert(io.open(name, "w"))
        file:write(page.session:trace())
        file:close()
        assert.equal(6, test.replay(name).model.n)
        os.remove(name)
        assert.error_matches(function()
            test.replay(name)
        end, "test.replay: .*No such file")
        assert.error_matches(function()
            test.replay('{ trace = 1, app = "' .. APP .. '", view = "x.lua:1" }\n')
        end, "line 1: the trace is of a view at x.lua:1")
    end)

    it("says which step comes out otherwise", function()
        local page = visit()
        page:send("add", { by = 1 })
        page:send("add", { by = 1 })
        local trace = page.session:trace():gsub('event = "add", payload = { by = 1 }(.-\n)', function(rest)
            return 'event = "add", payload = { by = 2 }' .. rest
        end, 1)
        assert.equal(1, test.replay(trace).diverges)
    end)

    it("survives that its beginning is forgotten", function()
        local page = visit()
        for _ = 1, 500 do
            page:send("add", { by = 1 })
            page:advance(100)
        end
        local way = test.replay(page.session:trace())
        assert.is_nil(way.diverges)
        assert.same(page.model, way.model)
        assert.is_true(#way.steps >= 100 and #way.steps <= 200)
    end)

    it("is kept in development only", function()
        local page = test.open(APP, "/", { dev = false })
        local trace, why = page.session:trace()
        assert.is_nil(trace)
        assert.equal("steps are kept in development only", why)
    end)
end)

describe("a recorded spec", function()
    it("passes where nothing failed, and compares the model", function()
        local page = visit "/?start=5&ticks=false"
        page:send("add", { by = 1 })
        page:advance(700)
        page:send("add", { by = "2" })
        local source = page.session:spec()
        assert.matches('page:send%("add", { by = "2" }%)', source)
        assert.matches("page:advance%(700%)", source)
        assert.matches("assert.same%({ list = { 6, 8 }, luck = %d+, n = 8, ticks = 0 }, page.model%)", source)
        local ok, text = run(source)
        assert.is_true(ok, text)
    end)

    it("fails where the session failed, in the same way", function()
        local page = visit()
        page:send("add", { by = 1 })
        page:send "boom"
        local ok, text = run(page.session:spec())
        assert.is_false(ok)
        assert.matches("walk_travel.lua:%d+: boom", tostring(text))
    end)

    it("waits for timers as the session did", function()
        local page = visit "/?ticks=true"
        page:advance(1000)
        page:send("add", { by = 1 })
        local source = page.session:spec()
        assert.matches("page:advance", source)
        assert.is_true(run(source))
    end)

    it("has the trace in it where the beginning is forgotten", function()
        local page = visit()
        for _ = 1, 300 do
            page:send("add", { by = 1 })
            page:advance(100)
        end
        page:send "boom"
        local source = page.session:spec()
        assert.matches("test.replay %[==%[", source)
        local ok, text = run(source)
        assert.is_false(ok)
        assert.matches("boom", tostring(text))
    end)

    it("has no secrets in it", function()
        local page = visit()
        page:send("login", { name = "nobody", word = "sesame" })
        local source, log = page.session:spec(), core.log()
        assert.matches("put something in place of •••", source)
        assert.matches("-- failed: walk_travel.lua:%d+: no ••• opens", source)
        assert.not_matches("sesame", source)
        assert.not_matches("sesame", page.session:trace())
        assert.not_matches("sesame", log)
    end)
end)

describe("chance in specs", function()
    it("is the same each time, and another for another visitor", function()
        local first, second = visit(), visit()
        assert.equal(first.model.luck, second.model.luck)
        assert.not_equal(first.model.luck, test.visit(first, "/").model.luck)
    end)

    it("goes by the seed", function()
        local other = test.open(APP, "/", { seed = { 1, 1, 1, 1 } })
        assert.not_equal(visit().model.luck, other.model.luck)
    end)
end)
