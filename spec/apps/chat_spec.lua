-- The chat without a browser. As people use it: spec/walk/chat.test.mjs.

local test = require "lightspeed.test"

describe("chat", function()
    local ann, bob

    before_each(function()
        ann = test.open("apps/chat.lua", "/lobby")
        bob = test.visit(ann, "/lobby")
    end)

    it("shows who is there, oneself included", function()
        assert.has.element(ann, "aside h2", "2 here")
        assert.has.element(bob, "aside li", ann.model.me)
        assert.has.element(ann, "aside li", bob.model.me)
    end)

    it("is heard by all in the room, and by nobody else", function()
        local other = test.visit(ann, "/kitchen")
        ann:fill({ text = "  Hello " }):click "Send"
        assert.has.element(bob, "ol li", ann.model.me .. " Hello")
        assert.has.element(ann, "li.mine", "Hello")
        assert.has.no.element(bob, "li.mine")
        assert.has.no.element(other, "ol li")
        assert.has.element(other, "aside h2", "1 here")
        assert.equal("", ann.model.form.values.text or "")
    end)

    it("keeps what cannot be said", function()
        ann:fill({ text = ("x"):rep(501) }):click "Send"
        assert.shows(ann, "is too long (500 characters at most)")
        assert.has.no.element(bob, "ol li")
    end)

    it("keeps the last hundred lines", function()
        for i = 1, 103 do
            ann:send("say", { text = "line " .. i })
            ann:advance(50)
        end
        assert.equal(100, #bob.model.lines)
        assert.equal("line 4", bob.model.lines[1].text)
        ann:send("say", { text = "one more" })
        assert.has.element(bob, "ol li", "one more")
        assert.is_true(bob.patch_bytes > 0)
        assert.patch_bytes(bob, 150) -- the newest, and that the first is gone
    end)

    it("has rooms with simple names only", function()
        assert.equal(404, (test.get(ann, "/no%20such")))
    end)
end)
