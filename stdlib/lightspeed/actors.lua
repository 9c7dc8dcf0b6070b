-- Commands for actors: what a view or an actor says to others by their names. They are plain data, carried out by the
-- host when the turn has succeeded.

local builder = require "lightspeed.builder"

local actors = {}

local ASK_MS_MAX = 600000
local NAME_MAX = 200
local restarts = { permanent = true, transient = true, temporary = true }

-- What an actor may be called.
local function check_name(what, name, level)
    if type(name) ~= "string" or name == "" or #name > NAME_MAX then
        local given = type(name) == "string" and ("one of %d"):format(#name) or "a " .. type(name)
        error(("%s: a name is a text of 1 to %d bytes, not %s"):format(what, NAME_MAX, given), level + 1)
    end
    return name
end

local function check_restart(what, restart, level)
    if not restarts[restart] then
        local text = '%s: restart is "permanent", "transient" or "temporary", not %s'
        error(text:format(what, tostring(restart)), level + 1)
    end
    return restart
end

-- For lightspeed.supervise. Here they are called by themselves: who holds `actors` holds all of it in each session.
actors._check_name, actors._check_restart = check_name, check_restart

local function check_message(op, message, level)
    if type(message) ~= "string" then
        error(("ls.%s takes a message's name, not a %s"):format(op, type(message)), level + 1)
    end
    return message
end

local methods = {}

---Names the message that brings the answer.
function methods:to(message)
    self.message = check_message(self.op .. "(...):to", message, 2)
    return self
end

local watching = builder.command("ls.watch", methods)

local asking = builder.command("ls.ask", {
    to = methods.to,
    timeout = function(self, ms)
        if math.type(ms) ~= "integer" or ms < 1 or ms > ASK_MS_MAX then
            error(("ls.ask: timeout takes milliseconds, 1 to %d, not %s"):format(ASK_MS_MAX, tostring(ms)), 2)
        end
        self.ms = ms
        return self
    end,
    lazy = function(self)
        self.lazy = true
        return self
    end,
})

local starting = builder.command("ls.start", {
    to = methods.to,
    named = function(self, name)
        self.name = check_name("ls.start", name, 2)
        return self
    end,
    restart = function(self, restart)
        self.kind = check_restart("ls.start", restart, 2)
        return self
    end,
})

---Starts an actor in a group that the app supervises: `ls.start("rooms", Room, { ... }):named "room:1"`. Where one of
--- that name is there already, it stays as it is. It is "transient" unless `:restart` says otherwise. With
--- `:to "started"` the message `started` brings (true), or (nil, err).
---@param group string
---@param actor table made by ls.actor
---@param args any plain data: what its init is given
function actors.start(group, actor, args)
    check_name("ls.start: the group", group, 2)
    if getmetatable(actor) ~= "ls.actor" then
        error(("ls.start takes a group and an actor made by ls.actor, not a %s"):format(type(actor)), 2)
    end
    return setmetatable(
        { op = "start", group = group, actor = rawget(actor, "_number"), args = args, kind = "transient" },
        starting
    )
end

---Tells an actor something: `ls.tell("room:1", "join", { who = "Ada" })`.
---@param name string
---@param message string
---@param data any plain data
function actors.tell(name, message, data)
    check_name("ls.tell", name, 2)
    return setmetatable(
        { op = "tell", name = name, say = check_message("tell", message, 2), data = data },
        { __metatable = "ls.command" }
    )
end

---Asks an actor, and what it says with ls.reply comes as a message: `ls.ask("room:1", "who"):to "people"`, which is
--- update.people(m, value, err). A page that is first shown waits for it, where init asks; not with `:lazy()`.
---@param name string
---@param message string
---@param data any plain data
function actors.ask(name, message, data)
    check_name("ls.ask", name, 2)
    return setmetatable(
        { op = "ask", name = name, say = check_message("ask", message, 2), data = data, ms = 5000 },
        asking
    )
end

---Says when an actor has ended: `ls.watch("room:1"):to "down"`, which is update.down(m, { name =, reason = }). Where
--- there is none of that name, at once.
---@param name string
function actors.watch(name)
    return setmetatable({ op = "watch", name = check_name("ls.watch", name, 2) }, watching)
end

---Takes back a watch.
---@param name string
function actors.unwatch(name)
    return setmetatable(
        { op = "unwatch", name = check_name("ls.unwatch", name, 2) },
        { __metatable = "ls.command" }
    )
end

local function check_reason(op, reason, level)
    if reason ~= nil and (type(reason) ~= "string" or #reason > 200) then
        error(
            ("ls.%s: the reason is a text of at most 200 bytes, not a %s"):format(op, type(reason)),
            level + 1
        )
    end
    return reason
end

---Ends an actor, for good.
---@param name string
---@param reason? string
function actors.stop_actor(name, reason)
    check_name("ls.stop_actor", name, 2)
    return setmetatable(
        { op = "stop_actor", name = name, reason = check_reason("stop_actor", reason, 2) },
        { __metatable = "ls.command" }
    )
end

---The actor itself ends, after this turn. One that is "permanent" begins anew. A channel's session ends too; its
--- client is told why, and joins anew where `join` lets it in.
---@param reason? string
function actors.stop(reason)
    return setmetatable(
        { op = "stop", reason = check_reason("stop", reason, 2) },
        { __metatable = "ls.command" }
    )
end

return actors
