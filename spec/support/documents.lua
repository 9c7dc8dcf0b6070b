-- For specs of what docs/ tells: its examples, as they are written there.
--
--     documents.blocks("docs/actors.md")           texts of its ```lua blocks, in order
--     documents.load(before, example, after)       the app that an example is the middle of
--     documents.run(example, { page = page })      an example that is a piece of a spec

local assert = require "luassert"
local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local documents = {}

---Texts of the blocks in that language, "lua" where none is said.
function documents.blocks(path, language)
    local fence = "```" .. (language or "lua")
    local blocks, lines = {}, nil
    for line in io.lines(path) do
        if lines and line == "```" then
            blocks[#blocks + 1] = table.concat(lines, "\n") .. "\n"
            lines = nil
        elseif lines then
            lines[#lines + 1] = line
        elseif line == fence then
            lines = {}
        end
    end
    return blocks
end

local HEAD = 'local ls = require "lightspeed"\nlocal t = ls.types\n'

---The app of these pieces; what is wrong with it is an error.
function documents.load(...)
    return assert(loading.app(HEAD .. table.concat({ ... }, "\n")))
end

---Runs a piece of a spec that knows `test`, `assert` and what `names` has.
function documents.run(example, names)
    local known = setmetatable(names, { __index = _ENV })
    known.test, known.assert = known.test or test, assert
    assert(load(example, "=example", "t", known))()
end

return documents
