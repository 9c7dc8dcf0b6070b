-- The manners of the code itself: who may look at whom, what each file begins with, how long it may be and what it
-- is called. Plain reading of files; run from the root of the tree.

local reading = require "spec.support.reading"

local floors = {
    base = 0,
    value = 1,
    wire = 2,
    actor = 2,
    vm = 2,
    tree = 2,
    store = 2,
    bus = 2,
    app = 3,
    session = 4,
    service = 4,
    process = 4,
    net = 5,
    cli = 6, -- what main.c starts
    module = 6, -- the same objects as a Lua module, beside main.c
}
local TOP = 7

-- Only these rooms may include what belongs to them.
local owners = {
    ["^lua%.h$"] = { vm = true, module = true },
    ["^lauxlib%.h$"] = { vm = true, module = true },
    ["^lualib%.h$"] = { vm = true, module = true },
    ["^lua%-lpeg%.h$"] = { vm = true, module = true },
    ["^libwebsockets"] = { net = true },
    ["^sqlite3"] = { store = true },
    ["^curl/"] = { service = true },
    ["^libpq"] = { store = true },
}

-- Sources without a header of their own name: they are parts of what another header declares.
local parts = {
    ["host/main.c"] = true,
    ["host/vm/libs.c"] = true, -- lib.h and state.h
    ["host/tree/pending_list.c"] = true, -- pending.h
    ["host/tree/pending_owner.c"] = true,
    ["host/tree/pending_stream.c"] = true,
    ["host/session/turn_pool.c"] = true, -- turn.h
    ["host/vm/vm_guard.c"] = true, -- vm.h
    ["host/vm/vm_models.c"] = true, -- vm.h
    ["host/vm/vm_migrate.c"] = true, -- vm.h
    ["host/vm/vm_render.c"] = true, -- vm.h
    ["host/vm/vm_renumber.c"] = true, -- vm.h
    ["host/vm/vm_results.c"] = true, -- vm.h
    ["host/tree/pending_live.c"] = true,
    ["host/tree/pending_template.c"] = true,
    ["host/tree/pending_whole.c"] = true,
    ["host/tree/rendition_bare.c"] = true, -- rendition.h
    ["host/session/keep/record_read.c"] = true, -- record.h
    ["host/session/replay/trace_read.c"] = true, -- trace.h
    ["host/value/json_write.c"] = true, -- json.h
    ["host/value/schema_build.c"] = true, -- schema.h
    ["host/value/schema_secret.c"] = true, -- schema.h
}
local parts_by_pattern = { "^host/vm/lib_%w+%.c$", "^host/module/" }

local LINES_MAX = 600
local SPEC_LINES_MAX = 800 -- tables of cases are long

local function files(where, names)
    return reading.lines_of(("find %s -type f \\( %s \\) | sort"):format(where, names))
end

local function exists(path)
    local file = io.open(path, "rb")
    return file ~= nil and file:close()
end

local function room_of(path)
    return path:match "^host/(%w+)/"
end

local function includes(text)
    local list = {}
    for line in text:gmatch "[^\n]+" do
        local ours = line:match '^%s*#%s*include%s+"([^"]+)"'
        local system = line:match "^%s*#%s*include%s+<([^>]+)>"
        if ours or system then
            list[#list + 1] = { path = ours or system, is_ours = ours ~= nil }
        end
    end
    return list
end

-- Why a file may not include another; nil where it may.
local function objection(path, include)
    local from = room_of(path)
    if include.is_ours then
        local to = include.path:match "^(%w+)/"
        if not to then
            return "is included without its room"
        elseif not floors[to] then
            return "is in a room that is on no floor"
        elseif not exists("host/" .. include.path) then
            return "does not exist"
        elseif from ~= to and floors[to] >= (from and floors[from] or TOP) then
            return "is not downstairs"
        end
    else
        for pattern, rooms in pairs(owners) do
            if include.path:find(pattern) and not rooms[from or "main"] then
                -- main.c gives libwebsockets its log level and nothing else.
                return "belongs to another room"
            end
        end
    end
end

local function is_part(path)
    if parts[path] then
        return true
    end
    for _, pattern in ipairs(parts_by_pattern) do
        if path:find(pattern) then
            return true
        end
    end
    return false
end

local function complain(list)
    assert.equal("", table.concat(list, "\n"))
end

describe("the house", function()
    local sources = files("host", "-name '*.c' -o -name '*.h'")

    it("has rooms on known floors only", function()
        assert.is_true(#sources > 50)
        local wrong = {}
        for _, path in ipairs(sources) do
            local room = room_of(path)
            if not (room and floors[room]) and path ~= "host/main.c" then
                wrong[#wrong + 1] = path .. " is in no room"
            end
        end
        complain(wrong)
    end)

    it("looks downstairs only, and leaves Lua, sockets and databases to their rooms", function()
        local wrong = {}
        for _, path in ipairs(sources) do
            for _, include in ipairs(includes(reading.file(path))) do
                local why = objection(path, include)
                if why then
                    wrong[#wrong + 1] = ("%s includes %s, which %s"):format(path, include.path, why)
                end
            end
        end
        complain(wrong)
    end)

    it("would notice a step upstairs", function()
        local function why(path, include, is_ours)
            return objection(path, { path = include, is_ours = is_ours })
        end
        assert.equal("is not downstairs", why("host/tree/diff.c", "vm/vm.h", true))
        assert.equal("is not downstairs", why("host/base/log.c", "value/json.h", true))
        assert.equal("is not downstairs", why("host/session/hall.c", "service/log_writer.h", true))
        assert.equal("belongs to another room", why("host/session/turn.c", "lua.h", false))
        assert.equal("belongs to another room", why("host/session/line.c", "libwebsockets.h", false))
        assert.equal("does not exist", why("host/net/http.c", "base/nothing.h", true))
        assert.is_nil(why("host/net/http.c", "session/visit/visit.h", true))
        assert.is_nil(why("host/vm/vm.c", "lua.h", false))
    end)

    it("gives every source its header", function()
        local wrong = {}
        for _, path in ipairs(sources) do
            if path:find "%.c$" and not is_part(path) and not exists((path:gsub("%.c$", ".h"))) then
                wrong[#wrong + 1] = path .. " has no header"
            end
        end
        complain(wrong)
    end)

    it("says in each header what it is, and guards it", function()
        local wrong = {}
        for _, path in ipairs(sources) do
            if path:find "%.h$" then
                local text = reading.file(path)
                if not text:find "^//" then
                    wrong[#wrong + 1] = path .. " does not begin with what it is"
                end
                if not text:find "\n#pragma once\n" then
                    wrong[#wrong + 1] = path .. " has no #pragma once"
                end
            end
        end
        complain(wrong)
    end)

    it("says in each source what it is", function()
        local wrong = {}
        for _, path in ipairs(sources) do
            if path:find "%.c$" and not reading.file(path):find "^//" then
                wrong[#wrong + 1] = path .. " does not begin with what it is"
            end
        end
        complain(wrong)
    end)
end)

describe("every file", function()
    local kinds = "-name '*.c' -o -name '*.h' -o -name '*.lua' -o -name '*.ts'"
    local all = files("host client/src lua stdlib spec", kinds)

    it("is short enough to be read", function()
        local wrong = {}
        for _, path in ipairs(all) do
            local _, lines = reading.file(path):gsub("\n", "")
            if lines > (path:find "^spec/" and SPEC_LINES_MAX or LINES_MAX) then
                wrong[#wrong + 1] = ("%s has %d lines"):format(path, lines)
            end
        end
        complain(wrong)
    end)

    it("is named for what it is, not for a milestone", function()
        local wrong = {}
        for _, path in ipairs(files("host client/src lua stdlib", "-name '*'")) do
            local name = path:match("[^/]+$"):lower()
            for _, kind in ipairs { "^m%d", "phase%d*", "milestone", "stage%d", "_v%d+%." } do
                if name:find(kind) then
                    wrong[#wrong + 1] = path
                end
            end
        end
        complain(wrong)
    end)

    it("has no mark of unfinished work", function()
        local words = { "TO" .. "DO", "FIX" .. "ME", "XX" .. "X:" }
        local wrong = {}
        for _, path in ipairs(all) do
            local text = reading.file(path)
            for _, word in ipairs(words) do
                if text:find("[/%-]%-?[/%-] *" .. word) then
                    wrong[#wrong + 1] = path .. " says " .. word
                end
            end
        end
        complain(wrong)
    end)
end)

describe("every C spec", function()
    it("belongs to a source", function()
        local wrong = {}
        for _, path in ipairs(files("spec/host", "-name '*_test.c'")) do
            local room, noun = path:match "^spec/host/(%w+)/(.+)_test%.c$"
            local twin = room and ("host/%s/%s"):format(room, noun)
            local known = twin and (exists(twin .. ".c") or exists(twin .. ".h"))
            if not known and not noun:find "attacks$" and noun ~= "patches" then
                wrong[#wrong + 1] = path .. " tests nothing that there is"
            end
        end
        complain(wrong)
    end)
end)
