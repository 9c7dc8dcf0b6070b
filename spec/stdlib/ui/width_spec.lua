-- The width of text, roughly.

local width = require "lightspeed.ui.width"

describe("a text's width", function()
    it("grows with what is in it", function()
        assert.is_true(width.of("ill", 12) < width.of("wow", 12))
        assert.equal(2 * width.of("Total", 12), width.of("Total", 24))
        assert.equal(0, width.of("", 12))
        assert.equal(24, width.of("日本", 12))
    end)

    it("is for any bytes, also those that are no text", function()
        assert.is_true(width.of("\xff\xfe", 12) >= 0)
    end)
end)

describe("a text that does not fit", function()
    it("ends in an ellipsis, between characters", function()
        assert.equal("short", width.fit("short", 12, 60))
        assert.equal("A rather …", width.fit("A rather long label", 12, 60))
        assert.equal("日本…", width.fit("日本語テキスト", 12, 40))
        assert.equal("…", width.fit("wide", 12, 1))
    end)
end)
