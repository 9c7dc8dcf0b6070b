-- The mirror against the fixtures that the host and the browser's client read too, and that it finds what is
-- wrong.

local core = require "lightspeed.core"
local mirror = require "lightspeed.test.mirror"
local reading = require "spec.support.reading"

describe("the mirror", function()
    for _, case in ipairs(assert(core.json.decode(reading.file "spec/fixtures/frames/patches.json"))) do
        local templates = core.json.encode(case.templates)

        it("patches: " .. case.says, function()
            local page = mirror.new(templates)
            page:replace(case.before)
            assert.equal(case.html_before, page:html())
            page:patch(case.patch)
            assert.equal(case.html_after, page:html())
        end)

        it("reads the first paint and patches it: " .. case.says, function()
            local page = mirror.read(templates, case.html_before)
            assert.equal(case.html_before, page:html())
            page:patch(case.patch)
            assert.equal(case.html_after, page:html())
        end)

        it("takes the whole page: " .. case.says, function()
            local page = mirror.new(templates)
            page:replace(case.after)
            assert.equal(case.html_after, page:html())
        end)
    end
end)

describe("the mirror finds", function()
    local TEMPLATES =
        '[[["<ul class=x"," title=y>","</ul><p>","</p>"],["a:id","s","t"]],[["<li>","</li>"],["s"]]]'
    local page

    before_each(function()
        page = mirror.new(TEMPLATES)
        page:replace(core.json.decode '[0,null,{"l":1,"r":[["a"],["b"],["c"]]},"t"]')
    end)

    local function breaks(patch, message)
        local ok, text = pcall(page.patch, page, core.json.decode(patch))
        assert.is_false(ok)
        assert.is_truthy(text:find(message, 1, true), text)
    end

    it("a slot that there is not", function()
        breaks('{"3":"x"}', "slot 3, of 3")
        breaks('{"-1":"x"}', "slot -1, of 3")
        breaks('{"x":"x"}', "slot x, of 3")
    end)

    it("a value that the slot does not take", function()
        breaks('{"0":[1,"a"]}', "a slot that takes text, true or nothing gets")
        breaks('{"1":{"p":{}}}', "a slot that takes text, a template, a list or nothing gets")
        breaks('{"2":7}', "gets 7")
    end)

    it("a template that there is not, or with another number of values", function()
        breaks('{"2":[2]}', "there is no template 2")
        breaks('{"2":[1]}', "a template with 1 slots gets 0 values")
        breaks('{"1":{"l":1,"r":[["a","b"]]}}', "a template with 1 slots gets 2 values")
    end)

    it("a change of what cannot change", function()
        breaks('{"0":{"1":"x"}}', "changes what is neither a text, a template nor a list")
        breaks('{"2":{"0":"x"}}', "is no change of a text")
        breaks('{"2":{"1":"x","2":"y"}}', "is no change of a text")
        breaks('{"2":{"1":null}}', "is no change of a text")
        breaks('{"2":{"2":"x"}}', '"t" is kept further than it is')
        page:patch(core.json.decode '{"0":"a","2":"\u{e4}\u{1F44B}"}')
        breaks('{"0":{"1":"x"}}', "changes a text that is not between tags")
        breaks('{"2":{"2":"x"}}', "half a character")
        page:patch(core.json.decode '{"2":{"3":"x"}}')
        assert.equal(
            '<!--0--><ul class=x id="a" title=y><!--*1--><li>a</li><li>b</li><li>c</li></ul>'
                .. "<p><!--$-->\u{e4}\u{1F44B}x<!--/--></p>",
            page:html()
        )
    end)

    it("rows that go or move and are not there", function()
        breaks('{"1":{"-":[3]}}', "row 3 of 3")
        breaks('{"1":{">":[3,0]}}', "row 3 of 3")
        breaks('{"1":{"*":[3,0,"x"]}}', "'*' changes row 3 of 3")
    end)

    it("rows out of order", function()
        breaks('{"1":{"-":[1,0]}}', "'-' does not ascend")
        breaks('{"1":{"-":[1,1]}}', "'-' does not ascend")
        breaks('{"1":{">":[0,2,2,0]}}', "'>' does not ascend")
        breaks('{"1":{"+":[[2,["x"]],[1,["y"]]]}}', "'+' does not ascend")
    end)

    it("two rows in one place, and a place outside", function()
        breaks('{"1":{">":[0,1],"+":[[1,["x"]]]}}', "two rows end at 1")
        breaks('{"1":{"-":[0],">":[0,1]}}', "row 0 moves twice, or moves and goes")
        breaks('{"1":{"+":[[9,["x"]]]}}', "a place in a list stays empty")
    end)

    it("parts of a list's change that nobody knows", function()
        breaks('{"1":{"~":[0]}}', 'a list\'s change has no part "~"')
    end)

    it("HTML that is not the templates'", function()
        local html = page:html()
        assert.equal(html, mirror.read(TEMPLATES, html):html())
        for _, wrong in ipairs {
            html .. "x",
            html:sub(1, -2),
            (html:gsub("<p>", "<b>")),
            (html:gsub("<!%-%-/", "<!--")),
        } do
            assert.is_false(pcall(mirror.read, TEMPLATES, wrong))
        end
    end)
end)
