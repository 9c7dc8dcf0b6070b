-- ls.asset: where a file is that the app serves (app:static).

local asset = {}

---The address of a file, with its content's hash in it, so that browsers keep it for ever:
--- `<link rel="stylesheet" href={ls.asset "app.css"}>`. For what renders: layouts, views, components.
---@param name string below the folder that app:static names
---@return string
function asset.asset(name)
    if type(name) ~= "string" then
        error(("ls.asset takes a file's name, not a %s"):format(type(name)), 2)
    end
    return __host.asset(name)
end

return asset
