-- `local ls = require "lightspeed"`: everything an app needs, in one table. What a visitor's session never uses is
-- loaded when first asked for, because each session carries a copy of what is loaded.

local parts = {
    view = "lightspeed.view",
    app = "lightspeed.app",
    types = "lightspeed.types",
    component = "lightspeed.component",
    after = "lightspeed.command",
    every = "lightspeed.command",
    cancel = "lightspeed.command",
    send = "lightspeed.command",
    raw = "lightspeed.raw",
    el = "lightspeed.element",
    template = "lightspeed.template",
}

local ls = {}

---The time of the event being handled, in milliseconds since 1970; the same during a whole turn, and in a
--- replay.
---@return integer
function ls.now()
    return __host.now()
end

return setmetatable(ls, {
    __index = function(_, name)
        local part = parts[name]
        if not part then
            local names = { "now" }
            for known in pairs(parts) do
                names[#names + 1] = known
            end
            error(("ls.%s does not exist%s"):format(tostring(name), __host.hint(name, names)), 2)
        end
        local module = require(part)
        ls[name] = rawget(module, name) or module
        return ls[name]
    end,
})
