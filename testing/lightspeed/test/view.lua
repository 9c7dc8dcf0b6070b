-- A view in a spec, without a page: its updates are functions of a model.

local core = require "lightspeed.core"

local views = {}

---The view at a path of an app.
function views.load(app, path)
    for _, route in ipairs(app:declared().routes) do
        if route.path == path then
            return { app = app, number = route.view }
        end
    end
    error(("no route of the app answers '%s'"):format(path), 3)
end

---`ls.load "apps/todo.lua"` in a spec.
function views.of_file(file)
    local app, text = core.open(file)
    return views.load(app or error(text, 3), "/")
end

---The model and the commands; nil and why not.
function views.update(view, model, name, data, err)
    if type(view) ~= "table" or type(view.number) ~= "number" then
        error('test.update takes a view: test.view "apps/todo.lua"', 3)
    end
    return view.app:update(view.number, name, model, data, err)
end

return views
