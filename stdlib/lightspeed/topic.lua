-- Topics: what is said to one is heard by all who listen, in every page and wherever they are. Each of these gives a
-- command, plain data that a view returns after its model.

local builder = require "lightspeed.builder"

local topic = {}

local full = { coalesce = true, drop_oldest = true, fail = true }

local function check_topic(op, name)
    if type(name) ~= "string" or name == "" then
        error(('ls.%s takes a topic\'s name: ls.%s("todos"), not %s'):format(op, op, tostring(name)), 3)
    end
end

local methods = {}

---Names the message that says that something was missed: more was broadcast than could wait, or some while the host
--- was down. The view reads its state anew; the message's data is the topic's name.
---
---    ls.subscribe("todos"):gap "reload"
---
---@param message string
---@return ls.Command
function methods:gap(message)
    if type(message) ~= "string" then
        error(("ls.subscribe: gap takes a message's name, not a %s"):format(type(message)), 2)
    end
    self.gap = message
    return self
end

function methods:to()
    error(
        ("ls.subscribe has no :to; what is broadcast to '%s' comes under its own name"):format(self.topic),
        2
    )
end

local subscribing = builder.command("ls.subscribe", methods)
local plain = { __metatable = "ls.command" }

---Listens to a topic: what is broadcast there comes as a message, under its own name, if the view declares it. A
--- component that subscribes gets it itself. Listening twice is listening once.
---
---    return m, ls.subscribe("room:" .. m.room)
---
---@param name string
---@param options? table { full }: what happens when too many wait: "coalesce" (the newest stands for all of its
--- name), "drop_oldest", or "fail" (the session ends)
---@return ls.Command
function topic.subscribe(name, options)
    check_topic("subscribe", name)
    local command = { op = "subscribe", topic = name }
    for option, value in pairs(options or {}) do
        if option ~= "full" then
            error(
                ("ls.subscribe has no option '%s'%s"):format(
                    tostring(option),
                    __host.hint(option, { "full" })
                ),
                2
            )
        elseif not full[value] then
            error(
                ('ls.subscribe: full is "coalesce", "drop_oldest" or "fail", not %s%s'):format(
                    tostring(value),
                    __host.hint(value, { "coalesce", "drop_oldest", "fail" })
                ),
                2
            )
        end
        command.full = value
    end
    return setmetatable(command, subscribing)
end

---Listens no more: nothing comes from there after this turn.
---@param name string
---@return ls.Command
function topic.unsubscribe(name)
    check_topic("unsubscribe", name)
    return setmetatable({ op = "unsubscribe", topic = name }, plain)
end

---Says something to all who listen to a topic, oneself included: they get the message `message`, after this turn.
--- In a service it is said at once.
---
---    return m, ls.broadcast("room:" .. m.room, "said", { who = m.me, text = text })
---
---@param name string
---@param message string as those who listen declare it
---@param data? any plain data
---@return ls.Command
function topic.broadcast(name, message, data)
    check_topic("broadcast", name)
    if type(message) ~= "string" then
        error(
            ('ls.broadcast takes a message\'s name: ls.broadcast("%s", "changed"), not %s'):format(
                name,
                tostring(message)
            ),
            2
        )
    end
    if __service.serves() then
        local ok, why = __service.broadcast(name, message, data)
        return ok or error(why, 2)
    end
    return setmetatable({ op = "broadcast", topic = name, message = message, data = data }, plain)
end

return topic
