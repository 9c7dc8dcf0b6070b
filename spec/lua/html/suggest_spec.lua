require "spec.lua.support"
local html = require "html"

describe("suggest", function()
    local words = { "ls-click", "ls-change", "save", "inc", "id" }
    local cases = {
        { "ls-clik", "ls-click", "finds a letter that is missing" },
        { "ls-clikc", "ls-click", "counts swapped neighbours as one mistake" },
        { "ls-cllick", "ls-click", "finds a letter too many" },
        { "sbve", "save", "finds a wrong letter" },
        { "icn", "inc", "forgives one mistake in a short name" },
        { "di", "id", "forgives one mistake in the shortest names" },
        { "svea", nil, "forgives no more than a third of the letters" },
        { "xyz", nil, "offers nothing for something else" },
        { "", nil, "offers nothing for nothing" },
        { "save", "save", "finds the name itself" },
        { ("a"):rep(500), nil, "does not even try with a very long name" },
    }
    for _, case in ipairs(cases) do
        it(case[3], function()
            assert.equal(case[2], html.suggest(case[1], words))
        end)
    end

    it("takes the nearest, and the first of equals", function()
        assert.equal("abcdef", html.suggest("abcdeg", { "abcxyf", "abcdef", "abcdeh" }))
        assert.equal("bat", html.suggest("cat", { "bat", "rat" }))
    end)

    it("takes no candidates for an answer", function()
        assert.is_nil(html.suggest("x", {}))
    end)
end)
