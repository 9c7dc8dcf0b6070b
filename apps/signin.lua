-- Who one is, from page to page: a page that is for those who have signed in, signing in, and signing out.
--
--     /            for everybody; says who is there
--     /sign-in     asks who one is
--     /desk        guarded: who is nobody is sent to sign in
--
-- What the browser keeps is a sealed cookie, so it can be neither read nor made up (docs/navigation.md).

local ls = require "lightspeed"
local t = ls.types

local Credentials = t.form {
    name = t.string { trim = true, min = 1, max = 40 },
    password = t.string { min = 1, max = 100, secret = true },
}

-- An app asks its database, for a salted hash of the password.
local passwords = { ada = "engine", grace = "compiler" }

local function is_known(given)
    return passwords[given.name] ~= nil and passwords[given.name] == given.password
end

-- --- for everybody ---

local home = ls.view { title = "Sign in and out", events = { "sign_out" } }

function home.init(_, session)
    return { user = session.user }
end

function home.update.sign_out(m)
    m.user = nil
    return m, ls.clear_session()
end

function home.render(m)
    return html[[
        <h1>Sign in and out</h1>
        {if m.user then}
            <p>You are {m.user}. <button ls-click="sign_out">Sign out</button></p>
        {else}
            <p>You are nobody yet. <a href="/sign-in" ls-navigate>Sign in</a></p>
        {end}
        <p><a href="/desk" ls-navigate>Your desk</a></p>
    ]]
end

-- --- signing in ---

local sign_in = ls.view { title = "Sign in", events = { check = Credentials, sign_in = Credentials } }

function sign_in.init()
    return { form = Credentials:blank(), is_wrong = false }
end

function sign_in.update.check(m, form)
    m.form = form
end

function sign_in.update.sign_in(m, form)
    m.form = form
    m.is_wrong = form.valid and not is_known(form.values)
    if form.valid and not m.is_wrong then
        return m, ls.put_session({ user = form.values.name }, { renew = true }), ls.navigate "/desk"
    end
end

function sign_in.render(m)
    return html[[
        <h1>Sign in</h1>
        <form ls-change="check" ls-submit="sign_in">
            <ls.input form={m.form} name="name" label="Name" autocomplete="username" />
            <ls.input form={m.form} name="password" label="Password" type="password"
                autocomplete="current-password" />
            <button>Sign in</button>
        </form>
        <ls.flash kind="error" text={m.is_wrong and "No such name, or not its password." or nil} />
        <p><small>ada has the password engine.</small></p>
    ]]
end

-- --- for those who have ---

local function signed_in(session)
    return session.user ~= nil or "/sign-in"
end

local desk = ls.view { title = "Your desk", guard = signed_in, events = { "sign_out" } }

function desk.init(_, session)
    return { user = session.user }
end

function desk.update.sign_out(m)
    return m, ls.clear_session(), ls.navigate "/"
end

function desk.render(m)
    return html[[
        <h1>The desk of {m.user}</h1>
        <p><a href="/" ls-navigate>Home</a> <button ls-click="sign_out">Sign out</button></p>
    ]]
end

return ls.app():live("/", home):live("/sign-in", sign_in):live("/desk", desk)
