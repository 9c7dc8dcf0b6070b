-- Views that send their visitor on and on.

local ls = require "lightspeed"

local function view_of(title, init)
    local view = ls.view { title = title, messages = { "again" } }
    view.init = init
    function view.update.again(m)
        return m, ls.navigate(m.to)
    end
    function view.render()
        return html[[
            <h1>{title}</h1>
            <a id="self" href="/self" ls-navigate>in its init</a>
            <a id="circle" href="/circle" ls-navigate>when it is there</a>
        ]]
    end
    return view
end

local home = view_of("Home", function()
    return { to = "/" }
end)

local self = view_of("Self", function()
    return { to = "/self" }, ls.redirect "/self"
end)

local circle = view_of("Circle", function()
    return { to = "/circle" }, ls.send "again"
end)

return ls.app():live("/", home):live("/self", self):live("/circle", circle)
