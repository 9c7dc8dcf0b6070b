-- `local ls = require "lightspeed"`: everything an app needs, in one table. What a visitor's session never uses is
-- loaded when first asked for, because each session carries a copy of what is loaded.

local parts = {
    view = "lightspeed.view",
    app = "lightspeed.app",
    types = "lightspeed.types",
    component = "lightspeed.component",
    layout = "lightspeed.layout",
    asset = "lightspeed.asset",
    after = "lightspeed.command",
    every = "lightspeed.command",
    cancel = "lightspeed.command",
    send = "lightspeed.command",
    emit = "lightspeed.command",
    subscribe = "lightspeed.topic",
    unsubscribe = "lightspeed.topic",
    broadcast = "lightspeed.topic",
    channel = "lightspeed.channel",
    track = "lightspeed.presence",
    program = "lightspeed.program",
    untrack = "lightspeed.presence",
    js = "lightspeed.js",
    focus = "lightspeed.effect",
    announce = "lightspeed.effect",
    post = "lightspeed.effect",
    title = "lightspeed.effect",
    scroll = "lightspeed.effect",
    push_event = "lightspeed.effect",
    reply = "lightspeed.effect",
    navigate = "lightspeed.navigate",
    patch = "lightspeed.navigate",
    redirect = "lightspeed.navigate",
    put_session = "lightspeed.visitor",
    clear_session = "lightspeed.visitor",
    sign_out = "lightspeed.visitor",
    service = "lightspeed.service",
    sleep = "lightspeed.service",
    env = "lightspeed.service",
    db = "lightspeed.db",
    http = "lightspeed.http",
    files = "lightspeed.files",
    cache = "lightspeed.cache",
    mail = "lightspeed.mail",
    path = "lightspeed.path",
    actor = "lightspeed.actor",
    child = "lightspeed.supervise",
    group = "lightspeed.supervise",
    start = "lightspeed.actors",
    tell = "lightspeed.actors",
    ask = "lightspeed.actors",
    watch = "lightspeed.actors",
    unwatch = "lightspeed.actors",
    stop_actor = "lightspeed.actors",
    stop = "lightspeed.actors",
    raw = "lightspeed.raw",
    el = "lightspeed.element",
    template = "lightspeed.template",
    live = "lightspeed.live",
    stream = "lightspeed.stream",
    insert = "lightspeed.stream",
    insert_all = "lightspeed.stream",
    remove = "lightspeed.stream",
    reset = "lightspeed.stream",
}

-- The shipped components, each in ui/NAME.lua. One string, because every session carries it.
local components =
    " field input inputs select textarea form_errors table pager dialog tabs flash time link sparkline chart window "

local ls = {}

local function part_of(name)
    if parts[name] then
        return parts[name]
    elseif type(name) == "string" and components:find(" " .. name .. " ", 1, true) then
        return "lightspeed.ui." .. name
    end
end

local function names_of_parts()
    local names = { "now" }
    for known in pairs(parts) do
        names[#names + 1] = known
    end
    for known in components:gmatch "%S+" do
        names[#names + 1] = known
    end
    return names
end

---The time of the event being handled, in milliseconds since 1970; the same during a whole turn, and in a
--- replay.
---@return integer
function ls.now()
    return __host.now()
end

return setmetatable(ls, {
    __index = function(_, name)
        local part = part_of(name)
        if name == "load" and not __host then -- in a spec, which is no app
            return require("lightspeed.test.view").of_file
        end
        if not part then
            error(("ls.%s does not exist%s"):format(tostring(name), __host.hint(name, names_of_parts())), 2)
        end
        local module = require(part)
        ls[name] = rawget(module, name) or module
        return ls[name]
    end,
})
