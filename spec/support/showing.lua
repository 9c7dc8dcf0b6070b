-- For specs of components: a page that shows some markup.

local core = require "lightspeed.core"
local html = require "lightspeed.test.html"
local page = require "lightspeed.test.page"
require "lightspeed.test.asserts"

local showing = {}

local APP = [==[
local ls = require "lightspeed"
local t = ls.types
local view = ls.view {
    events = {
        set = { name = "string", value = "any?" },
        sort = { by = "string", descending = "boolean" },
        page = { page = "integer" },
        tab = { tab = "string" },
        "close",
    },
}
function view.init() return %s end
function view.update.set(m, e) m[e.name] = e.value end
function view.update.sort(m, e) m.by, m.descending = e.by, e.descending end
function view.update.page(m, e) m.page = e.page end
function view.update.tab(m, e) m.tab = e.tab end
function view.update.close(m) m.closed = true end
function view.render(m) return html[[%s]] end
return view
]==]

local function write(source)
    local name = os.tmpname()
    local path = name .. ".lua"
    local file = assert(io.open(path, "w"))
    file:write(source)
    file:close()
    return path, name
end

local function load(markup, model)
    local path, name = write(APP:format(model or "{}", markup))
    local app, text = core.open(path, { now = 1795230553000 }) -- 2026-11-21 03:09:13 UTC
    os.remove(path)
    os.remove(name)
    return app, text, path:match "[^/]+$"
end

---A page that shows markup; `model` is the Lua of its first model. It has the events set { name, value }, sort, page,
---tab and close.
function showing.page(markup, model)
    local app, text = load(markup, model)
    return page.open(app or error(text, 2), "/")
end

---The HTML that markup becomes.
function showing.html(markup, model)
    return showing.page(markup, model).html
end

---What is wrong with markup, in its file or when it is rendered. The file is called app.lua, and its line 18 is the
---markup.
function showing.error_of(markup, model)
    local app, text, file = load(markup, model)
    if app then
        local session, _, body = app:visit "/"
        if session then
            error("the page shows, and should not", 2)
        end
        text = html.text(html.parse(body))
    end
    return (text:gsub(file:gsub("%p", "%%%0"), "app.lua"))
end

return showing
