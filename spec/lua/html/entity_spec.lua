require "spec.lua.support"
local entity = require "html.entity"

local function complaints(text)
    local all = {}
    entity.static(text, function(offset, message)
        all[#all + 1] = offset .. ": " .. message
    end)
    return all
end

describe("character references", function()
    local cases = {
        { "a", "a", "a" },
        { "&amp;", "&amp;", "&" },
        { "&lt;b&gt;", "&lt;b&gt;", "<b>" },
        { "&eacute;&#233;&#xE9;&#Xe9;", "&eacute;&#233;&#xE9;&#Xe9;", "éééé" },
        { "&nbsp;&hellip;&Omega;&sigmaf;&yuml;", "&nbsp;&hellip;&Omega;&sigmaf;&yuml;", "\u{a0}…Ωςÿ" },
        { "a & b", "a &amp; b", "a & b" },
        { "&", "&amp;", "&" },
        { "&;", "&amp;;", "&;" },
        { "?a=1&copy=2", "?a=1&amp;copy=2", "?a=1&copy=2" },
        { "&amp", "&amp;amp", "&amp" },
        { "&&amp;", "&amp;&amp;", "&&" },
        { "&#128512;", "&#128512;", "😀" },
    }
    for _, case in ipairs(cases) do
        it(("of '%s' stay in static text, and become characters in Lua"):format(case[1]), function()
            assert.equal(case[2], entity.static(case[1], error))
            assert.equal(case[3], entity.decode(case[1], error))
        end)
    end

    it("that nobody knows are told, with a suggestion where there is one", function()
        assert.same({
            "2: unknown character reference '&helip;'; did you mean '&hellip;'?",
        }, complaints "a &helip;")
        assert.same({
            "0: unknown character reference '&wxyzzy;'; write the character itself, or &amp; for '&'",
        }, complaints "&wxyzzy;")
    end)

    it("that name no character are told", function()
        for _, text in ipairs { "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#;", "&#x;", "&#12a;" } do
            assert.equal(1, #complaints(text), text)
        end
    end)

    it("in attributes keep the quotes whole", function()
        assert.equal("&quot;&lt;&amp;'", entity.static_attribute("\"<&'", error))
    end)
end)
