-- Going from address to address, at the boundary: what a page may ask, what a view may want, and what survives.

local core = require "lightspeed.core"
local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local MOVES = "spec/apps/moves.lua"

describe("ls:params", function()
    it("tells the view, and render sees where it is", function()
        local page = test.open(MOVES)
        assert.is_true(page:send("ls:params", { url = "/?page=4" }))
        assert.equal(4, page.model.page)
        assert.has.element(page, "#param", "4")
        assert.has.element(page, "#path", "/")
        assert.equal("List 4", page.title)
    end)

    it("survives sleep, a lost line and a page that is built anew", function()
        local page = test.open(MOVES)
        page:send("ls:params", { url = "/?page=4" })
        page:send "add"
        page:sleep()
        page:send "add"
        assert.has.element(page, "#param", "4")
        assert.equal(2, page.model.n)
        page:sleep()
        page:disconnect():reconnect(true)
        assert.has.element(page, "#param", "4")
        page:send("ls:params", { url = "/?page=5" })
        page:sleep()
        page:send "add"
        assert.has.element(page, "#param", "5")
        assert.equal(3, page.model.n)
        assert.equal(2, page.model.moves)
    end)

    it("is refused where the address is not one of this view", function()
        local page = test.open(MOVES)
        local cases = {
            { "/other", "forbidden" },
            { "/nothing", "unknown" },
            { "/?page=x", "misfit" },
            { "/?page=100", "misfit" },
            { "//evil.example", "forbidden" },
            { "/\\evil.example", "forbidden" },
            { "/\t/evil.example", "forbidden" },
            { "https:evil.example", "forbidden" },
            { "https://evil.example/", "forbidden" },
            { "javascript:alert(1)", "forbidden" },
            { "", "forbidden" },
            { "/" .. ("x"):rep(3000), "forbidden" },
        }
        for _, case in ipairs(cases) do
            local ok, _, code = page:send("ls:params", { url = case[1] })
            assert.is_false(ok)
            assert.equal(case[2], code, case[1])
        end
        for _, payload in ipairs { {}, { url = 7 }, { url = {} } } do
            local ok, _, code = page:send("ls:params", payload)
            assert.is_false(ok)
            assert.equal("misfit", code)
        end
        assert.equal(1, page.model.page)
    end)

    it("is no name that an app could declare, and no other begins so", function()
        local page = test.open(MOVES)
        local ok, text, code = page:send("ls:nothing", {})
        assert.is_false(ok)
        assert.equal("unknown", code)
        assert.truthy(text:find("ls:nothing", 1, true))
    end)
end)

describe("ls:go", function()
    local function pull(line)
        local frames = {}
        for text in line.pull, line do
            frames[#frames + 1] = assert(core.json.decode(text))
        end
        return frames
    end

    it("runs init once and shows the page before anybody joins", function()
        local app = assert(core.open(MOVES))
        local page = app:visit "/"
        local line = page:join()
        line:send '["e",1,"ls:go",{"url":"/other"},0]'
        app:run()
        local frames = pull(line)
        local go = frames[2][4].go
        assert.equal("/other", go[2])
        assert.equal("Other", go[4])
        assert.equal(2, app:counters().sessions)
        line:send(('["join",1,"%s",0]'):format(go[1]))
        app:run()
        assert.same({ "ok", 0, 0 }, { table.unpack(pull(line)[1]) })
        assert.equal(1, app:counters().visits)
    end)

    it("is answered again, and not made again, where the line was lost", function()
        local app = assert(core.open(MOVES))
        local page = app:visit "/"
        local line = page:join()
        line:send '["e",1,"ls:go",{"url":"/other"},0]'
        app:run()
        local go = pull(line)[2][4].go
        line:close()
        local again = page:join(0)
        again:send '["e",1,"ls:go",{"url":"/other"},0]'
        app:run()
        assert.equal(go[1], pull(again)[2][4].go[1])
        assert.equal(2, app:counters().sessions)
    end)

    it("leaves the old session parked for a while, its timers held", function()
        local app = assert(core.open "spec/apps/sticky.lua")
        local page = app:visit "/a"
        local line = page:join()
        line:send '["e",1,"ls:go",{"url":"/c"},0]'
        app:run()
        local go = pull(line)[2][4].go
        line:send(('["join",1,"%s",0]'):format(go[1]))
        app:run()
        pull(line)
        local before = app:counters().sessions
        for _ = 1, 8 do
            app:advance(10000)
            line:send '["h"]'
        end
        assert.equal(before - 3, app:counters().sessions) -- it and what was nested in it
    end)

    it("joins on one line only within a group, and only what is free", function()
        local app = assert(core.open(MOVES))
        local first, second, desk = app:visit "/", app:visit "/", app:visit "/desk"
        local line = first:join()
        local taken = second:join()
        line:send(('["join",1,"%s",0]'):format(second:ticket()))
        assert.is_true(line:is_closing())
        local other = app:visit("/"):join()
        other:send(('["join",1,"%s",0]'):format(desk:ticket()))
        assert.is_true(other:is_closing())
        assert.is_false(taken:is_closing())
    end)
end)

describe("a view that sends its visitor on", function()
    local function app_of(init)
        return assert(loading.app(([==[
            local ls = require "lightspeed"
            local view = ls.view { params = { page = "integer?" } }
            function view.init() return {}, %s end
            function view.render() return html[[<p>x</p>]] end
            local to = ls.view {}
            function to.render() return html[[<p>there</p>]] end
            return ls.app():live("/", view):live("/to", to)
        ]==]):format(init)))
    end

    it("does so before its page is out, by the answer to the request", function()
        local app = app_of [[ls.redirect "https://example.org/x"]]
        local page, status = app:visit "/"
        assert.is_nil(page)
        assert.equal(302, status)
        assert.equal(0, app:counters().sessions)
    end)

    it("leads nowhere out of the site", function()
        for _, url in ipairs {
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "\\\\evil.example",
            "/x\ny",
            "",
        } do
            for _, name in ipairs { "navigate", "patch", "redirect" } do
                local app = app_of(("ls.%s(%q)"):format(name, url))
                local _, status = app:visit "/"
                assert.equal(500, status, name .. " " .. url)
                assert.truthy(core.log():find("takes a path of this site", 1, true))
            end
        end
        local _, status = app_of('ls.navigate "https://example.org/"'):visit "/"
        assert.equal(500, status)
    end)

    it("is stopped where it goes in circles", function()
        local app = assert(core.open "spec/apps/circles.lua")
        local page = app:visit "/"
        local line = page:join()
        line:send '["e",1,"ls:go",{"url":"/self"},0]'
        app:run()
        local last
        for text in line.pull, line do
            last = text
        end
        assert.truthy(last:find('"no":"loop"', 1, true))
        assert.equal(1, app:counters().sessions)
    end)
end)

describe("a guard", function()
    local function open(verdict)
        return assert(loading.app(([==[
            local ls = require "lightspeed"
            local view = ls.view { guard = function(session) return %s end }
            function view.render() return html[[<p>secret</p>]] end
            local open = ls.view {}
            function open.render() return html[[<p>open</p>]] end
            return ls.app():live("/", open):live("/secret", view):scope("/in", { guard = function() return true end },
                function(s) s:live("/secret", view) end)
        ]==]):format(verdict)))
    end

    it("is asked at the page request", function()
        for verdict, status in pairs {
            ["true"] = 200,
            ["false"] = 403,
            ["nil"] = 403,
            ['"/"'] = 302,
            ["{}"] = 500,
        } do
            local app = open(verdict)
            for _, path in ipairs { "/secret", "/in/secret" } do
                assert.equal(status, (select(2, app:visit(path))), verdict .. path)
            end
        end
        assert.equal(500, (select(2, open('"//evil.example"'):visit "/secret")))
    end)

    it("is asked when a line joins, and when it comes back", function()
        local app = open("ls.now() < 1767225605000 and #session.id == 16")
        local page = app:visit "/secret"
        local line = page:join()
        assert.is_false(line:is_closing())
        line:close()
        app:advance(4000)
        line = page:join(0)
        assert.is_false(line:is_closing())
        line:close()
        app:advance(4000)
        line = page:join(0)
        assert.is_true(line:is_closing())
        assert.equal("terminated", page:state())
    end)

    it("is asked when a link is followed", function()
        local app = open "false"
        local line = app:visit("/"):join()
        line:send '["e",1,"ls:go",{"url":"/secret"},0]'
        app:run()
        local last
        for text in line.pull, line do
            last = text
        end
        assert.truthy(last:find('"no":"forbidden"', 1, true))
    end)
end)
