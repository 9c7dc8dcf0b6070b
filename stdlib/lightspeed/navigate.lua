-- Where a view sends its visitor: to another view, to other params of this one, or away.

local navigate = {}

local behaviour = { __metatable = "ls.command" }

-- A browser takes a backslash for a slash, and drops what is no visible character.
local function check_path(op, path)
    local is_local = type(path) == "string" and path:find "^/" and not path:find "^/[/\\]"
    if not is_local or path:find "[%z\1-\32\127\\]" then
        local given = type(path) == "string" and ("'%s'"):format(path) or "a " .. type(path)
        error(('ls.%s takes a path of this site, such as "/rooms", not %s'):format(op, given), 3)
    end
    return path
end

local function replaces(op, options)
    for name, value in pairs(options or {}) do
        if name ~= "replace" or type(value) ~= "boolean" then
            error(("ls.%s takes { replace = true } and no other option"):format(op), 3)
        end
    end
    return options and options.replace or nil
end

---Another view, at this path: over the same line where that can be, else as a link does.
---@param path string
---@param options? table { replace }: the address takes the place of this one in the history
---@return ls.Command
function navigate.navigate(path, options)
    local command =
        { op = "navigate", url = check_path("navigate", path), replace = replaces("navigate", options) }
    return setmetatable(command, behaviour)
end

---Other params of this view: its `params` is called in a turn of its own, right after this one.
---@param to table|string params (those of the path that are left out stay), or a path
---@param options? table { replace }
---@return ls.Command
function navigate.patch(to, options)
    local command = { op = "patch", replace = replaces("patch", options) }
    if type(to) == "table" then
        command.params = to
    else
        command.url = check_path("patch", to)
    end
    return setmetatable(command, behaviour)
end

---Away from here, by loading a page: a path of this site, or an address with http:// or https://.
---@param url string
---@return ls.Command
function navigate.redirect(url)
    local is_web = type(url) == "string"
        and url:lower():find "^https?://[^/\\]"
        and not url:find "[%z\1-\32\127\\]"
    return setmetatable({ op = "redirect", url = is_web and url or check_path("redirect", url) }, behaviour)
end

return navigate
