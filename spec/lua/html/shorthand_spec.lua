-- Attributes of ours that are short for others.

local loading = require "spec.support.loading"
local showing = require "spec.support.showing"

describe("short for others is", function()
    for _, case in ipairs {
        { "<p ls-announce>x</p>", '<p aria-live="polite" aria-atomic="true">x</p>' },
        { '<p ls-announce="assertive">x</p>', '<p aria-live="assertive" aria-atomic="true">x</p>' },
        {
            [[<b ls-copy='#a [x="y\z"]'>x</b>]],
            [==[<b ls-click="[[&quot;copy&quot;,&quot;#a [x=\&quot;y\\z\&quot;]&quot;]]">x</b>]==],
        },
        { "<b ls-copy>x</b>", [==[<b ls-click="[[&quot;copy&quot;]]">x</b>]==] },
    } do
        it(case[1], function()
            assert.equal(case[2], showing.html(case[1]))
        end)
    end
end)

describe("refused is", function()
    for _, case in ipairs {
        { "<p ls-announce={x}>x</p>", 'ls-announce is "polite" (so without a value) or "assertive"' },
        { "<p ls-announce=loud>x</p>", 'ls-announce is "polite" (so without a value) or "assertive"' },
        { "<p ls-copy={x}>x</p>", "ls-copy takes a selector that is known when the file loads" },
        { '<p ls-copy="#x" ls-click="go">x</p>', "'ls-click' stands beside 'ls-copy', which means one" },
        { '<p ls-click="go" ls-copy="#x">x</p>', "'ls-click' stands beside 'ls-copy', which means one" },
        { "<p ls-copy ls-copy>x</p>", "'ls-copy' stands twice on <p>" },
    } do
        it(case[1], function()
            local text = loading.error_of("return html[[" .. case[1] .. "]]")
            assert.is_truthy(text:find(case[2], 1, true), text)
        end)
    end
end)
