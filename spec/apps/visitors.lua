-- A page that changes its visitor's session in every way there is.

local ls = require "lightspeed"

local view = ls.view {
    title = "Visitors",
    events = {
        put = { name = "string", text = "string" },
        "drop",
        "renew",
        "clear",
        "away",
        "big",
        "twice",
        "bad",
        "everywhere",
        "nobody",
    },
}

function view.init(_, session)
    local known = {}
    for name, value in pairs(session) do
        known[#known + 1] = name .. "=" .. tostring(value)
    end
    return { known = known, id = session.id }
end

function view.update.put(m, e)
    return m, ls.put_session { [e.name] = e.text }
end

function view.update.drop(m)
    return m, ls.put_session { color = false }
end

function view.update.renew(m)
    return m, ls.put_session({ user = 7 }, { renew = true })
end

function view.update.clear(m)
    return m, ls.clear_session()
end

function view.update.everywhere(m)
    return m, ls.sign_out(7)
end

function view.update.nobody(m)
    return m, ls.sign_out(m.user)
end

function view.update.away(m)
    return m, ls.put_session { color = "blue" }, ls.redirect "/"
end

function view.update.big(m)
    return m, ls.put_session { color = ("x"):rep(4000) }
end

function view.update.twice(m)
    return m, { ls.clear_session(), ls.put_session { color = "red" } }, ls.navigate "/"
end

function view.update.bad(m)
    return m, ls.put_session { a = { function() end } }
end

function view.render(m)
    return html[[
        <h1>Visitors</h1>
        <ul>{for _, text in ipairs(m.known) do}<li>{text}</li>{end}</ul>
        <p id="id">{m.id}</p>
        <button id="put" ls-click="put" ls-value-name="color" ls-value-text="green">put</button>
        <button id="away" ls-click="away">away</button>
        <button id="renew" ls-click="renew">renew</button>
        <button id="clear" ls-click="clear">clear</button>
        <button id="everywhere" ls-click="everywhere">sign out everywhere</button>
        <a href="/enter" ls-navigate>enter</a> <a href="/" ls-navigate>again</a>
    ]]
end

-- As a link in a letter would: the address itself signs in.
local enter = ls.view { title = "Enter" }

function enter.init()
    return {}, ls.put_session({ user = 9 }, { renew = true }), ls.navigate "/"
end

function enter.render()
    return html[[<p>nobody sees this</p>]]
end

local stay = ls.view { title = "Stay" }

function stay.init()
    return {}, ls.put_session { seen = true }
end

function stay.render()
    return html[[<h1>Stay</h1>]]
end

return ls.app():live("/", view):live("/enter", enter):live("/stay", stay)
