-- What ls.http, ls.files, ls.cache and ls.mail refuse is raised where the app called them, wherever it was noticed.

local serving = require "spec.support.serving"

local LETTER = 'ls.mail.send { from = "a@b.c", to = "a@b.c", subject = "", text = "", %s }'

describe("what is refused", function()
    for _, line in ipairs {
        "ls.http.get()",
        "ls.http.get('http://a/', { timeout = 0 })",
        "ls.http.get('http://a/', { headers = { Connection = 'close' } })",
        "ls.http.request(5)",
        "ls.http.post('http://a/', { json = print })",
        "ls.http.psot 'http://a/'",
        "ls.files.read()",
        "ls.files.read('a', { max_bytes = -1 })",
        "ls.files.write('a')",
        "ls.files.list(5)",
        "ls.cache.get()",
        "ls.cache.set('k', print)",
        "ls.cache.fetch('k', 1, function() return print end)",
        LETTER:format "too = 5",
        LETTER:format 'cc = { "a@b.c", 5 }',
        LETTER:format "attachments = { 'a' }",
    } do
        it("has the place of " .. line, function()
            local run, page = serving.all { run = ("local x = %s return x"):format(line) }
            assert.is_false((pcall(run, "run")))
            assert.is_truthy(page.model.said.raised:find "^lua_%w+%.lua:4: ls%.", page.model.said.raised)
        end)
    end

    it("is not what a function raises that computes for ls.cache", function()
        local run, page = serving.all {
            run = "return ls.cache.fetch('k', 1, function()\nerror 'no' end)",
            what = "return ls.cache.fetch('k', 1, function() error({ 1 }) end)",
        }
        assert.is_false((pcall(run, "run")))
        assert.is_truthy(page.model.said.raised:find "^lua_%w+%.lua:5: no", page.model.said.raised)
        assert.is_false((pcall(run, "what")))
        assert.is_truthy(page.model.said.raised:find "raised with a table", page.model.said.raised)
    end)
end)
