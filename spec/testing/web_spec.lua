-- What specs of apps say of ls.http: they never reach out.

local test = require "lightspeed.test"

local APP = "spec/apps/walk_http.lua"
local URL = "https://api.example.com/rates?day=1"

local function ask(page, query)
    return test.visit(page, "/?url=" .. URL:gsub("[:/?=]", function(sign)
        return ("%%%02X"):format(sign:byte())
    end) .. (query or ""))
end

describe("ls.http in a spec", function()
    local page

    before_each(function()
        page = test.open(APP, "/?url=http:%2F%2Flocalhost%2F")
    end)

    it("reaches nobody, and names the address that nothing is said of", function()
        assert.shows(page, "specs do not reach out, and nothing is said of GET http://localhost/")
        assert.shows(page, 'write test.http(page, "http://localhost/", { status = 200')
    end)

    it("is answered what the spec says", function()
        test.http(
            page,
            "https://api.example.com/*",
            { json = { rates = { 1, 2 } }, headers = { ["X-A"] = 1 } }
        )
        local other = ask(page)
        assert.shows(other, "json={rates={1=1;2=2;};}")
        assert.shows(other, 'headers={x-a="1";}')
        assert.shows(other, "ok=true;")
        assert.shows(other, ('url="%s"'):format(URL))
    end)

    it("fails as the spec says", function()
        test.http(page, URL, nil, "timeout")
        assert.shows(ask(page), '{err="timeout";why="the spec says so";}')
    end)

    it("is answered by the newest that fits, by method too", function()
        test.http(page, "*", { status = 500 })
        test.http(page, "POST *", { status = 201 })
        assert.shows(ask(page), "status=500")
        assert.shows(ask(page, "&method=POST"), "status=201")
        test.http(page, "*", nil)
        assert.shows(ask(page), "nothing is said of")
        test.http(page, "*/rates?day=*", { body = "a" })
        assert.shows(ask(page), 'body="a"')
        test.http(page, "*/rates?night=*", { body = "b" })
        assert.shows(ask(page), 'body="a"')
    end)

    it("tells what was asked", function()
        test.http(page, "*", {})
        ask(page, "&method=PUT&json=x&header=yes")
        local requests = test.requests(page)
        assert.equal(2, #requests)
        assert.equal("PUT", requests[2].method)
        assert.equal(URL, requests[2].url)
        assert.equal("x", requests[2].json.text)
        assert.same(
            { "X-Asked: yes", "Content-Type: application/json", "Accept: application/json" },
            requests[2].headers
        )
    end)

    it("takes answers that there can be", function()
        local function refuses(text, ...)
            local arguments = table.pack(...)
            assert.has.error(function()
                test.http(page, table.unpack(arguments, 1, arguments.n))
            end, text)
        end
        refuses(
            "test.http: an answer has status, headers, body, json and url, no 'code'",
            "*",
            { code = 200 }
        )
        refuses("test.http: status is a number, not a string", "*", { status = "200" })
        refuses("test.http takes an answer, { status = 200, body = ... }, not a string", "*", "hello")
        refuses("test.http takes an address, or a part of one with *, not a table", {}, {})
    end)
end)
