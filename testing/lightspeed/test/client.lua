-- A client that speaks docs/protocol.md over a line of lightspeed.core: it joins, counts events,
-- acknowledges, keeps what is not dealt with yet and sends it again, and applies patches to a mirror. After
-- every exchange the mirror must be the very page that the host believes is shown.

local core = require "lightspeed.core"
local mirror = require "lightspeed.test.mirror"

local client = {}

local methods = {}
methods.__index = methods

local leads = { moved = true, navigate = true, redirect = true, session = true, flash = true }
local UNACKNOWLEDGED_MAX = 16

local function encode(frame)
    return assert(core.json.encode(core.list(frame)))
end

local function broken(text, ...)
    error("protocol: " .. text:format(...), 0)
end

---The client of a page that a visit brought. `markup` is what stood in #ls-view.
function client.new(app, session, markup)
    return setmetatable({
        app = app,
        session = session,
        mirror = markup and mirror.read(app:templates(), markup) or mirror.new(app:templates()),
        seen = 0, -- the newest frame applied
        acknowledged = 0,
        ref = 0, -- the newest event sent
        done = 0, -- the newest event dealt with
        waiting = {}, -- events not dealt with, oldest first
        refusals = {}, -- by event: { code =, text = }
        patches = {}, -- since clear()
        frames = {}, -- since clear()
        wishes = {}, -- operations that lead elsewhere, until the page has followed them
        operations = {}, -- that the page was told, since clear()
    }, methods)
end

---The client of a nested view, which joins. `markup` is what stood in its element in the first HTML; nil for one
--- that came in a patch.
function client.of_nested(app, session, markup)
    local is_shown = markup and markup:find "^<!%-%-%d" -- and not word of a failure
    local self = client.new(app, session, is_shown and markup)
    self:join(not is_shown)
    return self
end

---Forgets the patches and frames that came so far.
function methods:clear()
    self.patches, self.frames, self.operations = {}, {}, {}
end

-- --- what comes in ---

function methods:deal_with(ref, extra)
    if ref < self.done or ref > self.ref then
        broken("REF %d, after %d and of %d", ref, self.done, self.ref)
    end
    self.done = ref
    while self.waiting[1] and self.waiting[1].ref <= ref do
        table.remove(self.waiting, 1)
    end
    if extra and extra.no then
        self.refusals[ref] = { code = extra.no, text = extra.text }
    end
    if extra and extra.title then
        self.title = extra.title
    end
    if extra and extra.go then
        self.went = extra.go
    end
    for _, operation in ipairs(extra and extra["do"] or {}) do
        self.operations[#self.operations + 1] = operation
        self.wishes[#self.wishes + 1] = leads[operation[1]] and operation or nil
        self.title = operation[1] == "title" and operation[2] or self.title
    end
end

local heard = {}

function heard:ok(frame)
    self.is_joined = true
    self.newest = frame[2]
    self:deal_with(frame[3])
end

function heard:full(frame)
    local _, seq, ref, value, extra = table.unpack(frame)
    if seq <= self.seen and self.seen > 0 and not self.is_blank then
        broken("a full page with SEQ %d, after %d", seq, self.seen)
    end
    self.seen = seq
    self.fulls = (self.fulls or 0) + 1
    self.mirror:replace(value)
    self:deal_with(ref, extra)
end

function heard:bye(frame)
    self.bye = { code = frame[2], text = frame[3] }
end

function heard:h()
    self.heartbeats = (self.heartbeats or 0) + 1
end

function methods:patch(frame)
    local seq, ref, patch, extra = table.unpack(frame)
    if seq ~= self.seen + 1 then
        broken("SEQ %d, after %d", seq, self.seen)
    end
    self.seen = seq
    if patch and patch ~= core.null then
        self.patches[#self.patches + 1] = patch
        self.mirror:patch(patch)
    end
    self:deal_with(ref, extra)
end

function methods:hear(text)
    local frame = assert(core.json.decode(text))
    self.frames[#self.frames + 1] = text
    if math.type(frame[1]) == "integer" then
        return self:patch(frame)
    end
    local hear = heard[frame[1]] or broken("a frame of no kind: %s", text)
    hear(self, frame)
end

-- The mirror has all frames: it must be what the host believes is shown.
function methods:verify()
    local page = self.session:html()
    if page and page ~= self.mirror:html(true) then
        broken(
            "after %s the page is\n%s\nand the host has\n%s",
            self.frames[#self.frames] or "nothing",
            self.mirror:html(true),
            page
        )
    end
end

---Lets the host do what there is to do, and takes all that it says.
function methods:settle()
    self.app:run()
    if not self.line then
        return
    end
    for text in self.line.pull, self.line do
        self:hear(text)
        self.app:run()
    end
    if self.seen - self.acknowledged >= UNACKNOWLEDGED_MAX then
        self.line:send(encode { "ack", self.seen })
        self.acknowledged = self.seen
    end
    if self.bye then
        self:leave()
    elseif self.is_joined then
        self:verify()
    end
end

-- --- what goes out ---

---Joins; what is not dealt with is sent again. `is_blank`: says that it has nothing that could be patched.
function methods:join(is_blank)
    assert(not self.line, "the line is open already")
    self.bye = nil
    self.is_blank = is_blank
    self.line = self.session:join(not is_blank and self.seen)
    self:settle()
    self.is_blank = nil
    for _, event in ipairs { table.unpack(self.waiting) } do
        self:transmit(event)
    end
    self:settle()
end

---The line is another session's from now on; its page is `value`, or what the join brings. Gives its client.
function methods:pass_on(session, value)
    local next = client.new(self.app, session)
    local ticket = session:ticket()
    next.line, self.line, self.is_joined = self.line, nil, nil
    next.is_blank = true
    if value then
        next.mirror:replace(value)
    end
    next.line:send(encode { "join", 1, ticket, value and 0 or core.null })
    next:settle()
    next.is_blank = nil
    return next
end

---The line is lost.
function methods:leave()
    if self.line then
        self.line:close()
    end
    self.line, self.is_joined = nil, nil
end

function methods:transmit(event)
    if self.line then
        local owner = event.owner ~= 0 and event.owner or nil
        self.line:send(encode { "e", event.ref, event.name, event.payload, self.seen, owner })
        self.acknowledged = self.seen
    end
end

---An event; `owner` is the component that it is for, 0 the view. Gives its number; `refusals` and `done` tell what
--- became of it.
function methods:send(name, payload, owner)
    self.ref = self.ref + 1
    local event = { ref = self.ref, name = name, payload = payload, owner = owner or 0 }
    self.waiting[#self.waiting + 1] = event
    self:transmit(event)
    self:settle()
    return event.ref
end

return client
