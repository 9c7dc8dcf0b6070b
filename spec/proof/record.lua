-- Records what a host says to a browser: apps drawn by lot, and for each a play for the browser to act out, as one
-- line of JSON. The host's side is the host's own code (lightspeed.core); the browser's side of the conversation is
-- decided here, and the browser that plays it must do exactly that.
--
--     lua5.4 spec/proof/record.lua SEED PATCHES [STEPS]
--
--   { seed, templates, page, source, steps }
--
--   ["join", SEEN, OK]     the client has opened a line and says this SEEN; it is told OK
--   ["say", FRAME]         a frame that is next
--   ["again", FRAME]       one that the client has had
--   ["gap", FRAME]         one before which another was lost: the client gives up this line
--   ["lose"]               the line breaks
--   ["stream", TEXTS]      what the rows of the stream show
--   ["check", HTML]        #ls-view shows what the host writes for this state, rendered anew from the model alone

local build = os.getenv "LIGHTSPEED_BUILD" or "build"
package.path = "./?.lua;spec/proof/support/?.lua;" .. package.path
package.cpath = build .. "/?.so;" .. package.cpath

local core = require "lightspeed.core"
local loading = require "spec.support.loading"
local draw = require "draw"
local draw_app = require "draw_app"
local draw_model = require "draw_model"
local draw_stream = require "draw_stream"

local STEPS = 60
local LIMITS = { events_per_s = 1000000, events_burst = 1000000, joins = 1000000, outbox_bytes = 4000000 }

local function encode(value)
    return assert(core.json.encode(value))
end

-- ## A state rendered anew: another session of the same app. It sleeps before each event, so that nothing but plain
-- data is left of what was. Where the model is all there is, it is told the whole model; where components have a
-- state of their own, it is told the same events.

local fresh = {}
fresh.__index = fresh

function fresh.new(app, is_stateful)
    local page = app:visit "/"
    return setmetatable(
        { app = app, page = page, line = page:join(0), ref = 0, is_stateful = is_stateful },
        fresh
    )
end

function fresh:tell(name, payload, owner)
    self.ref = self.ref + 1
    self.page:sleep()
    self.line:send(encode(core.list { "e", self.ref, name, payload, 0, owner }))
    self.app:run()
    for frame in self.line.pull, self.line do
        assert(not frame:find('"no"', 1, true), frame)
    end
    self.line:close()
    self.line = self.page:join(false)
    self.app:run()
    for _ in self.line.pull, self.line do -- the newest is acknowledged with the join
    end
end

function fresh:html(model)
    if not self.is_stateful then
        self:tell("load", { model = model })
    end
    return self.page:html()
end

-- ## A play

local play = {}
play.__index = play

function play:step(...)
    self.steps[#self.steps + 1] = core.list { ... }
end

-- Frames that the host has to say, in order.
function play:pull()
    local frames = {}
    self.app:run()
    for text in self.line.pull, self.line do
        frames[#frames + 1] = { text = text, fields = assert(core.json.decode(text)) }
        self.app:run()
    end
    return frames
end

-- The frame arrives, and is applied.
function play:arrive(frame)
    local first, seq = frame.fields[1], frame.fields[2]
    assert(first ~= "bye", frame.text)
    local is_patch = math.type(first) == "integer"
    assert(not frame.text:find('"no":', 1, true), frame.text .. "\n" .. core.log())
    self.seen = is_patch and first or seq
    self.patches = self.patches + (is_patch and type(frame.fields[3]) == "table" and 1 or 0)
    self:step("say", frame.text)
    self.had[#self.had + 1] = frame
end

function play:arrive_all(frames)
    for _, frame in ipairs(frames) do
        self:arrive(frame)
    end
end

function play:check()
    self:step("check", self.fresh:html(self.model))
    if self.stream then
        self:step("stream", self.stream:texts())
    end
end

function play:say(name, payload, owner)
    self.ref = self.ref + 1
    self.last_event = encode(core.list { "e", self.ref, name, payload, self.acknowledged, owner })
    self.line:send(self.last_event)
    if self.is_stateful then
        self.fresh:tell(name, payload, owner)
    end
end

-- The component whose number is drawn among those in the page takes a step; nil where there is none.
function play:component_event()
    self.app:run()
    local owners = {}
    for owner in self.page:html():gmatch "<!%-%-%*?%d+@([1-9]%d*)%-%->" do
        owners[#owners + 1] = math.tointeger(owner)
    end
    return #owners > 0 and (self:say("step", { by = 1 }, self.lot:pick(owners)) or true)
end

function play:event()
    if self.stream and self.lot:once_in(2) then
        local ops = self.stream:happenings()
        return self:say("stream", { ops = ops, after = self.stream.rows })
    end
    if self.is_stateful and self.lot:once_in(3) and self:component_event() then
        return
    end
    local ops = core.list {}
    for _ = 1, self.lot:weighted { 6, 1, 2, 2, 1, 5, 1, 0 } do
        ops[#ops + 1] = draw_model.happening(self.lot, self.model)
    end
    self:say("change", { ops = ops })
end

function play:acknowledge()
    self.acknowledged = self.seen
    self.line:send(encode(core.list { "ack", self.seen }))
end

function play:join(seen)
    self.line = self.page:join(seen)
    local frames = self:pull()
    local ok = table.remove(frames, 1)
    self:step("join", seen or core.null, ok.text)
    return frames
end

-- The line is lost after some of the frames; what the client had not told as seen comes again, and so does an event
-- whose answer was lost, which the host must not deal with twice.
function play:resume(frames)
    for i = 1, self.lot:integer(0, #frames) do
        self:arrive(frames[i])
    end
    self:step "lose"
    self.line:close()
    if self.lot:once_in(3) then
        self.page:sleep()
    end
    local missed = self:join(self.seen)
    if self.lot:once_in(2) and self.last_event then
        self.line:send(self.last_event)
        table.move(self:pull(), 1, 100, #missed + 1, missed)
    end
    self:arrive_all(missed)
end

local happen = {}

function happen.one(self)
    self:event()
    self:arrive_all(self:pull())
end

function happen.many(self)
    for _ = 1, self.lot:integer(2, 4) do
        self:event()
        if self.lot:once_in(2) then
            self.app:run()
        end
    end
    self:arrive_all(self:pull())
end

function happen.sleep(self)
    self.page:sleep()
    happen.one(self)
end

function happen.duplicates(self)
    happen.one(self)
    for _ = 1, self.lot:integer(3) do
        local frame = self.had[self.lot:integer(math.max(1, #self.had - 5), #self.had)]
        if frame and math.type(frame.fields[1]) == "integer" then
            self:step("again", frame.text)
        end
    end
end

function happen.resume(self)
    for _ = 1, self.lot:integer(3) do
        self:event()
    end
    self:resume(self:pull())
end

-- A frame is lost on its way, and the next one arrives.
function happen.gap(self)
    self:event()
    local lost = self:pull()
    self:event()
    local frames = self:pull()
    if #lost == 0 or #frames == 0 then
        return self:resume {}
    end
    self:step("gap", frames[1].text)
    self.line:close()
    self:arrive_all(self:join(false))
end

function play:go_on()
    local kind =
        self.lot:weighted { 20, "one", 4, "many", 2, "sleep", 3, "duplicates", 2, "resume", 1, "gap" }
    happen[kind](self)
    if self.lot:once_in(4) then
        self:acknowledge()
    end
    self:check()
end

local function load_app(source)
    local app, text = loading.app(source, { limits = LIMITS, dev = true })
    return app or error(text .. "\n" .. source, 0)
end

-- Gives the number of patches.
local function record(seed, steps)
    local lot = draw.new(seed)
    local model = draw_model.model(lot)
    local is_stateful = lot:once_in(2)
    local stream = not is_stateful and lot:once_in(2) and draw_stream.new(lot) or nil
    local source = draw_app.source(lot, seed, model, { stateful = is_stateful, stream = stream })
    local app = load_app(source)
    local page, status, body = app:visit "/"
    assert(page, ("%d %s\n%s\n%s"):format(status, body, core.log(), source))
    local self = setmetatable({
        lot = lot,
        app = app,
        page = page,
        fresh = fresh.new(app, is_stateful),
        model = model,
        steps = core.list {},
        had = {},
        seen = 0,
        acknowledged = 0,
        ref = 0,
        patches = 0,
        is_stateful = is_stateful,
        stream = stream,
    }, play)
    local html = self.fresh:html(model)
    local view = '<div id="ls-view">' .. html .. "</div>"
    local first = body:gsub(" ls%-style=", " style=") -- as the client has it once it is there
    assert(first:find(view, 1, true), "the first page is not what is rendered anew")
    self:step("check", html)
    self:arrive_all(self:join(0))
    local ok, err = xpcall(function()
        for _ = 1, steps do
            self:go_on()
        end
    end, debug.traceback)
    if not ok then
        error(("seed %d: %s\n%s\n%s"):format(seed, err, core.log(), source), 0)
    end
    io.write(
        encode { seed = seed, templates = app:templates(), page = body, source = source, steps = self.steps },
        "\n"
    )
    app:close()
    return self.patches
end

local seed, wanted, steps = tonumber(arg[1]), tonumber(arg[2]), tonumber(arg[3] or STEPS)
local patches = 0
while patches < wanted do
    patches = patches + record(seed, steps)
    seed = seed + 1
end
