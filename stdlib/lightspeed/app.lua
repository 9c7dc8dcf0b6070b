-- ls.app: which path shows which view. `return ls.app():live("/", Home):live("/rooms/:room", Chat)`

local builder = require "lightspeed.builder"
local look = require "lightspeed.look"

local app = {}

local function check_path(path)
    if type(path) ~= "string" then
        error(("live takes a path, not a %s"):format(type(path)), 3)
    end
    if path:sub(1, 1) ~= "/" then
        error(("live('%s'): a path begins with '/'"):format(path), 3)
    end
    if path:sub(1, 5) == "/_ls/" then
        error(("live('%s'): paths below /_ls/ are the host's own"):format(path), 3)
    end
end

-- What an app and a scope in it have alike.
local places = {}
local of_scope = builder.methods("a scope", places)

---A live view at a path; `:name` in it is one of the view's params.
function places:live(path, view)
    check_path(path)
    if getmetatable(view) ~= "ls.view" then
        error(("live('%s') takes a view made by ls.view, not a %s"):format(path, type(view)), 2)
    end
    local whole = self._prefix .. path
    whole = #whole > 1 and whole:gsub("/$", "") or whole
    for _, route in ipairs(self._routes) do
        if route.path == whole then
            error(("live('%s'): the path is taken already"):format(whole), 2)
        end
    end
    self._routes[#self._routes + 1] = { path = whole, view = view, scope = self._scope }
    return self
end

local function check_guard(path, given)
    local guard = given.guard
    for name in pairs(given) do
        if name ~= "guard" then
            error(("scope('%s') has no option '%s'; it takes guard"):format(path, tostring(name)), 3)
        end
    end
    if guard ~= nil and type(guard) ~= "function" then
        error(
            ("scope('%s'): write guard = function(session) ... end; this is a %s"):format(path, type(guard)),
            3
        )
    end
    return guard
end

---Views that belong together, with paths that begin alike: one goes between them over the same line, and into
--- or out of them by loading a page.
---
---    app:scope("/admin", { guard = signed_in }, function(s) s:live("/users", Users) end)
---
---@param path string in front of each path in it; "" for none
---@param given table { guard }: a function(session) that says true, or a path to go to instead
---@param fill function is given the scope, which has :live and :scope like an app
function places:scope(path, given, fill)
    if path ~= "" then
        check_path(path)
    end
    if type(given) ~= "table" or type(fill) ~= "function" then
        error(
            ("scope('%s') takes a table and a function: { guard = ... }, function(s) ... end"):format(path),
            2
        )
    end
    local scope = { guard = check_guard(path, given), outer = self._scope }
    local prefix = self._prefix .. path:gsub("/$", "")
    fill(setmetatable({ _routes = self._routes, _scope = scope, _prefix = prefix }, { __index = of_scope }))
    return self
end

local methods = builder.methods("ls.app", { live = places.live, scope = places.scope })

---The layout of all views that have none of their own.
function methods:layout(layout)
    self._look.layout = look.check("ls.app", "layout", layout, 2)
    return self
end

---Serves the files of a folder beside the app's file, as they are: what is in `public/css/app.css` is at
--- /css/app.css. A folder in it, or a file, whose name begins with a dot is nobody's business. They are read when the
--- app is loaded.
---@param folder string
function methods:static(folder)
    if type(folder) ~= "string" then
        error(("static takes a folder, not a %s"):format(type(folder)), 2)
    end
    self._static[#self._static + 1] = folder
    return self
end

---A JavaScript module that every page of the app imports, of those that `static` serves: each export of its own is a
--- hook of that name, for elements with ls-hook.
---@param name string "app.js"
function methods:script(name)
    if type(name) ~= "string" then
        error(("script takes a file's name, not a %s"):format(type(name)), 2)
    end
    self._scripts[#self._scripts + 1] = name
    return self
end

-- A name, or the beginning of one and a star.
local function check_topic(topic)
    if type(topic) ~= "string" or topic == "" or #topic > 200 or topic:find "%c" then
        error(
            ('channel takes a topic: "lobby", or "room:*" for all that begin so, not %s'):format(
                tostring(topic)
            ),
            3
        )
    end
    if topic:sub(1, -2):find("*", 1, true) then
        error(("channel('%s'): a star stands at the end, for the rest of the topic's name"):format(topic), 3)
    end
end

---A channel, for the topics of this name; a star at its end stands for the rest of it. The first that fits is the
--- one.
---
---    app:channel("room:*", Room)
---
---@param topic string
---@param channel table made by ls.channel
function methods:channel(topic, channel)
    check_topic(topic)
    if getmetatable(channel) ~= "ls.channel" then
        error(("channel('%s') takes a channel made by ls.channel, not a %s"):format(topic, type(channel)), 2)
    end
    for _, other in ipairs(self._channels) do
        if other.topic == topic then
            error(("channel('%s'): the topic is taken already"):format(topic), 2)
        end
    end
    self._channels[#self._channels + 1] = { topic = topic, channel = channel }
    return self
end

---Actors that the app begins with, in a group that looks after them: how they are started again when they fail, and
--- how often (`max_restarts` in `within` seconds) before the group is given up.
---
---    app:supervise("rooms", { strategy = "one_for_one", max_restarts = 5, within = 10 }, {
---       ls.child(Room, { name = "lobby" }):named "room:lobby",
---    })
---
---@param group string
---@param given? table { strategy, max_restarts, within }
---@param members? table a list of ls.child and ls.group
function methods:supervise(group, given, members)
    local supervise = require "lightspeed.supervise"
    self._groups[#self._groups + 1] = supervise._group(group, given, members, 2)
    return self
end

---@param given? table { layout, style, css, durable }: how its pages look, and whether they last
function app.app(given)
    given = given or {}
    if type(given) ~= "table" then
        error(("ls.app takes a table of options, not a %s"):format(type(given)), 2)
    end
    for name in pairs(given) do
        if not look.has(name) then
            error(("ls.app has no option '%s'%s"):format(tostring(name), __host.hint(name, look.names)), 2)
        end
    end
    return setmetatable({
        _routes = {},
        _prefix = "",
        _static = {},
        _scripts = {},
        _groups = {},
        _channels = {},
        _look = look.take("ls.app", given, 2),
    }, { __index = methods, __metatable = "ls.app" })
end

return app
