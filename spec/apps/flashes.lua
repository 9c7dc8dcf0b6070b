-- Views that say a word and send their visitor on, in every way there is.

local ls = require "lightspeed"

local home = ls.view {
    title = "Home",
    events = {
        say = { kind = "string", text = "string" },
        go = { to = "string" },
        leave = { to = "string" },
        "both",
        "turn",
        "form",
    },
    params = { page = "integer?" },
}

function home.update.say(m, e)
    return m, ls.flash(e.kind, e.text)
end

function home.update.go(m, e)
    return m, ls.flash("success", "Saved <it>."), ls.navigate(e.to)
end

function home.update.leave(m, e)
    return m, ls.flash("error", "Lost & found."), ls.redirect(e.to)
end

function home.update.both(m)
    return m, ls.flash("info", "One."), ls.flash("warning", "Two."), ls.redirect "/other"
end

function home.update.turn(m)
    return m, ls.flash("info", "Turned."), ls.patch { page = 2 }
end

function home.update.form(m)
    return m
end

function home.render()
    return html[[
        <h1>Home</h1>
        <button id="info" ls-click="say" ls-value-kind="info" ls-value-text="Hello.">info</button>
        <button id="error" ls-click="say" ls-value-kind="error" ls-value-text="No.">error</button>
        <button id="go" ls-click="go" ls-value-to="/other">go</button>
        <button id="desk" ls-click="go" ls-value-to="/desk">to the desk</button>
        <button id="leave" ls-click="leave" ls-value-to="/other">leave</button>
        <button id="both" ls-click="both">both</button>
        <button id="turn" ls-click="turn">turn</button>
        <form ls-submit="form"><button id="send">send</button></form>
        <a id="link" href="/other" ls-navigate>other</a> <a id="old" href="/old" ls-navigate>old</a>
    ]]
end

local function plain(title)
    local view = ls.view { title = title }
    function view.render()
        return html[[<h1>{title}</h1> <a id="home" href="/" ls-navigate>home</a>]]
    end
    return view
end

local old = ls.view { title = "Old" }

function old.init()
    return {}, ls.flash("info", "This page has moved."), ls.navigate "/other"
end

function old.render()
    return html[[<p>nobody sees this</p>]]
end

local late = ls.view { title = "Late" }

function late.init()
    return {}, ls.flash("info", "You are late.")
end

function late.render()
    return html[[<h1>Late</h1>]]
end

return ls.app()
    :live("/", home)
    :live("/other", plain "Other")
    :live("/old", old)
    :live("/late", late)
    :scope("/desk", {}, function(s)
        s:live("/", plain "Desk")
    end)
