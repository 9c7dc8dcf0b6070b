-- Records how an app's sessions go: random events that fit what its views and components declare, time that goes by,
-- moves, sleeps and lost lines. Every session's way is written to FOLDER as a trace; then the numbers of turns and
-- failures, as JSON.
--
--     lua5.4 spec/proof/record_turns.lua SEED APP TURNS FOLDER

local build = os.getenv "LIGHTSPEED_BUILD" or "build"
package.path = "spec/proof/support/?.lua;" .. package.path
package.cpath = build .. "/?.so;" .. package.cpath

local core = require "lightspeed.core"
local draw = require "draw"
local draw_event = require "draw_event"

local LINGER_S = 1
local LIMITS = {
    events_per_s = 1000000,
    events_burst = 1000000,
    outbox_bytes = 4000000,
    linger_s = LINGER_S,
    turn_ms = 60000, -- a turn that the clock ends would end elsewhere when it is gone again
}
local TURNS_OF_SESSION = 90 -- so that a session's whole way is kept
local TRIES_MAX = 40

local seed, path, turns_wanted, folder = math.tointeger(arg[1]), arg[2], math.tointeger(arg[3]), arg[4]
local by = draw.new(seed)
local app = assert(core.open(path, { limits = LIMITS, dev = true, seed = { seed, 2, 3, 4 } }))
local declared = app:declared()

local visitor = {}
visitor.__index = visitor

local function encode(frame)
    return assert(core.json.encode(core.list(frame)))
end

-- Everything the host has to say is taken, and acknowledged.
function visitor:listen()
    app:run()
    for text in self.line.pull, self.line do
        local frame = assert(core.json.decode(text))
        if math.type(frame[1]) == "integer" then
            self.seen = frame[1]
        elseif frame[1] == "full" then
            self.seen = frame[2]
        elseif frame[1] == "bye" then
            self.is_over = true
        end
        app:run()
    end
end

function visitor:say(name, payload, owner)
    self.ref = self.ref + 1
    self.line:send(encode { "e", self.ref, name, payload, self.seen, owner ~= 0 and owner or nil })
    self:listen()
end

-- The view, or a component that stands in the page.
function visitor:draw_owner()
    local owners = { 0 }
    for owner in (self.page:html() or ""):gmatch "<!%-%-[*+]?%d+@(%d+)%-%->" do
        owners[#owners + 1] = math.tointeger(owner)
    end
    local owner = by:pick(owners)
    return owner, owner == 0 and self.view or declared.components[owner & 1023]
end

function visitor:send()
    local owner, of = self:draw_owner()
    local name, payload = draw_event.draw(core, by, of)
    if name then
        self:say(name, payload, owner)
    end
end

function visitor:wait()
    app:advance(by:pick { 1, 16, 100, 1000, 2500 })
    self:listen()
end

function visitor:move()
    local address, view = draw_event.address(by, declared)
    if view == self.view and self.view.params and next(self.view.params.fields) then
        self:say("ls:params", { url = address }, 0)
    end
end

function visitor:sleep()
    self.page:sleep()
end

function visitor:lose()
    self.line:close()
    self.line = self.page:join(self.seen)
    self:listen()
end

local function count_steps(trace)
    local _, lines = trace:gsub("\n", "\n")
    return lines - 2
end

local function visit()
    local address, view = draw_event.address(by, declared)
    local page, status = app:visit(address)
    if not page then
        assert(status < 500, address)
        return nil
    end
    local self = setmetatable({ page = page, view = view, ref = 0, seen = 0 }, visitor)
    self.line = page:join(0)
    self:listen()
    return self
end

-- One session's way, as a trace; nil where it led nowhere.
local function go()
    local self = visit()
    if not self then
        return nil
    end
    for _ = 1, TURNS_OF_SESSION do
        local act = by:weighted { 80, "send", 10, "wait", 4, "move", 4, "sleep", 2, "lose" }
        self[act](self)
        if self.is_over or self.page:state() == "terminated" then
            break
        end
    end
    local trace = self.page:trace()
    self.line:close()
    app:advance(LINGER_S * 1000 + 1001) -- whoever is gone hears nothing any more
    return trace
end

local turns, failures, traces, fruitless = 0, 0, 0, 0
while turns < turns_wanted and fruitless < TRIES_MAX do
    local trace = go()
    local steps = trace and count_steps(trace) or 0
    fruitless = steps == 0 and fruitless + 1 or 0
    if steps > 0 then
        traces = traces + 1
        local file = assert(io.open(("%s/%05d.trace"):format(folder, traces), "w"))
        file:write(trace)
        file:close()
        turns = turns + steps
        failures = failures + select(2, trace:gsub(", error = ", ""))
    end
end
local said = core.log():match "[^\n]*went another way[^\n]*"
print(core.json.encode { turns = turns, failures = failures, traces = traces, said = said or core.null })
app:close()
