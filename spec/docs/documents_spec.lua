-- What docs/ and README.md name is there: what they link to, limits, and Lua that is Lua.

local documents = require "spec.support.documents"
local reading = require "spec.support.reading"

-- The text without its examples, which have brackets of their own.
local function prose(text)
    return (("\n" .. text):gsub("\n```.-\n```", "\n"):gsub("`[^`\n]*`", "CODE"))
end

-- As headings are linked to: "Going down" is #going-down.
local function anchor(heading)
    return (heading:lower():gsub("`", ""):gsub("[^%w%s_-]", ""):gsub("%s", "-"))
end

local function has_anchor(text, wanted)
    for heading in ("\n" .. text):gsub("\n```.-\n```", "\n"):gmatch "\n#+ ([^\n]+)" do
        if anchor(heading) == wanted then
            return true
        end
    end
    return false
end

local function is_there(path)
    local file <close> = io.open(path)
    return file ~= nil
end

-- Whether a link in the document at `path` leads somewhere.
local function leads(path, link)
    local file, wanted = link:match "^([^#]*)#?(.*)$"
    local target = file == "" and path or (path:match "^.*/" or "") .. file
    return is_there(target) and (wanted == "" or has_anchor(reading.file(target), wanted))
end

-- Links of a text that lead nowhere.
local function lost_links(path, text)
    local lost = {}
    for link in prose(text):gmatch "%]%(([^)%s]+)%)" do
        if not link:find "^https?:" and not leads(path, link) then
            lost[#lost + 1] = path .. ": " .. link
        end
    end
    return lost
end

-- What an example may be a part of: a file, a table of options, a template.
local function parses(example)
    return load(example) or load("return {" .. example .. "}") or example:find "^<" or example:find "^ls%-"
end

local all = reading.lines_of "ls README.md docs/*.md docs/decisions/*.md"

describe("a document", function()
    it("links to what is there", function()
        for _, path in ipairs(all) do
            assert.same({}, lost_links(path, reading.file(path)))
        end
    end)

    it("is found out where a link leads nowhere", function()
        local text =
            "[a](walk.md) [b](#figures) [c](nowhere.md) [d](walk.md#nowhere) `x[1](y)` [e](state.md#the-directory)"
        assert.same(
            { "docs/performance.md: nowhere.md", "docs/performance.md: walk.md#nowhere" },
            lost_links("docs/performance.md", text)
        )
    end)

    it("names files and folders that are there", function()
        local folders, count = {}, 0
        for name in ("host lua stdlib client apps spec testing bench fuzz tools docs editors"):gmatch "%S+" do
            folders[name] = true
        end
        for _, path in ipairs(all) do
            for name in reading.file(path):gmatch "`([%w_%-]+/[%w_%./%-]*)`" do
                if folders[name:match "^[^/]+"] and not name:find "%u%u" then
                    count = count + 1
                    assert.is_true(is_there(name), path .. " names " .. name)
                end
            end
        end
        assert.is_true(count > 300)
    end)

    it("names limits that the host has", function()
        local limits, count = reading.file "host/session/limits.h", 0
        for _, path in ipairs(all) do
            for name in reading.file(path):gmatch "%-%-limit ([%l_]+)" do
                count = count + 1
                assert.is_truthy(limits:find("X(" .. name .. ",", 1, true), path .. " names --limit " .. name)
            end
        end
        assert.is_true(count > 20)
    end)

    it("has examples that are Lua", function()
        local count = 0
        for _, path in ipairs(all) do
            for _, example in ipairs(documents.blocks(path)) do
                count = count + 1
                assert.is_truthy(parses(example), ("%s:\n%s"):format(path, example))
            end
        end
        assert.is_true(count > 40)
    end)
end)
