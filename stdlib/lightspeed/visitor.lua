-- The session of a visitor: what the app knows of a browser from page to page. init and guards get it; it is kept in
-- the browser, as a sealed cookie.

local visitor = {}

local behaviour = { __metatable = "ls.command" }

local function renews(options)
    for name, value in pairs(options or {}) do
        if name ~= "renew" or type(value) ~= "boolean" then
            error("ls.put_session takes { renew = true } and no other option", 3)
        end
    end
    return options and options.renew or nil
end

---Keeps values in the visitor's session, by their names, beside those that are there; false takes one away. init of
--- the pages to come and guards see them as `session.NAME`.
---
---    return m, ls.put_session({ user = user.id }, { renew = true }), ls.redirect "/"
---
---@param values table plain data; what is large belongs elsewhere, under session.id: a cookie has 4 KB
---@param options? table { renew }: session.id is another from now on, as it should be at each sign-in
---@return ls.Command
function visitor.put_session(values, options)
    if type(values) ~= "table" then
        error(('ls.put_session takes a table: { locale = "de" }, not a %s'):format(type(values)), 2)
    end
    for name in pairs(values) do
        if type(name) ~= "string" then
            error(("ls.put_session takes values by name, not under %s"):format(tostring(name)), 2)
        elseif name == "id" then
            error(
                "ls.put_session: 'id' is the host's own; { renew = true } as second argument gives another",
                2
            )
        end
    end
    return setmetatable({ op = "put_session", values = values, renew = renews(options) }, behaviour)
end

---Forgets the visitor's session, as when they sign out: the cookie is gone, and session.id another.
---@return ls.Command
function visitor.clear_session()
    return setmetatable({ op = "put_session", clear = true }, behaviour)
end

---Ends all pages of a user, in every browser, and their cookies are no good any more: signing out everywhere, or
--- locking somebody out. Who that is says `user` in their sessions. The page that asks for it, and its cookie, stay.
---
---    return m, ls.sign_out(m.user), ls.clear_session(), ls.redirect "/"
---
---@param user any what `user` is in the sessions: a name, a number
---@return ls.Command
function visitor.sign_out(user)
    if user == nil or type(user) == "boolean" then
        error(("ls.sign_out takes what sessions have as `user`, not %s"):format(tostring(user)), 2)
    end
    return setmetatable({ op = "sign_out", user = user }, behaviour)
end

return visitor
