-- ls.app: which path shows which view. `return ls.app():live("/", Home):live("/rooms/:room", Chat)`

local app = {}

local methods = {}

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

---A live view at a path; `:name` in it is one of the view's params.
function methods:live(path, view)
    check_path(path)
    if getmetatable(view) ~= "ls.view" then
        error(("live('%s') takes a view made by ls.view, not a %s"):format(path, type(view)), 2)
    end
    for _, route in ipairs(self._routes) do
        if route.path == path then
            error(("live('%s'): the path is taken already"):format(path), 2)
        end
    end
    self._routes[#self._routes + 1] = { path = path, view = view }
    return self
end

function app.app()
    return setmetatable({ _routes = {} }, { __index = methods, __metatable = "ls.app" })
end

return app
