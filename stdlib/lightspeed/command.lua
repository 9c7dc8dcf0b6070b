-- Commands: what a view asks the host to do, as plain data that it returns after its model. The host carries them
-- out when the turn has succeeded, and never otherwise.

local builder = require "lightspeed.builder"

local command = {}

local methods = {}

---Names the message that brings the answer.
function methods:to(message)
    if type(message) ~= "string" then
        error(("ls.%s: to takes a message's name, not a %s"):format(self.op, type(message)), 2)
    end
    self.message = message
    return self
end

local behaviour = builder.command("this command", methods)

local function check_ms(op, ms)
    if type(ms) ~= "number" or ms ~= ms or ms < 0 or ms > 1e12 then
        error(("ls.%s takes milliseconds, not %s"):format(op, tostring(ms)), 3)
    end
    return math.tointeger(ms // 1)
end

---Runs a message once, `ms` milliseconds from now: `ls.after(1000):to "tick"`. Starting it again replaces it.
function command.after(ms)
    return setmetatable({ op = "after", ms = check_ms("after", ms) }, behaviour)
end

---Runs a message every `ms` milliseconds until it is cancelled: `ls.every(1000):to "tick"`.
function command.every(ms)
    return setmetatable({ op = "every", ms = check_ms("every", ms) }, behaviour)
end

---Stops what ls.after or ls.every started for this message.
function command.cancel(message)
    if type(message) ~= "string" then
        error(("ls.cancel takes a message's name, not a %s"):format(type(message)), 2)
    end
    return setmetatable({ op = "cancel", message = message }, behaviour)
end

---A message to oneself, handled right after this turn.
function command.send(message, data)
    if type(message) ~= "string" then
        error(("ls.send takes a message's name, not a %s"):format(type(message)), 2)
    end
    return setmetatable({ op = "send", message = message, data = data }, behaviour)
end

---Tells those around a component: the nearest that declares the message gets it, right after this turn.
function command.emit(message, data)
    if type(message) ~= "string" then
        error(("ls.emit takes a message's name, not a %s"):format(type(message)), 2)
    end
    return setmetatable({ op = "emit", message = message, data = data }, behaviour)
end

return command
