-- ls.cache as services see it; spec/host/service/world/cache_test.c has the threads.

local loading = require "spec.support.loading"
local serving = require "spec.support.serving"
local test = require "lightspeed.test"

describe("ls.cache", function()
    it("keeps plain data by a name, each time as a copy", function()
        local run = serving.all {
            put = "local t = { 1, { x = 2.5 }, s = 'a' } ls.cache.set('k', t) t[1] = 9 ls.cache.get('k')[1] = 8",
            get = "return ls.cache.get 'k'",
            delete = "return { ls.cache.delete 'k', ls.cache.delete 'k' }",
            other = "ls.cache.set('k', false) return ls.cache.get 'k' == false",
        }
        assert.is_nil(run "get")
        run "put"
        assert.same({ 1, { x = 2.5 }, s = "a" }, run "get")
        assert.same({ true, false }, run "delete")
        assert.is_nil(run "get")
        assert.is_true(run "other")
    end)

    it("forgets in time", function()
        local run = serving.all {
            put = "ls.cache.set('k', 1, { ttl = 1 }) ls.cache.set('l', 1, { ttl = 3600000 }) ls.sleep(5)",
            get = "return { k = ls.cache.get 'k', l = ls.cache.get 'l' }",
        }
        run "put"
        assert.same({ l = 1 }, run "get")
    end)

    it("computes what is not there, and keeps nothing of what failed", function()
        local run = serving.all {
            count = [[return ls.cache.fetch("n", 60000, function()
                local n = (ls.cache.get "made" or 0) + 1
                ls.cache.set("made", n)
                return n
            end)]],
            refuse = "return ls.cache.fetch('r', 60000, function() return nil, 'not today' end)",
            raise = "return ls.cache.fetch('r', 60000, function() error('broken', 0) end)",
            give = "return ls.cache.fetch('r', 60000, function() return 'given' end)",
        }
        assert.equal(1, run "count")
        assert.equal(1, run "count")
        assert.same({ n = 2, "not today" }, { n = 2, select(2, run "refuse") })
        assert.has.error(function()
            run "raise"
        end, "broken")
        assert.equal("given", run "give")
        assert.equal("given", run "refuse")
    end)

    it("gives back a name whose call was ended while it computed", function()
        local run = serving.all {
            hang = "return ls.cache.fetch('k', 1000, function() while true do end end)",
            give = "return ls.cache.fetch('k', 1000, function() return 'given' end)",
        }
        assert.same({ "timeout" }, { select(2, run("hang", 300)) })
        assert.equal("given", run "give")
    end)

    it("does not wait for itself", function()
        serving.raises(
            "ls.cache.fetch: the function for 'k' fetches it itself",
            "return ls.cache.fetch('k', 1, function() return ls.cache.fetch('k', 1, function() return 1 end) end)"
        )
    end)

    it("is shared by all services", function()
        local app = assert(loading.app [[
            local ls = require "lightspeed"
            local one = ls.service("one", function() return { put = function() ls.cache.set("k", "one's") end } end)
            local two = ls.service("two", function() return { get = function() return ls.cache.get "k" end } end)
            local view = ls.view { messages = { "done", "heard" } }
            function view.init() return {}, one.put():to "done" end
            function view.update.done(m) return m, two.get():to "heard" end
            function view.update.heard(m, value) m.value = value end
            function view.render() return html[=[<p></p>]=] end
            return view
        ]])
        assert.equal("one's", test.visit(app).model.value)
    end)

    it("takes what fits", function()
        local run = serving.all({
            put = "return ls.cache.set('k', ('x'):rep(8192))",
            small = "return ls.cache.set('k', ('x'):rep(8000))",
        }, { limits = { cache_bytes = 65536 } })
        assert.same({ "too large" }, { select(2, run "put") })
        assert.is_true(run "small")
    end)

    it("says what it takes", function()
        local cases = {
            ["ls.cache.get()"] = "ls.cache.get takes a key of 1 to 1024 bytes, not a nil",
            ["ls.cache.get ''"] = "ls.cache.get takes a key of 1 to 1024 bytes, not one of 0 bytes",
            ["ls.cache.get(('k'):rep(1025))"] = "ls.cache.get takes a key of 1 to 1024 bytes, not one of 1025 bytes",
            ["ls.cache.set('k')"] = "ls.cache.set takes a value; ls.cache.delete(key) forgets it",
            ["ls.cache.set('k', print)"] = "ls.cache.set: given.value is a function"
                .. "; a service's request is plain data",
            ["ls.cache.set('k', 1, { tll = 1 })"] = "ls.cache.set has no option 'tll'; did you mean 'ttl'?",
            ["ls.cache.set('k', 1, { ttl = 0 })"] = "ls.cache.set: ttl takes milliseconds, at least 1, not 0",
            ["ls.cache.fetch('k', 0.5, print)"] = "ls.cache.fetch: ttl takes milliseconds, at least 1, not 0.5",
            ["ls.cache.fetch('k', 1)"] = "ls.cache.fetch takes a function that computes, not a nil",
            ["ls.cache.put('k', 1)"] = "ls.cache.put does not exist",
            ["ls.cache.fecth('k', 1)"] = "ls.cache.fecth does not exist; did you mean 'fetch'?",
        }
        for body, text in pairs(cases) do
            serving.raises(text, body)
        end
        serving.belongs('ls.cache.get "k"', "ls.cache.get")
    end)
end)
