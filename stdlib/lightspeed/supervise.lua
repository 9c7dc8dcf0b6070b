-- The supervision tree as an app declares it: `app:supervise("rooms", { ... }, { ls.child(Room, args):named "x" })`.
-- What is done with it is decided in the host.

local actors = require "lightspeed.actors"
local builder = require "lightspeed.builder"
local declaration = require "lightspeed.declaration"

local supervise = {}

local options = { "strategy", "max_restarts", "within" }
local strategies = { "one_for_one", "rest_for_one", "one_for_all" }
local RESTARTS_MAX = 1000
local STOP_MS_MAX = 600000

-- --- children ---

local methods = builder.methods("ls.child", {})

---The name by which others tell it something. No two actors of the app have the same one.
---@param name string
function methods:named(name)
    self.name = actors._check_name("ls.child", name, 2)
    self.where = __host.where(2)
    return self
end

---Whether it is started again: "permanent" (always; what it is where nothing is said), "transient" (unless it ended
--- by itself) or "temporary" (never).
---@param restart string
function methods:restart(restart)
    self.kind = actors._check_restart("ls.child", restart, 2)
    return self
end

---How long it may take to stop, in milliseconds; 5000 where nothing is said.
---@param ms integer
function methods:stop_in(ms)
    if math.type(ms) ~= "integer" or ms < 0 or ms > STOP_MS_MAX then
        error(("ls.child: stop_in takes milliseconds, 0 to %d, not %s"):format(STOP_MS_MAX, tostring(ms)), 2)
    end
    self.stop_ms = ms
    return self
end

---An actor that a group begins with.
---@param actor table made by ls.actor
---@param args any plain data: what its init is given
function supervise.child(actor, args)
    if getmetatable(actor) ~= "ls.actor" then
        error(("ls.child takes an actor made by ls.actor, not a %s"):format(type(actor)), 2)
    end
    return setmetatable(
        { actor = actor, args = args, kind = "permanent", stop_ms = 5000 },
        { __index = methods, __metatable = "ls.child" }
    )
end

-- --- groups ---

local function check_options(name, given, level)
    if type(given) ~= "table" then
        error(
            ("group '%s': its options are a table, { max_restarts = 3, within = 5 }, not a %s"):format(
                name,
                type(given)
            ),
            level + 1
        )
    end
    if given[1] ~= nil then
        error(
            ("group '%s': its options come first: { max_restarts = 3, within = 5 }, { ls.child(...) }"):format(
                name
            ),
            level + 1
        )
    end
    for option in pairs(given) do
        if not declaration.knows(options, option) then
            error(
                ("group '%s' has no option '%s'%s"):format(
                    name,
                    tostring(option),
                    __host.hint(option, options)
                ),
                level + 1
            )
        end
    end
    local strategy = given.strategy or "one_for_one"
    local most = given.max_restarts or 3
    local within = given.within or 5
    if not declaration.knows(strategies, strategy) then
        error(
            ('group \'%s\': strategy is "one_for_one", "rest_for_one" or "one_for_all", not %s%s'):format(
                name,
                tostring(strategy),
                __host.hint(strategy, strategies)
            ),
            level + 1
        )
    end
    if math.type(most) ~= "integer" or most < 0 or most > RESTARTS_MAX then
        error(
            ("group '%s': max_restarts is a whole number from 0 to %d, not %s"):format(
                name,
                RESTARTS_MAX,
                tostring(most)
            ),
            level + 1
        )
    end
    if type(within) ~= "number" or not (within > 0 and within <= 86400) then
        error(
            ("group '%s': within is seconds, more than 0, not %s"):format(name, tostring(within)),
            level + 1
        )
    end
    return { strategy = strategy, max_restarts = most, within_ms = math.ceil(within * 1000) }
end

local function check_member(group, number, member, level)
    local kind = getmetatable(member)
    if kind ~= "ls.child" and kind ~= "ls.group" then
        error(
            ("group '%s': its member %d is a %s; write ls.child(Actor, args):named \"x\", or ls.group(...)"):format(
                group,
                number,
                type(member)
            ),
            level + 1
        )
    end
    if kind == "ls.child" and not rawget(member, "name") then
        error(
            ("group '%s': its member %d has no name; write ls.child(Actor, args):named \"x\""):format(
                group,
                number
            ),
            level + 1
        )
    end
end

function supervise._group(name, given, members, level)
    actors._check_name("a group", name, level + 1)
    local group = check_options(name, given or {}, level + 1)
    group.name, group.members, group.where = name, members or {}, __host.where(level + 1)
    local kind = getmetatable(group.members)
    if type(group.members) ~= "table" or kind == "ls.child" or kind == "ls.group" then
        error(
            ("group '%s': its members are a list, { ls.child(Actor, args):named \"x\" }, not %s"):format(
                name,
                type(kind) == "string" and "one " .. kind or "a " .. type(group.members)
            ),
            level + 1
        )
    end
    for number, member in ipairs(group.members) do
        check_member(name, number, member, level + 1)
    end
    return setmetatable(group, { __metatable = "ls.group" })
end

---A group within a group.
---@param name string
---@param given? table { strategy, max_restarts, within }
---@param members? table a list of ls.child and ls.group
function supervise.group(name, given, members)
    local group = supervise._group(name, given, members, 2)
    return group -- not at once: its caller would be gone
end

-- --- for lua/contract.lua ---

-- Actors are numbers there, as routes' views are.
local function describe(group, numbers, names, main)
    local function take(member)
        local where, first = rawget(member, "where") or main, names[member.name]
        if first then
            local text = "%s: two members of the tree are called '%s': here and at %s"
            error(text:format(where, member.name, first), 0)
        end
        names[member.name] = where
    end
    take(group)
    local members = {}
    for number, member in ipairs(group.members) do
        if getmetatable(member) == "ls.group" then
            members[number] = describe(member, numbers, names, main)
        else
            take(member)
            members[number] = {
                name = member.name,
                actor = numbers[member.actor._spec],
                args = rawget(member, "args"),
                kind = member.kind,
                stop_ms = member.stop_ms,
            }
        end
    end
    return {
        name = group.name,
        strategy = group.strategy,
        max_restarts = group.max_restarts,
        within_ms = group.within_ms,
        members = members,
    }
end

function supervise._describe(groups, numbers, main)
    local names, all = {}, {}
    for number, group in ipairs(groups) do
        all[number] = describe(group, numbers, names, main)
    end
    return all
end

return supervise
