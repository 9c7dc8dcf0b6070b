---@meta
-- Type definitions for LuaLS: actors and who looks after them. docs/actors.md and docs/supervision.md tell of them.

---@class ls.ActorOptions
---@field messages? table<string|integer, ls.Type|table|string> what it may be told; `stop` comes as its last
---@field version? integer of the model
---@field durable? boolean whether it outlives the host, where that has a state directory

---@class ls.Actor
---@field init fun(args: any): table, ...: ls.Command
---@field update table<string, ls.Handler> a function for each declared message
---@field migrate fun(m: table, from: integer): table? the model as this version has it, of one that another version left

---Declares an actor: a view without a page.
---@param options ls.ActorOptions
---@return ls.Actor
function ls.actor(options) end

---@class ls.Child
local Child = {}

---The name by which others tell it something. No two actors of the app have the same one.
---@param name string
---@return ls.Child
function Child:named(name) end

---Whether it is started again.
---@param restart "permanent"|"transient"|"temporary" always; unless it ended by itself; never
---@return ls.Child
function Child:restart(restart) end

---How long it may take to stop.
---@param ms integer 5000 where nothing is said
---@return ls.Child
function Child:stop_in(ms) end

---An actor that a group begins with.
---@param actor ls.Actor
---@param args? any what its init is given
---@return ls.Child
function ls.child(actor, args) end

---@class ls.GroupOptions
---@field strategy? "one_for_one"|"rest_for_one"|"one_for_all" who is started again with one that failed
---@field max_restarts? integer more than these `within` the time, and the group is given up; 3
---@field within? number seconds; 5

---@class ls.Group

---A group within a group.
---@param name string
---@param options? ls.GroupOptions
---@param members? (ls.Child|ls.Group)[]
---@return ls.Group
function ls.group(name, options, members) end

---Starts an actor in a group: `ls.start("rooms", Room, { ... }):named "room:1"`. One that is there already stays.
---@param group string
---@param actor ls.Actor
---@param args? any what its init is given
---@return ls.Start
function ls.start(group, actor, args) end

---@class ls.Start: ls.Command
local Start = {}

---@param name string
---@return ls.Start
function Start:named(name) end

---@param restart "permanent"|"transient"|"temporary" "transient" where nothing is said
---@return ls.Start
function Start:restart(restart) end

---Tells an actor something.
---@param name string
---@param message string
---@param data? any
---@return ls.Command
function ls.tell(name, message, data) end

---@class ls.Ask: ls.Command
local Ask = {}

---How long the answer is waited for.
---@param ms integer 5000 where nothing is said
---@return ls.Ask
function Ask:timeout(ms) end

---Asks an actor: `ls.ask("room:1", "who"):to "people"` brings update.people(m, value, err).
---@param name string
---@param message string
---@param data? any
---@return ls.Ask
function ls.ask(name, message, data) end

---Says when an actor has ended: `ls.watch("room:1"):to "down"` brings { name =, reason = }.
---@param name string
---@return ls.Command
function ls.watch(name) end

---Takes back a watch.
---@param name string
---@return ls.Command
function ls.unwatch(name) end

---Ends an actor, for good.
---@param name string
---@param reason? string
---@return ls.Command
function ls.stop_actor(name, reason) end

---The actor itself ends, after this turn; one that is "permanent" begins anew. A channel's session ends too; its client
---is told why, and joins anew where `join` lets it in.
---@param reason? string
---@return ls.Command
function ls.stop(reason) end
