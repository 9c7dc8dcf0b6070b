-- ls.template: a page in a file of its own, for those that are too big to stand among Lua.

local template = {}

---A file that is one template, in the language of html[[ ]], as a function. Its parameters are declared at its top,
--- `{local m, page = ...}`; `ls` is there already. At file level: `local Home = ls.template "pages/home.html"`. What
--- it gives can be a view's render (`view.render = Home`) or a component (`<Home />`).
---@param path string below the app's directory, ending in .html
---@return fun(...): table
function template.template(path)
    if type(path) ~= "string" then
        error(("ls.template takes a path, not a %s"):format(type(path)), 2)
    end
    return require("template " .. path)
end

return template
