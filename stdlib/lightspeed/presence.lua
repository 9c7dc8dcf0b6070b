-- Presence: a view says that its visitor is there, on a topic, and is told who else is.

local builder = require "lightspeed.builder"

local presence = {}

local function check_topic(op, topic)
    if type(topic) ~= "string" or topic == "" then
        error(('ls.%s takes a topic\'s name: ls.%s("room:lobby"), not %s'):format(op, op, tostring(topic)), 3)
    end
end

local function check_message(method, message)
    if type(message) ~= "string" then
        error(("ls.track: %s takes a message's name, not a %s"):format(method, type(message)), 3)
    end
end

local methods = {}

---Names the message that brings the list of all who are there, whenever it changed.
---@param message string
---@return ls.Command
function methods:to(message)
    check_message("to", message)
    self.message = message
    return self
end

---Names the message that brings those who came since.
---@param message string
---@return ls.Command
function methods:joins(message)
    check_message("joins", message)
    self.joins = message
    return self
end

---Names the message that brings those who went since.
---@param message string
---@return ls.Command
function methods:leaves(message)
    check_message("leaves", message)
    self.leaves = message
    return self
end

-- Fields of the command have the methods' names: what is said is stored in the table itself.
local tracking = builder.command("ls.track", methods)
local plain = { __metatable = "ls.command" }

local function check_options(options)
    for option, value in pairs(options) do
        if option ~= "key" then
            error(
                ("ls.track has no option '%s'%s"):format(tostring(option), __host.hint(option, { "key" })),
                3
            )
        end
        if type(value) ~= "string" then
            error(("ls.track: a key is a string, not %s"):format(tostring(value)), 3)
        end
    end
end

---Says that its visitor is there, and what others see of him; `:to` names the message that brings the list of all who
--- are, oneself included. Saying it again replaces what others see. Without `meta` one only looks.
---
---    return m, ls.track("room:" .. m.room, { name = m.me }):to "people"
---
---@param topic string
---@param meta? table what others see: plain data, and small
---@param options? table { key }: several with one key, such as two tabs of a person, are one entry of the list,
--- { key = ..., metas = { ... } }
---@return ls.Command
function presence.track(topic, meta, options)
    check_topic("track", topic)
    if meta ~= nil and type(meta) ~= "table" then
        error(
            ("ls.track takes a table that others see, such as { name = ... }, not %s"):format(tostring(meta)),
            2
        )
    end
    local command = { op = "track", topic = topic, meta = meta }
    if options then
        check_options(options)
        command.key = options.key
    end
    return setmetatable(command, tracking)
end

---Is there no more, and looks no more.
---@param topic string
---@return ls.Command
function presence.untrack(topic)
    check_topic("untrack", topic)
    return setmetatable({ op = "untrack", topic = topic }, plain)
end

return presence
