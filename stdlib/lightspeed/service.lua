-- Services: where effects live. A service runs on a worker thread, may block, and owns what it works with; views
-- reach it by commands, and its answers come back as messages.
--
--     local todos = ls.service("todos", function()
--         local db = ls.db "todo.db"
--         local s = {}
--         function s.all() return db:all "select * from todos" end
--         return s
--     end)
--
--     function view.init() return { todos = {} }, todos.all():to "loaded" end
--
-- In the state of a worker what ls.service gives is the module itself; in a session it is a proxy whose functions
-- make commands. The two never share a value: what crosses is plain data.

local builder = require "lightspeed.builder"

local service = {}

local options = { pool = { 1, 64 }, queue = { 1, 100000 }, deadline = { 1, 3600000 } }

-- ## Commands

local methods = {}

local function name_message(command, field, method, message)
    if type(message) ~= "string" then
        error(
            ("%s.%s: %s takes a message's name, not a %s"):format(
                command.service,
                command.fn,
                method,
                type(message)
            ),
            2
        )
    end
    command[field] = message
    return command
end

---Names the message that brings the answer: `name(m, value, err)`.
function methods:to(message)
    return name_message(self, "message", "to", message)
end

---Names the message that is sent where the service's code raises: `name(m, text)`.
function methods:catch(message)
    return name_message(self, "catch", "catch", message)
end

---The first HTML does not wait for it.
function methods:lazy()
    self.lazy = true
    return self
end

---Only the newest call of this function counts: what older ones answer is dropped.
function methods:latest()
    self.latest = true
    return self
end

---How long it may take, waiting included, in milliseconds.
function methods:timeout(ms)
    if math.type(ms) ~= "integer" or ms < 1 or ms > 3600000 then
        error(
            ("%s.%s: timeout takes milliseconds, at least 1, not %s"):format(
                self.service,
                self.fn,
                tostring(ms)
            ),
            2
        )
    end
    self.timeout = ms
    return self
end

local behaviour = builder.command("a call of a service", methods)

local function make_proxy(name)
    local proxy = {}
    return setmetatable(proxy, {
        __metatable = "ls.service",
        __index = function(_, fn)
            if type(fn) ~= "string" then
                error(("service '%s' has functions by name, not by %s"):format(name, tostring(fn)), 2)
            end
            local function call(first, ...)
                if first == proxy then
                    error(("write %s.%s(...), with a dot"):format(name, fn), 2)
                end
                local command = { op = "call", service = name, fn = fn, args = { first, ... } }
                return setmetatable(command, behaviour)
            end
            rawset(proxy, fn, call)
            return call
        end,
    })
end

-- ## The module

local function make_module(name, setup, about)
    local module
    local function get()
        if module == nil then
            module = setup()
            if type(module) ~= "table" then
                error(
                    ("service '%s' gives a %s; end it with: return s, a table of functions"):format(
                        name,
                        type(module)
                    ),
                    0
                )
            end
        end
        return module
    end
    about.get = get
    __service.serve(name, about)
    return setmetatable({}, {
        __metatable = "ls.service",
        __index = function(_, fn)
            return get()[fn]
        end,
    })
end

-- ## Declaring

local declared = {}

local function check_name(kind, name)
    if type(name) ~= "string" or not name:find "^[%a_][%w_]*$" or #name > 60 then
        local given = type(name) == "string" and ("'%s'"):format(name) or "a " .. type(name)
        error(("ls.%s takes a name of letters, digits and _, not %s"):format(kind, given), 3)
    end
    if declared[name] then
        error(("ls.%s: there are two services '%s'"):format(kind, name), 3)
    end
    declared[name] = true
end

local function check_options(name, given)
    local about = {}
    for key, value in pairs(given) do
        local range = options[key]
        if not range then
            local hint = __host.hint(key, { "pool", "queue", "deadline" })
            error(("service '%s' has no option '%s'%s"):format(name, tostring(key), hint), 3)
        end
        if math.type(value) ~= "integer" or value < range[1] or value > range[2] then
            error(
                ("service '%s': %s takes an integer from %d to %d, not %s"):format(
                    name,
                    key,
                    range[1],
                    range[2],
                    tostring(value)
                ),
                3
            )
        end
        about[key] = value
    end
    return about
end

---Declares a service: here, or in the file services/NAME.lua.
---@param name string
---@param setup? function runs once in each worker, and gives a table of functions
---@param given? table { pool = threads, queue = calls that may wait, deadline = ms a call may take }
---@return table
function service.service(name, setup, given)
    check_name("service", name)
    if type(setup) == "table" and given == nil then
        setup, given = nil, setup
    end
    if setup ~= nil and type(setup) ~= "function" then
        error(("ls.service('%s') takes a function, not a %s"):format(name, type(setup)), 2)
    end
    local about = check_options(name, given or {})
    local file = "services." .. name
    if __service.serves() then
        return make_module(name, setup or function()
            return require(file)
        end, about)
    end
    if not setup then
        local found, why = __service.find(file)
        if not found then
            error(("ls.service('%s'): %s"):format(name, why), 2)
        end
    end
    return make_proxy(name)
end

---Waits, in a service: other calls go on meanwhile.
---@param ms integer
function service.sleep(ms)
    if type(ms) ~= "number" or ms ~= ms or ms < 0 or ms > 3600000 then
        error(("ls.sleep takes milliseconds, not %s"):format(tostring(ms)), 2)
    end
    __service.sleep(math.tointeger(ms // 1))
end

---A variable of the host's environment, in a service: for what an operator sets, and nobody else should see.
---@param name string
---@return string?
function service.env(name)
    if type(name) ~= "string" then
        error(("ls.env takes a variable's name, not a %s"):format(type(name)), 2)
    end
    return __service.env(name)
end

-- For program.lua: a service that is no Lua, as `about` says.
service._check_name = check_name

function service._declare(name, about)
    if __service.serves() then
        __service.serve(name, about)
    end
    return make_proxy(name)
end

-- For lua/contract.lua: whether there is any.
function service._is_used()
    return next(declared) ~= nil
end

return service
