-- The names that luacheck is told of are those that the sandbox has.

local core = require "lightspeed.core"
local sandbox = require "check.sandbox"

local function exists(path)
    local ok, found =
        core.sandbox(("local ok, it = pcall(function() return %s end) return ok and it ~= nil"):format(path))
    assert.is_true(ok)
    return found
end

local function assert_exists(path, expected)
    if exists(path) ~= expected then
        error(("%s %s in the sandbox"):format(path, expected and "is not" or "is"), 2)
    end
end

local function set(list)
    local members = {}
    for _, name in ipairs(list) do
        members[name] = true
    end
    return members
end

describe("check.sandbox", function()
    it("names only what there is", function()
        for _, name in ipairs(sandbox.globals) do
            assert_exists(name, true)
        end
        for library, fields in pairs(sandbox.libraries) do
            for _, field in ipairs(fields) do
                assert_exists(library .. "." .. field, true)
            end
        end
    end)

    it("leaves out nothing of Lua's own that there is", function()
        local known = set(sandbox.globals)
        for _, name in ipairs { "html", "css", "ls" } do
            assert_exists(name, known[name] or false)
        end
        for name, value in pairs(_G) do
            local fields = sandbox.libraries[name]
            if fields then
                local has = set(fields)
                for field in pairs(value) do
                    assert_exists(name .. "." .. field, has[field] or false)
                end
            elseif name:find "^[%l_]" and name ~= "arg" and name ~= "lfs" then
                local of_lua = load("return " .. name, "=name", "t", {})
                assert.is_truthy(of_lua)
                assert_exists(name, known[name] or false)
            end
        end
    end)
end)
