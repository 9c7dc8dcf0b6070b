-- The queries for Neovim's tree-sitter: whether they are queries at all, and what their patterns mean. That they find
-- html[[ ]] in Lua was tried with the real parsers, by hand: docs/editors.md.

local reading = require "spec.support.reading"

-- A query as nested lists of words; strings keep their quotes.
local function parse(text)
    local stack = { {} }
    local position = 1
    while true do
        position = text:match("^%s*()", position)
        local char = text:sub(position, position)
        if char == "" then
            assert(#stack == 1, "a parenthesis is never closed")
            return stack[1]
        elseif char == ";" then
            position = text:match("^[^\n]*()", position)
        elseif char == "(" then
            local list = {}
            table.insert(stack[#stack], list)
            stack[#stack + 1] = list
            position = position + 1
        elseif char == ")" then
            assert(#stack > 1, "a parenthesis closes nothing")
            stack[#stack] = nil
            position = position + 1
        else
            local word, stop = text:match('^("[^"]*")()', position)
            if not word then
                word, stop = text:match('^([^%s()"]+)()', position)
            end
            table.insert(stack[#stack], word)
            position = stop
        end
    end
end

local function words(list, found)
    for _, item in ipairs(list) do
        if type(item) == "table" then
            words(item, found)
        else
            found[#found + 1] = item
        end
    end
    return table.concat(found, " ")
end

local function patterns(path)
    local text = reading.file(path)
    assert.is_truthy(text:find "^; extends\n", "it adds to what there is")
    local list = {}
    for index, pattern in ipairs(parse(text)) do
        list[index] = words(pattern, {})
    end
    return list
end

describe("the queries for Neovim", function()
    it("say which language is in which call", function()
        local list = patterns "editors/nvim/queries/lua/injections.scm"
        assert.equal(2, #list)
        for index, language in ipairs { "html", "css" } do
            local pattern = list[index]
            assert.is_truthy(pattern:find('#eq? @_name "' .. language .. '"', 1, true), pattern)
            assert.is_truthy(pattern:find('#set! injection.language "' .. language .. '"', 1, true), pattern)
            assert.is_truthy(pattern:find("string_content @injection.content", 1, true), pattern)
        end
    end)

    it("take long strings and leave others alone", function()
        local wanted =
            reading.file("editors/nvim/queries/lua/injections.scm"):match '#lua%-match%? @_string "(.-)"'
        assert.is_truthy(("[[<p>]]"):find(wanted))
        assert.is_truthy(("[=[<p>]=]"):find(wanted))
        assert.is_nil(('"<p>"'):find(wanted))
    end)

    it("say, for those who want it, that braces are Lua", function()
        local path = "editors/nvim/after/queries/html/injections.scm"
        for _, pattern in ipairs(patterns(path)) do
            assert.is_truthy(pattern:find('#set! injection.language "lua"', 1, true), pattern)
            assert.is_truthy(pattern:find("#offset! @injection.content 0 1 0 -1", 1, true), pattern)
        end
        local wanted = reading.file(path):match '#lua%-match%? @injection.content "(.-)"'
        assert.is_truthy(("{m.n}"):find(wanted))
        assert.is_nil(("{m.n} and {m.o}"):find(wanted))
        assert.is_nil(("{{ jinja }}"):find(wanted))
    end)
end)
