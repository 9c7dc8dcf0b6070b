-- ls.live: another view within a view. It is a session of its own: its own state, its own sandbox, its own
-- supervision.
--
--     <ls.live of={Clock} id="clock" zone="UTC" />
--
-- `of` is a view of this app and `id` tells it from others of the page; all other attributes are the view's params,
-- which it begins with. One that is `sticky` goes on where the next page, over the same line, has it too: a player, a
-- chat. The host has the rest: host/session/children.c.

local function fail(text, ...)
    error(("<ls.live>: " .. text):format(...), 3)
end

---@param a table { of, id, sticky, ... }
local function live(a, slot)
    if getmetatable(a.of) ~= "ls.view" then
        fail("of={...} takes a view that ls.view made, not a %s", type(a.of))
    end
    local id = math.type(a.id) == "integer" and tostring(a.id) or a.id
    if type(id) ~= "string" or id == "" then
        fail('id="..." is missing: by it the view is the same one after each render')
    end
    if slot() ~= nil then
        fail("a nested view has no content; what it shows is its own render")
    end
    if a.sticky ~= nil and type(a.sticky) ~= "boolean" then
        fail("sticky is true or false, not a %s", type(a.sticky))
    end
    local params = {}
    for name, value in pairs(a) do
        if name ~= "of" and name ~= "id" and name ~= "sticky" then
            params[name] = value
        end
    end
    return __host.live(rawget(a.of, "_number"), id, params, __host.where(2), a.sticky == true)
end

return { live = live }
