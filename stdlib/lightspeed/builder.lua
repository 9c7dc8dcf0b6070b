-- What is built by methods, one behind the other: ls.app():live("/", Home):static "public", ls.after(1000):to "tick".
-- A method that there is not is an error where it is called, which means the nearest.

local builder = {}

-- The nearest, or where nothing is near all that there are.
local function hint(name, methods)
    local names = {}
    for known in pairs(methods) do
        names[#names + 1] = known
    end
    local nearest = __host.hint(name, names)
    return nearest == "" and names[1] and "; it has :" .. table.concat(names, ", :") or nearest
end

---Gives `methods` back; `what` has them and no others.
---@param what string such as "ls.app"
---@param methods table<string, function>
function builder.methods(what, methods)
    return setmetatable(methods, {
        __index = function(_, name)
            if type(name) ~= "string" or name:find "^_" then -- a place in a list, or a field of ours
                return nil
            end
            error(("%s has no :%s%s"):format(what, name, hint(name, methods)), 2)
        end,
    })
end

---The metatable of a command with these methods.
function builder.command(what, methods)
    return { __index = builder.methods(what, methods), __metatable = "ls.command" }
end

return builder
