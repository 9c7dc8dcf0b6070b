-- Queries that are built with `..` from values, and those that are not.

local html = require "html"

local function hints(line)
    local source = ('local ls = require "lightspeed"\nlocal db = ls.db "a.db"\nlocal id = ...\n%s\n'):format(
        line
    )
    local result = assert(html.compile(source, { name = "app.lua" }))
    local list = {}
    for i, hint in ipairs(result.hints) do
        list[i] = hint.message
    end
    return list
end

local SAID =
    'app.lua:4: a query built with .. may say what nobody meant; give values by ?: db:%s("... = ?", value)'

describe("a query", function()
    it("that joins a value is hinted at", function()
        for _, case in ipairs {
            { 'return db:all("select * from t where id = " .. id)', "all" },
            { 'return db:run("delete from " .. t.name .. " where id = ?", id)', "run" },
            { 'return db:value("select " .. (id + 1))', "value" },
            { "return db:one([[select ]] .. id, 3)", "one" },
        } do
            assert.same({ SAID:format(case[2]) }, hints(case[1]))
        end
    end)

    it("that gives its values is not", function()
        for _, line in ipairs {
            'return db:all("select * from t where id = ?", id)',
            'return db:all("select * from t" .. " where id = ?", id)',
            'return db:all("select a .. b from t", id .. "x")',
            'return db:all "select * from t"',
            'return other:all("select " .. id)',
        } do
            assert.same({}, hints(line))
        end
    end)
end)
