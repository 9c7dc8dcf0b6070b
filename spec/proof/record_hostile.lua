-- Writes, line by line as JSON, pages in which hostile strings stand in every place (spec/apps/contexts.lua), as the
-- host tells them: as first HTML, as a patch of slots, as a patch that builds all anew.
--
--     lua5.4 spec/proof/record_hostile.lua SEED STRINGS [A_PAGE [LOADS]]
--
--   { seed, texts, templates, page, first, steps, builds }
--
-- `page` is a document that shows no text yet, `first` one that shows them; `steps` are frames that make them out of
-- plain ones, `builds` frames that make them out of nothing.

local build = os.getenv "LIGHTSPEED_BUILD" or "build"
package.path = "spec/proof/support/?.lua;" .. package.path
package.cpath = build .. "/?.so;" .. package.cpath

local core = require "lightspeed.core"
local draw = require "draw"
local draw_hostile = require "draw_hostile"

local LIMITS = {
    events_per_s = 1000000,
    events_burst = 1000000,
    turn_fuel = 200000000,
    turn_ms = 60000,
    heap_bytes = 67108864,
}

local app = assert(core.open("spec/apps/contexts.lua", { limits = LIMITS }))

-- A document before and after what is in its #ls-view.
local function split(body, html)
    local start, stop = body:find('<div id="ls-view">' .. html .. "</div>", 1, true)
    return body:sub(1, start + #'<div id="ls-view">' - 1), body:sub(stop - #"</div>" + 1)
end

-- A page, and what its line says to texts, one list after the other.
local function tell(...)
    local page, _, body = app:visit "/"
    local before, after = split(body, page:html())
    local line = page:join(0)
    local frames = core.list {}
    for ref, say in ipairs { ... } do
        line:send(assert(core.json.encode(core.list { "e", ref, "say", say, 0 })))
        app:run()
        for frame in line.pull, line do
            assert(not frame:find('"no":', 1, true), frame .. core.log())
            frames[#frames + 1] = frame
            app:run()
        end
    end
    local html = page:html()
    line:close()
    return html, frames, body, before .. html .. after
end

local seed, wanted = tonumber(arg[1]), tonumber(arg[2])
local a_page, loads = tonumber(arg[3] or 40), arg[4] == "loads"
local lot = draw.new(seed)

for first = 1, wanted, a_page do
    local texts, plain = core.list {}, core.list {}
    for i = 1, math.min(a_page, wanted - first + 1) do
        texts[i], plain[i] = draw_hostile.text(lot), "plain"
    end
    local hostile = { texts = texts, loads = loads }
    local html, steps = tell({ texts = plain, loads = loads }, hostile)
    local same, builds, body, whole = tell(hostile)
    assert(html == same, "two ways to the same texts differ")
    io.write(
        assert(core.json.encode {
            seed = seed,
            texts = texts,
            templates = app:templates(),
            page = body,
            first = whole,
            steps = steps,
            builds = builds,
        }),
        "\n"
    )
    app:advance(400000) -- the sessions of these pages go
end
