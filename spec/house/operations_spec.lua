-- Operations of a page: what an app may say (host/session/effect.c), what the client does (client/src), and what
-- docs/protocol.md tells whoever writes a client are the same.

local reading = require "spec.support.reading"

-- Those that an app may say.
local function sayable()
    local names = {}
    local list = assert(reading.file("host/session/effect.c"):match "operations%[%] = {(.-)};")
    for name in list:gmatch '"([a-z_]+)"' do
        names[#names + 1] = name
    end
    return names
end

-- Those that the client does: of its two tables, and what other files add.
local function done()
    local names = {}
    for _, table in ipairs {
        { "client/src/commands.ts", "export const operations[^\n]*{\n(.-)\n};" },
        { "client/src/operations.ts", "export const rare[^\n]*{\n(.-)\n};" },
    } do
        local entries = "\n" .. assert(reading.file(table[1]):match(table[2]))
        for name in entries:gsub("\n    async ", "\n    "):gmatch "\n    ([a-z_]+)[:%(]" do
            names[name] = true
        end
    end
    for _, path in ipairs { "client/src/moves.ts", "client/src/scripts.ts" } do
        for name in reading.file(path):gmatch "\n%s*operations%.([a-z_]+) =" do
            names[name] = true
        end
    end
    return names
end

-- `set` TO KEY, or `["moved", URL]`.
local function is_told(text, name)
    return (text:find("`" .. name .. "`", 1, true) or text:find('`["' .. name .. '"', 1, true)) ~= nil
end

describe("an operation", function()
    local protocol = reading.file "docs/protocol.md"

    it("that an app may say is one that the client does", function()
        local client = done()
        assert.is_true(#sayable() > 20)
        for _, name in ipairs(sayable()) do
            assert.is_true(client[name], name .. " is not in client/src")
        end
    end)

    it("that the client does is in docs/protocol.md", function()
        for name in pairs(done()) do
            assert.is_true(is_told(protocol, name), name .. " is not in docs/protocol.md")
        end
    end)
end)
