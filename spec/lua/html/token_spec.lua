require "spec.lua.support"
local token = require "html.token"

describe("the closing brace", function()
    -- what is left after it; nil when there is none
    local cases = {
        { "a} b", " b" },
        { "{1, {2}}} b", " b" },
        { "'}'} b", " b" },
        { '"\\"}"} b', " b" },
        { "[[}]]} b", " b" },
        { "[=[}]]}]=]} b", " b" },
        { "a --}\n} b", " b" },
        { "a --[[}]] } b", " b" },
        { "it's} b", " b" },
        { "f(} b", " b" },
        { "a[[} b", " b" },
        { "{a", nil },
        { "a --}", nil },
        { "", nil },
    }
    for _, case in ipairs(cases) do
        it(("of '{%s'"):format((case[1]:gsub("\n", "\\n"))), function()
            local close = token.closing_brace(case[1], 1, {})
            assert.equal(case[2], close and case[1]:sub(close + 1))
        end)
    end

    it("tells of a '[' that is left open", function()
        assert.same({ nil, true }, { token.closing_brace("t[u[1", 1, {}) })
        assert.same({ nil, false }, { token.closing_brace("t[1]", 1, {}) })
    end)
end)

describe("fields of a table", function()
    local function shown(text)
        local parts = {}
        for index, field in ipairs(token.fields(text)) do
            local name = field.name or (field.key and "[" .. field.key .. "]")
            parts[index] = (name and name .. ":" or "") .. field.value:match "^%s*(.-)%s*$"
            assert.equal(field.value, text:sub(field.start, field.start + #field.value - 1))
        end
        return table.concat(parts, " | ")
    end
    local cases = {
        { "", "" },
        { "a", "a" },
        { "a, b = c", "a | b:c" },
        { "a == b, c", "a == b | c" },
        { '["x-y"] = 1, [f(a, b)] = 2', '["x-y"]:1 | [f(a, b)]:2' },
        { "[[long]], b", "[[long]] | b" },
        { "f(1, 2), {3, 4}, t[5]", "f(1, 2) | {3, 4} | t[5]" },
        { "function() local a, b = 1, 2 end, c", "function() local a, b = 1, 2 end | c" },
        { "function() if a then f(), b() end end, c", "function() if a then f(), b() end end | c" },
        {
            "function() for i = 1, 2 do g(), h() end end; c",
            "function() for i = 1, 2 do g(), h() end end | c",
        },
        { "function() repeat f(), g() until a, b end, c", "function() repeat f(), g() until a, b end | c" },
        { "'a,b', \"c,d\"", "'a,b' | \"c,d\"" },
        { "a --, b\n, c", "a --, b | c" },
        { "a,", "a" },
        { "a,,b", "a |  | b" },
        { ",", "" },
    }
    for _, case in ipairs(cases) do
        it(("of {%s}"):format((case[1]:gsub("\n", "\\n"))), function()
            assert.equal(case[2], shown(case[1]))
        end)
    end
end)

describe("names", function()
    it("are told from keywords and other text", function()
        for _, name in ipairs { "a", "_b", "a1", "html" } do
            assert.is_true(token.is_name(name), name)
        end
        for _, name in ipairs { "", "1a", "a-b", "end", "goto", "a.b", "é" } do
            assert.is_false(token.is_name(name), name)
        end
    end)

    it("make paths", function()
        for _, path in ipairs { "a", "a.b", "A.b.C1" } do
            assert.is_true(token.is_path(path), path)
        end
        for _, path in ipairs { "", "a.", ".a", "a..b", "a.end", "a.1" } do
            assert.is_false(token.is_path(path), path)
        end
    end)
end)

describe("a quoted string", function()
    it("is one line of Lua that means the same", function()
        local text = 'a\n"b"\\\0\r\tc\u{e9}\x80'
        local quoted = token.quote(text)
        assert.is_nil(quoted:find "[\n\r]")
        assert.equal(text, load("return " .. quoted)())
    end)
end)
