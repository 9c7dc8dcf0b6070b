-- docs/walk.md is what newcomers go by: every file, folder and decision that it names is there.

local reading = require "spec.support.reading"

local WALK = "docs/walk.md"

-- Names with these in them stand for many.
local MANY = "[%*A-Z]"

-- Paths of all files, by path; and by name alone.
local function tree()
    local there = {}
    for _, path in
        ipairs(
            reading.lines_of "find host lua stdlib client/src apps spec testing bench fuzz docs editors -type f"
        )
    do
        there[path] = true
        there[path:match "[^/]*$"] = true
        for at in path:gmatch "()/" do
            there[path:sub(1, at)] = true
        end
    end
    for _, folder in ipairs { "client", "." } do
        for _, path in ipairs(reading.lines_of("find " .. folder .. " -maxdepth 1 -type f")) do
            there[path:gsub("^%./", "")] = true
        end
    end
    return there
end

-- What looks like a file or a folder, between backticks.
local function names_in(text)
    local names = {}
    for name in text:gmatch "`([%w_%./%-]+)`" do
        local is_file = name:find "^[%w_/%-]+%.%l+$" and not name:find "^[%w_]+%.[%w_]+%.[%w_]+$"
        if (is_file or name:find "/$") and not name:find(MANY) then
            names[#names + 1] = name
        end
    end
    return names
end

local extensions = { c = true, h = true, lua = true, ts = true, mjs = true, md = true, css = true }

-- The first names that lead nowhere.
local function missing(text, there)
    local lost = {}
    for _, name in ipairs(names_in(text)) do
        local extension = name:match "%.(%l+)$"
        if not there[name] and (not extension or extensions[extension]) then
            lost[#lost + 1] = name
        end
    end
    return lost
end

describe("the walk through the house", function()
    local there = tree()
    local walk = reading.file(WALK)

    it("names files and folders that are there", function()
        assert.same({}, missing(walk, there))
        assert.is_true(#names_in(walk) > 100)
    end)

    it("names decisions that were taken", function()
        local taken = {}
        for _, path in ipairs(reading.lines_of "ls docs/decisions") do
            taken[math.tointeger(path:match "^%d+")] = true
        end
        for numbers in walk:gmatch "decisions? ([%d, and]+)" do
            for number in numbers:gmatch "%d+" do
                assert.is_true(taken[math.tointeger(number)], "decision " .. number)
            end
        end
    end)

    it("leads past every room of the host, and the corners of rooms", function()
        for _, folder in ipairs(reading.lines_of "ls -d host/*/ host/*/*/") do
            assert.is_truthy(walk:find(folder, 1, true), folder)
        end
    end)

    it("is found out where a name leads nowhere", function()
        local text =
            "`host/session/turn.c`, `no_such.c`, `host/nowhere/`, `lib_*.c`, `NAME.lua`, `ls.flash`, `m.n`"
        assert.same({ "no_such.c", "host/nowhere/" }, missing(text, there))
    end)
end)
