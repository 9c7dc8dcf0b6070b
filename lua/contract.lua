-- What an app promises, read once when it is loaded: contract(result, main) looks at what the app's file returned and
-- gives the host two things, or raises what is wrong with it.
--
--   description = {
--     css = ".."?,              -- of the app as a whole
--     services = { { service = "todos", fn = "add", where = "app.lua:40" } }?,   -- it has some: what calls them
--     static = { "public" }?, scripts = { "app.js" }?,   -- folders of files; those that pages import
--     routes = { { path = "/", view = 1, group = 1, guard = 4? }, ... },  -- guard: its place in `functions`
--     views = { {
--       where = "counter.lua:3",
--       name = "counter.lua",   -- to a later program: its file, from the second one in it on with "#2"
--       title = "Counter"?,   -- a string; a function is called after each turn
--       version = 1, migrates = false,  -- of the model; whether the view takes one of another version
--       streams = false,                -- whether it says what they show
--       css = ".."?, style = true, layout = false, durable = true?, tool = true?,  -- tool: a page of the host's own
--       params = type?,
--       events = { { name, type }... },
--       messages = { { name, type? }... },
--     }, ... },
--         -- behind the views, the actors: { where, name = "actor chat.lua", version, migrates, durable, messages,
--         -- actor = true }; and the channels, the same with params, events, limits? and channel = true
--     channels = { { topic = "room:*", view = 3 }, ... },
--     groups = { { name, strategy, max_restarts, within_ms, members = { { name, actor, args, kind, stop_ms } or a
--         group... } }... },  -- the supervision tree
--     components = { { where, name, version, migrates, events, messages }, ... } }  -- those that have a state
--   functions = { { init, render, params, title or false, layout, streams or false, migrate or false,
--       handler... }, ... }
--       a list for each view, and behind them for each such component (of the first seven it has a migrate at most);
--       handlers in the order of events, then messages. host/vm/state.h numbers the first seven. Behind those
--       again, a list of one function for each route that has a guard.

local ls = require "lightspeed"
local types = require "lightspeed.types"
local declared_views = require("lightspeed.view").declared
local component = require "lightspeed.component"
local declaration = require "lightspeed.declaration"
local tags = require "lightspeed.tags"

local function default_init()
    return {}
end

local function ignore_params(m)
    return m
end

-- One function for all messages, as some like it: update(m, { name =, data = }).
local function dispatch(update, name)
    return function(m, data, err)
        return update(m, { name = name, data = data, err = err })
    end
end

local function find_handlers(spec)
    local single = spec.assigned.update
    local handlers = {}
    for _, kind in ipairs { "events", "messages" } do
        for _, entry in ipairs(spec[kind]) do
            local handler = single and dispatch(single, entry.name) or spec.handlers[entry.name]
            if not handler then
                local what = kind == "events" and "event" or "message"
                error(
                    ("%s: the %s '%s' is declared, but there is no update.%s"):format(
                        spec.where,
                        what,
                        entry.name,
                        entry.name
                    ),
                    0
                )
            end
            handlers[#handlers + 1] = types._checked(entry.of, handler)
        end
    end
    return handlers
end

local function describe_declarations(spec, kind)
    local list = {}
    for i, entry in ipairs(spec[kind]) do
        local of = entry.of
        if of == nil and kind == "events" then
            of = {} -- a bare name: no fields
        end
        list[i] =
            { name = entry.name, type = of and types._plain(of, spec.where .. ": " .. entry.name) or nil }
    end
    return list
end

-- Names that outlive what is written above or below: of the n-th declaration in a file.
local function name_all(specs)
    local counts = {}
    for _, spec in ipairs(specs) do
        local file = spec.where:match "^(.*):%d+$" or spec.where
        counts[file] = (counts[file] or 0) + 1
        spec.name = counts[file] == 1 and file or ("%s#%d"):format(file, counts[file])
    end
end

-- What the app says of looks where the view says nothing.
local function look_of(spec, app, name)
    if spec.look[name] ~= nil then
        return spec.look[name]
    end
    return app[name]
end

local function describe_view(spec, app)
    if not spec.assigned.render then
        error(("%s: the view has no render function"):format(spec.where), 0)
    end
    return {
        where = spec.where,
        name = spec.name,
        title = type(spec.title) == "string" and spec.title or nil,
        version = spec.version,
        migrates = spec.assigned.migrate ~= nil,
        streams = spec.assigned.streams ~= nil,
        css = spec.look.css,
        style = look_of(spec, app, "style") ~= false,
        layout = look_of(spec, app, "layout") ~= nil,
        durable = look_of(spec, app, "durable"),
        tool = spec.tool,
        params = types._plain(spec.params or {}, spec.where .. ": params"),
        events = describe_declarations(spec, "events"),
        messages = describe_declarations(spec, "messages"),
    }
end

local function functions_of(spec, app)
    local assigned = spec.assigned
    local title = type(spec.title) == "function" and spec.title or false
    return {
        assigned.init or default_init,
        assigned.render,
        assigned.params or ignore_params,
        title,
        look_of(spec, app, "layout") or ls.layout,
        assigned.streams or false,
        assigned.migrate or false,
        table.unpack(find_handlers(spec)),
    }
end

local function describe_actor(spec)
    return {
        where = spec.where,
        name = "actor " .. spec.name,
        version = spec.version,
        migrates = spec.assigned.migrate ~= nil,
        streams = false,
        style = false,
        layout = false,
        durable = spec.durable,
        actor = true,
        params = types._plain({}, spec.where),
        events = {},
        messages = describe_declarations(spec, "messages"),
    }
end

local function functions_of_actor(spec)
    local assigned = spec.assigned
    return {
        assigned.init or default_init,
        false,
        ignore_params,
        false,
        false,
        false,
        assigned.migrate or false,
        table.unpack(find_handlers(spec)),
    }
end

-- What a client joins with, whatever it is, stands beside the topic.
local function describe_channel(spec)
    return {
        where = spec.where,
        name = "channel " .. spec.name,
        version = spec.version,
        migrates = spec.assigned.migrate ~= nil,
        streams = false,
        style = false,
        layout = false,
        durable = spec.durable,
        actor = true,
        channel = true,
        limits = spec.limits,
        params = types._plain(spec.params, spec.where .. ": params"),
        events = describe_declarations(spec, "events"),
        messages = describe_declarations(spec, "messages"),
    }
end

local function functions_of_channel(spec)
    local begin = require("lightspeed.channel")._begins(spec)
    local migrate = spec.assigned.migrate or false
    return { begin, false, ignore_params, false, false, false, migrate, table.unpack(find_handlers(spec)) }
end

-- Nobody carries along what they do not use.
local function declared_channels()
    return rawget(ls, "channel") and require("lightspeed.channel").declared or {}
end

local function declared_actors()
    return rawget(ls, "actor") and require("lightspeed.actor").declared or {}
end

local function describe_component(spec)
    return {
        where = spec.where,
        name = spec.name,
        version = spec.version,
        migrates = spec.assigned.migrate ~= nil,
        events = describe_declarations(spec, "events"),
        messages = describe_declarations(spec, "messages"),
    }
end

local function functions_of_component(spec)
    local migrate = spec.assigned.migrate or false
    return { false, false, false, false, false, false, migrate, table.unpack(find_handlers(spec)) }
end

local function check_path_params(route, spec)
    for name in route.path:gmatch ":([%w_]+)" do
        if not (spec.params and spec.params[name]) then
            error(
                ("%s: the path '%s' has ':%s', which the view's params do not declare"):format(
                    spec.where,
                    route.path,
                    name
                ),
                0
            )
        end
    end
end

local function routes_of(result, main)
    local kind = getmetatable(result)
    if kind == "ls.view" then
        return { { path = "/", view = result } }
    end
    if kind ~= "ls.app" then
        local what = result == true and "nothing" or "a " .. type(result)
        error(("%s returned %s; end it with: return view"):format(main, what), 0)
    end
    if #result._routes == 0 then
        error(("%s: the app has no route; add :live('/', view)"):format(main), 0)
    end
    return result._routes
end

local function load_part(record, part, messages)
    local ok, message = pcall(function()
        return ls[part[1]]
    end)
    if not ok then
        local text = message:gsub("^[^ ]+:%d+: ", "")
        messages[#messages + 1] = ("%s:%d: %s"):format(record.file, part[2], text)
    end
end

-- Loads what files mention of ls, and what those mention in turn; gives what was noted of all files.
local function load_parts(messages)
    local all, records = {}, __host.uses()
    while #records > 0 do
        for _, record in ipairs(records) do
            all[#all + 1] = record
            for _, part in ipairs(record.parts) do
                load_part(record, part, messages)
            end
        end
        records = __host.uses()
    end
    return all
end

-- A stream that no template shows is a misspelt one: what a command says about it would be dropped without a word.
local function check_streams(records, messages)
    local shown = {}
    for _, record in ipairs(records) do
        local streams = record.streams or { shown = {} }
        if streams.is_open then
            return
        end
        for name in pairs(streams.shown) do
            shown[#shown + 1] = name
        end
    end
    table.sort(shown)
    local known = {}
    for _, name in ipairs(shown) do
        known[name] = true
    end
    for _, record in ipairs(records) do
        for _, told in ipairs(record.streams and record.streams.told or {}) do
            local name, command, line = table.unpack(told)
            if not known[name] then
                messages[#messages + 1] = ("%s:%d: ls.%s: no template shows a stream '%s'%s"):format(
                    record.file,
                    line,
                    command,
                    name,
                    __host.hint(name, shown)
                )
            end
        end
    end
end

-- What files mention must exist, and the tags of components must fit their declarations: told all at once.
local function check_uses()
    local messages, declared = {}, {}
    local records = load_parts(messages)
    component.number()
    for _, spec in ipairs(component.declared) do
        declared[spec.where], declared[spec.value] = spec, spec
    end
    for _, record in ipairs(records) do
        tags.check(record, declared, messages)
    end
    check_streams(records, messages)
    if #messages > 0 then
        error(table.concat(messages, "\n"), 0)
    end
    return records
end

-- What files call of services: the host knows later what there is.
local function calls_of_services(records)
    local list = {}
    for _, record in ipairs(records) do
        for _, call in ipairs(record.services or {}) do
            list[#list + 1] =
                { service = call[1], fn = call[2], where = ("%s:%d"):format(record.file, call[3]) }
        end
    end
    return list
end

-- Routes of one group may follow each other in one document: same scope, same layout, same stylesheet.
local function group_of(groups, route, app)
    local spec = route.view._spec
    local layout, style = look_of(spec, app, "layout"), look_of(spec, app, "style") ~= false
    for number, group in ipairs(groups) do
        if group.scope == route.scope and group.layout == layout and group.style == style then
            return number
        end
    end
    groups[#groups + 1] = { scope = route.scope, layout = layout, style = style }
    return #groups
end

-- All that guard a route as one function, the outermost first; nil where nothing does.
local function guard_of(route)
    local guards, scope = { route.view._spec.assigned.guard }, route.scope
    while scope do
        if scope.guard then
            table.insert(guards, 1, scope.guard)
        end
        scope = scope.outer
    end
    if #guards < 2 then
        return guards[1]
    end
    return function(session)
        for _, guard in ipairs(guards) do
            local verdict = guard(session)
            if verdict ~= true then
                return verdict
            end
        end
        return true
    end
end

-- What stands in place of ls.view and its like once the app is loaded.
local function too_late()
    error("declarations belong at file level: what a view's functions declare comes too late", 2)
end

-- And of what services may do.
local function in_service(name)
    return function()
        local how = name == "service" and "declarations belong at file level"
            or "it belongs into a service, which may wait: ls.service(...)"
        error(("ls.%s: %s"):format(name, how), 2)
    end
end

-- Those that routes lead to; with ls.live, all that were declared, because any of them may stand in another.
local function views_of(routes)
    local list, seen = {}, {}
    local function add(view)
        if not seen[view._spec] then
            list[#list + 1] = view
            seen[view._spec] = #list
        end
    end
    for _, route in ipairs(routes) do
        add(route.view)
    end
    for _, view in ipairs(rawget(ls, "live") and declared_views or {}) do
        add(view)
    end
    return list, seen
end

-- All that were declared, in their order, whether a route leads to them or not.
local function name_declared(declared)
    local specs = {}
    for number, made in ipairs(declared) do
        specs[number] = made._spec
    end
    name_all(specs)
end

-- What ls.path needs to know of each view.
local function keep_paths(routes)
    for _, route in ipairs(routes) do
        local paths = rawget(route.view, "_paths") or { params = {} }
        paths[#paths + 1] = route.path
        for name in pairs(route.view._spec.params or {}) do
            paths.params[name] = true
        end
        rawset(route.view, "_paths", paths)
    end
end

-- A view that stands in another is asked for its number by ls.live; nothing else of it is needed any more.
local function seal(views)
    for number, view in ipairs(views) do
        local spec = view._spec
        rawset(view, "_number", number)
        rawset(view, "_spec", nil)
        for name in pairs(spec) do
            spec[name] = nil
        end
    end
end

-- The messages of all in these lists.
local function names_of_messages(...)
    local names = {}
    for _, list in ipairs { ... } do
        for _, one in ipairs(list) do
            for _, message in ipairs((one._spec or one).messages) do
                names[#names + 1] = message.name
            end
        end
    end
    table.sort(names)
    return names
end

local function names_of_groups(groups, names)
    for _, group in ipairs(groups or {}) do
        if group.members then
            names[#names + 1] = group.name
            names_of_groups(group.members, names)
        end
    end
    return names
end

-- What is said by literal names is something that somebody takes, or a group that there is.
local function check_tells(records, description)
    local of_actors, groups = names_of_messages(declared_actors()), names_of_groups(description.groups, {})
    local of_all = names_of_messages(description.views, component.declared)
    local kinds = {
        tell = { of_actors, "no actor declares a message '%s'" },
        ask = { of_actors, "no actor declares a message '%s'" },
        start = { groups, "there is no group '%s'" },
        broadcast = { of_all, "nobody in the app declares a message '%s'" },
    }
    local problems = {}
    for _, record in ipairs(records) do
        for _, tell in ipairs(record.tells or {}) do
            local command, name, line = table.unpack(tell)
            local names, what = table.unpack(kinds[command])
            if not declaration.knows(names, name) then
                local text = what:format(name) .. __host.hint(name, names)
                problems[#problems + 1] = ("%s:%d: ls.%s: %s"):format(record.file, line, command, text)
            end
        end
    end
    if #problems > 0 then
        error(table.concat(problems, "\n"), 0)
    end
end

local function describe_channels(result, numbers)
    local list = {}
    for i, entry in ipairs(getmetatable(result) == "ls.app" and result._channels or {}) do
        list[i] = { topic = entry.topic, view = numbers[entry.channel._spec] }
    end
    return list
end

local function describe_groups(result, numbers, main)
    if getmetatable(result) ~= "ls.app" or #result._groups == 0 then
        return nil
    end
    return require("lightspeed.supervise")._describe(result._groups, numbers, main)
end

-- In development the app has pages of the host's own beside its routes, each apart from them.
local function find_tools()
    local ok, tools = pcall(require, "lightspeed.tools")
    if not ok and not tools:find("for development only", 1, true) then
        error(tools, 0)
    end
    return ok and tools or {}
end

local function add_tools(routes, tools)
    local all = { table.unpack(routes) }
    for _, tool in ipairs(tools) do
        tool.view._spec.tool = true
        all[#all + 1] = { path = tool.path, view = tool.view, scope = {} }
    end
    return all
end

return function(result, main)
    local tools = find_tools()
    local records = check_uses()
    name_declared(declared_views)
    name_declared(declared_actors())
    name_declared(declared_channels())
    name_all(component.declared)
    local app = getmetatable(result) == "ls.app" and result._look or {}
    local description = { routes = {}, views = {}, css = app.css }
    if getmetatable(result) == "ls.app" then
        description.static, description.scripts = result._static, result._scripts
    end
    local functions, groups, guards = {}, {}, {}
    local routes = add_tools(routes_of(result, main), tools)
    local views, numbers = views_of(routes)
    for number, view in ipairs(views) do
        description.views[number] = describe_view(view._spec, app)
        functions[number] = functions_of(view._spec, app)
    end
    for _, actor in ipairs(declared_actors()) do
        views[#views + 1] = actor
        numbers[actor._spec] = #views
        description.views[#views] = describe_actor(actor._spec)
        functions[#views] = functions_of_actor(actor._spec)
    end
    for _, channel in ipairs(declared_channels()) do
        views[#views + 1] = channel
        numbers[channel._spec] = #views
        description.views[#views] = describe_channel(channel._spec)
        functions[#views] = functions_of_channel(channel._spec)
    end
    description.channels = describe_channels(result, numbers)
    description.groups = describe_groups(result, numbers, main)
    check_tells(records, description)
    for i, route in ipairs(routes) do
        check_path_params(route, route.view._spec)
        description.routes[i] =
            { path = route.path, view = numbers[route.view._spec], group = group_of(groups, route, app) }
        guards[i] = guard_of(route)
    end
    local service = (rawget(ls, "service") or rawget(ls, "program")) and require "lightspeed.service"
    description.services = service and service._is_used() and calls_of_services(records) or nil
    if rawget(ls, "path") then
        keep_paths(routes)
    end
    seal(views)
    description.components = {}
    for number, spec in ipairs(component.seal()) do
        description.components[number] = describe_component(spec)
        functions[#views + number] = functions_of_component(spec)
    end
    for i = 1, #routes do
        if guards[i] then
            functions[#functions + 1] = { guards[i] }
            description.routes[i].guard = #functions
        end
    end
    types._seal()
    -- Sessions carry a copy of what is loaded; what only declares things is let go.
    for _, name in ipairs { "view", "app", "component", "template", "actor", "child", "group", "channel" } do
        rawset(ls, name, too_late)
    end
    for _, name in ipairs { "service", "db", "sleep", "env" } do
        if rawget(ls, name) then
            rawset(ls, name, in_service(name))
        end
    end
    rawset(ls, "types", nil)
    setmetatable(ls, nil) -- what is mentioned is there, and nothing more can be loaded
    return description, functions
end
