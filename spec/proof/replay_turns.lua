-- Goes the way of every trace of a folder again and prints what came out: a line for each step with the hashes of its
-- models and page, or why there are none. Two processes that do this must print the same.
--
--     lua5.4 spec/proof/replay_turns.lua APP FOLDER COUNT [PADDING]
--
-- PADDING apps are open meanwhile: memory lies elsewhere than it would.

local build = os.getenv "LIGHTSPEED_BUILD" or "build"
package.cpath = build .. "/?.so;" .. package.cpath

local core = require "lightspeed.core"

local path, folder, count, padding = arg[1], arg[2], math.tointeger(arg[3]), math.tointeger(arg[4] or "0")
local elsewhere = {}
for i = 1, padding do
    elsewhere[i] = assert(core.open "apps/counter.lua")
end
local app = assert(core.open(path, { limits = { turn_ms = 60000 }, dev = true })) -- as record_turns.lua has it

for i = 1, count do
    local file = assert(io.open(("%s/%05d.trace"):format(folder, i)))
    local way, text = app:replay(file:read "a")
    file:close()
    print(i, way and way.diverges or text)
    for _, step in ipairs(way and way.steps or {}) do
        print(step.number, step.name, step.model, step.page, step.code, step.text)
    end
end
app:close()
for _, other in ipairs(elsewhere) do
    other:close()
end
