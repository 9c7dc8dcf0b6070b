-- What ls.http refuses before anything is sent. spec/walk/http.test.mjs has what is sent.

local loading = require "spec.support.loading"
local serving = require "spec.support.serving"

local raises = serving.raises

describe("ls.http", function()
    it("belongs into a service", function()
        local why = loading.error_of 'local ls = require "lightspeed" ls.http.get "http://localhost/"'
        local example = 'ls.service("name", function() ... ls.http.get(url) ... end)'
        assert.is_truthy(why:find("ls.http.get belongs into a service: " .. example, 1, true), why)
    end)

    it("knows its functions and options", function()
        raises("ls.http.fetch does not exist", 'ls.http.fetch "http://localhost/"')
        raises("ls.http.psot does not exist; did you mean 'post'?", 'ls.http.psot "http://localhost/"')
        raises(
            "ls.http.get has no option 'timout'; did you mean 'timeout'?",
            'ls.http.get("http://localhost/", { timout = 1 })'
        )
        raises(
            "ls.http.get takes its options in a table, not a number",
            'ls.http.get("http://localhost/", 5)'
        )
        raises("ls.http.get takes an address, not a nil", "ls.http.get()")
        raises(
            "ls.http.request takes a method, such as GET, not GET\\r\\n",
            'ls.http.request("GET\\\\r\\\\n", "http://localhost/")'
        )
    end)

    it("takes options of their kinds, in their ranges", function()
        local cases = {
            ['timeout = "1"'] = "ls.http.get: timeout takes an integer, not a string",
            ["timeout = 1.5"] = "ls.http.get: timeout takes an integer, not a number",
            ["timeout = 0"] = "ls.http.get: timeout takes an integer from 1 to 3600000, not 0",
            ["redirects = 21"] = "ls.http.get: redirects takes an integer from 0 to 20, not 21",
            ["max_bytes = -1"] = "ls.http.get: max_bytes takes an integer from 0 to 1073741824, not -1",
            ["headers = 1"] = "ls.http.get: headers takes a table, not a number",
            ["body = {}"] = "ls.http.get: body takes a string, not a table",
            ["public = 1"] = "ls.http.get: public takes a boolean, not a number",
            ["json = print"] = "ls.http.get: given.json is a function; a service's request is plain data",
        }
        for option, text in pairs(cases) do
            raises(text, ('ls.http.get("http://localhost/", { %s })'):format(option))
        end
    end)

    it("lets nothing into a header that would begin another", function()
        local cases = {
            ['["A B"] = "1"'] = "ls.http.get: 'A B' is no name of a header",
            ['["A:"] = "1"'] = "ls.http.get: 'A:' is no name of a header",
            ['[""] = "1"'] = "ls.http.get: '' is no name of a header",
            ["[1] = 'X: 1'"] = "ls.http.get: '1' is no name of a header",
            ["A = {}"] = "ls.http.get: the header 'A' takes a text, not a table",
            ['A = "1\\r\\nB: 2"'] = "ls.http.get: the header 'A' has a line end or another control character in it",
            ['A = "1\\n\\t2"'] = "ls.http.get: the header 'A' has a line end or another control character in it",
            ['A = "1\\0"'] = "ls.http.get: the header 'A' has a line end or another control character in it",
            ["['Content-Length'] = '1'"] = "ls.http.get: the header 'Content-Length' is written by the host",
        }
        for header, text in pairs(cases) do
            raises(text, ('ls.http.get("http://localhost/", { headers = { %s } })'):format(header))
        end
    end)
end)
