-- Uses all of lightspeed.core, well and badly, and ends: run by spec/host/module/leaks_spec.lua in a process
-- of its own, so that whatever is then still there was forgotten.

local core = require "lightspeed.core"
local test = require "lightspeed.test"

local function use_pages()
    local page = test.open "apps/todo.lua"
    page:fill({ title = "x" }):click "Add"
    test.visit(page):disconnect():click "Add"
    test.open("apps/clock.lua"):click("Start"):advance(1050):sleep()
    local failing = test.open "spec/apps/failing.lua"
    failing:send "raise"
    failing.client.line:send '["e",2,"spin",{},0]' -- left in the middle of a turn
end

local function use_lines()
    local app <close> = assert(core.open "apps/counter.lua")
    app:visit("/"):join():send '["e",1,"add",{"by":1},0]'
    app:line():send "nonsense"
    app:visit "/nowhere"
end

local function use_badly()
    pcall(core.sandbox, "this is no Lua")
    core.sandbox("while true do end", { fuel = 10000 })
    core.sandbox "return {}"
    core.schema.build { type = "record", fields = { x = 3 } }
    core.schema.build({ type = "integer" }):check "x"
    core.json.encode { print }
    core.compile "return html[[<b>]]"
    core.open "nowhere.lua"
    core.open("apps/counter.lua", { limits = { nothing = 1 } })
end

for _ = 1, 3 do
    use_pages()
    use_lines()
    use_badly()
    collectgarbage()
end
print "done"
