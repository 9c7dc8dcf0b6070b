-- For specs of what an app may say at file level: loads a text as app.lua and gives what the host says of it.

local core = require "lightspeed.core"

local loading = {}

---The app that `source` makes; or nil and what is wrong with it, the file being called app.lua.
function loading.app(source, options)
    local name = os.tmpname()
    local path = name .. ".lua"
    local file = assert(io.open(path, "w"))
    file:write(source)
    file:close()
    local app, text, code = core.open(path, options)
    os.remove(path)
    os.remove(name)
    if app then
        return app
    end
    return nil, (text:gsub((path:match "[^/]+$":gsub("%p", "%%%0")), "app.lua")), code
end

---What is wrong with it.
function loading.error_of(source)
    local app, text = loading.app(source)
    if app then
        error("the app loads, and should not", 2)
    end
    return text
end

---A view with this in its table, that counts nothing and shows nothing.
function loading.view(options)
    return ([[
local ls = require "lightspeed"
local t = ls.types
local view = ls.view { %s }
function view.render() return html[=[<p></p>]=] end
return view
]]):format(options)
end

return loading
