-- ls.view: a live view is its contract (events, messages, params) and a few functions that are assigned to it. What
-- does not fit the contract is an error at the line where it stands.

local declaration = require "lightspeed.declaration"
local look = require "lightspeed.look"

local options = { "title", "params", "events", "messages", "guard", "version", table.unpack(look.names) }

-- What is looked for here and is not: how it is done.
local elsewhere = {
    uploads = ": a view takes no files",
    limits = ": all views have the host's, lightspeed-host --limit turn_fuel=N (instructions) or heap_bytes=N",
}
local functions = { "init", "render", "params", "update", "streams", "guard", "migrate" }

-- Every view of the app, in the order of their declarations; for lua/contract.lua, while the app is loaded.
local declared = {}

local function hint_for(name)
    return elsewhere[name]
end

local check_assignment = declaration.assignments("a", "view", functions, hint_for)

---Declares a live view. Events are what the browser may send, messages what the server may; everything else
--- is refused.
---@param given table { title, params, events, messages, guard, version, layout, style, css, durable }
local function view(given)
    if type(given) ~= "table" then
        error('ls.view takes a table: ls.view { title = "Counter", events = { ... } }', 2)
    end
    declaration.check_options("ls.view", given, options, hint_for)
    local where = __host.where(2) or "a view"
    local function fail(message, ...)
        error(("%s: ls.view: %s"):format(where, message:format(...)), 0)
    end
    local spec = {
        where = where,
        title = given.title,
        params = given.params,
        version = declaration.version(given.version, fail),
        look = look.take("ls.view", given, 2),
    }
    declaration.read(spec, given, fail)
    local title = type(given.title)
    if title ~= "nil" and title ~= "string" and title ~= "function" then
        error(("ls.view: title is a string or a function, not a %s"):format(title), 2)
    end
    local update = declaration.update(spec)
    local assigned = {}
    spec.assigned = assigned
    if given.guard ~= nil then
        if type(given.guard) ~= "function" then
            error(
                ("ls.view: write guard = function(session) ... end; this is a %s"):format(type(given.guard)),
                2
            )
        end
        assigned.guard = given.guard
    end
    local made = setmetatable({ _spec = spec }, {
        __metatable = "ls.view",
        __index = function(_, name)
            if name == "update" then
                return assigned.update or update
            end
            return assigned[name]
        end,
        __newindex = function(_, name, value)
            if look.has(name) then
                spec.look[name] = look.check("a view", name, value, 2)
                return
            end
            check_assignment(name, value)
            assigned[name] = value
        end,
    })
    declared[#declared + 1] = made
    return made
end

return { view = view, declared = declared }
