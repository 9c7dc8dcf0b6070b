-- What an app knows of a browser from page to page: ls.put_session, ls.clear_session, and the cookie.

local test = require "lightspeed.test"

local VISITORS = "spec/apps/visitors.lua"

local function known(page)
    return page.session:visitor()
end

-- The same browser on another page.
local function next_page(page, path)
    page:visit(path or "/")
    return page
end

describe("ls.put_session", function()
    local page

    before_each(function()
        page = test.open(VISITORS)
    end)

    local function put(name, text)
        assert.is_true(page:send("put", { name = name, text = text }))
    end

    it("leaves those alone who have nothing to keep: no cookie, another id on each page", function()
        local id = known(page).id
        assert.equal(16, #id)
        assert.is_nil(page.cookie)
        next_page(page)
        assert.not_equal(id, known(page).id)
        assert.is_nil(page.cookie)
    end)

    it("is known to the session at once, and to the pages that come", function()
        put("color", "green")
        local id = known(page).id
        assert.same({ id = id, color = "green" }, known(page))
        assert.is_truthy(page.cookie)
        next_page(page)
        assert.same({ id = id, color = "green" }, known(page))
        assert.shows(page, "color=green")
    end)

    it("is known to a view that is gone to over the line", function()
        put("color", "green")
        page:click "again"
        assert.shows(page, "color=green")
        assert.equal(1, page.app:counters().visits)
    end)

    it("keeps what is there beside what comes, and takes away what is false", function()
        put("color", "green")
        put("size", "8")
        assert.equal("8", known(page).size)
        assert.equal("green", known(page).color)
        page:send "drop"
        next_page(page)
        assert.is_nil(known(page).color)
        assert.equal("8", known(page).size)
    end)

    it("forgets the cookie when nothing is left", function()
        put("color", "green")
        page:send "drop"
        assert.equal("", page.cookie)
        next_page(page)
        assert.same({ id = known(page).id }, known(page))
    end)

    it("survives sleep, and a session that begins anew", function()
        put("color", "green")
        page:sleep()
        page:disconnect():reconnect()
        page:click "again"
        assert.equal("green", known(page).color)
    end)

    it("gives another id where it is to be renewed", function()
        put("color", "green")
        local id, cookie = known(page).id, page.cookie
        page:send "renew"
        assert.not_equal(id, known(page).id)
        assert.same({ id = known(page).id, color = "green", user = 7 }, known(page))
        next_page(page)
        assert.equal(7, known(page).user)
        page.cookie = cookie -- planted by somebody else, before
        next_page(page)
        assert.is_nil(known(page).user)
    end)

    it("goes where it is sent when the cookie is there", function()
        page:click "#away"
        assert.shows(page, "color=blue")
        assert.equal(2, page.app:counters().visits)
    end)

    it("does several changes in a turn in their order", function()
        put("size", "8")
        page:send "twice"
        assert.same({ id = known(page).id, color = "red" }, known(page))
        next_page(page)
        assert.same({ id = known(page).id, color = "red" }, known(page))
    end)

    it("answers the page request of a view whose init keeps something", function()
        next_page(page, "/stay")
        assert.is_true(known(page).seen)
        next_page(page)
        assert.is_true(known(page).seen)
    end)

    it("comes along where init sends on: a redirect, and a link over the line", function()
        next_page(page, "/enter")
        assert.went(page, "/")
        assert.shows(page, "user=9")
        local other = test.visit(page)
        other:click "enter"
        assert.went(other, "/")
        assert.shows(other, "user=9")
        assert.equal(9, known(other).user)
        next_page(other)
        assert.equal(9, known(other).user)
    end)

    it("forgets all of it", function()
        put("color", "green")
        local id = known(page).id
        page:send "clear"
        assert.equal("", page.cookie)
        assert.not_equal(id, known(page).id)
        next_page(page)
        assert.is_nil(known(page).color)
    end)

    it("says what a cookie cannot hold, and changes nothing", function()
        local ok, text = page:send "big"
        assert.is_false(ok)
        assert.truthy(text:find("a cookie has at most 3800", 1, true), text)
        assert.is_nil(known(page).color)
        ok, text = page:send "bad"
        assert.is_false(ok)
        assert.truthy(text:find("is a function", 1, true), text)
        ok, text = page:send("put", { name = "id", text = "mine" })
        assert.is_false(ok)
        assert.truthy(text:find("'id' is the host's own", 1, true), text)
    end)
end)

describe("a cookie", function()
    it("is nobody's where it was touched, made up, or is another host's", function()
        local page = test.open(VISITORS)
        page:send("put", { name = "color", text = "green" })
        local good = page.cookie
        local flipped = good:sub(1, 40) .. (good:sub(41, 41) == "A" and "B" or "A") .. good:sub(42)
        local other = test.open(VISITORS)
        other:send("put", { name = "color", text = "red" })
        for _, cookie in ipairs {
            flipped,
            good:sub(1, -2),
            "",
            "x",
            ("A"):rep(100),
            other.cookie,
            ("\255"):rep(90),
        } do
            page.cookie = cookie
            page:visit "/"
            assert.is_nil(known(page).color, cookie)
        end
        page.cookie = good
        page:visit "/"
        assert.equal("green", known(page).color)
    end)

    it("can be read by nobody", function()
        local page = test.open(VISITORS)
        page:send("put", { name = "color", text = "greengreengreen" })
        assert.is_nil(page.cookie:find("green", 1, true))
        local first = page.cookie
        page:send("put", { name = "color", text = "greengreengreen" })
        assert.not_equal(first, page.cookie)
    end)

    it("is renewed while it is used, and over when it was not", function()
        local page = test.open(VISITORS, "/", { limits = { session_s = 100 } })
        page:send("put", { name = "color", text = "green" })
        local first = page.cookie
        page:advance(40000):visit "/"
        assert.equal(first, page.cookie)
        page:advance(20000):visit "/"
        assert.not_equal(first, page.cookie)
        page:advance(90000):visit "/"
        assert.equal("green", known(page).color)
        page:advance(101000):visit "/"
        assert.is_nil(known(page).color)
    end)
end)

describe("a ticket for the cookie", function()
    local function ticket_of(page, event, payload)
        page:send(event, payload)
        for _, operation in ipairs(page.commands) do
            if operation[1] == "session" then
                return operation[2]
            end
        end
    end

    it("is good for a while, for what it says, and for the session that it was made for", function()
        local page = test.open(VISITORS)
        local ticket = ticket_of(page, "put", { name = "color", text = "green" })
        assert.is_truthy(page.app:commit(ticket, ""))
        local cookie = page.cookie
        assert.is_nil((page.app:commit(cookie, "")))
        page.cookie = ticket
        page:visit "/"
        assert.is_nil(known(page).color)

        local other = test.visit(page)
        other:send("put", { name = "color", text = "red" })
        local later = ticket_of(other, "put", { name = "size", text = "8" })
        local made, text, code = page.app:commit(later, cookie)
        assert.is_nil(made)
        assert.equal("the session is another one by now", text)
        assert.equal("forbidden", code)
        assert.is_truthy(page.app:commit(later, other.cookie))
        page:advance(121000)
        made, text = page.app:commit(later, other.cookie)
        assert.is_nil(made)
        assert.equal("its time is over", text)
    end)
end)

describe("signing in and out", function()
    local SIGNIN = "apps/signin.lua"

    it("sends nobody in who is nobody", function()
        local page = test.open(SIGNIN, "/desk")
        assert.went(page, "/sign-in")
        page = test.open(SIGNIN)
        page:click "Your desk"
        assert.went(page, "/sign-in")
        page:fill({ name = "ada", password = "difference" }):click "Sign in"
        assert.went(page, "/sign-in")
        assert.shows(page, "not its password")
        assert.is_nil(page.cookie)
    end)

    it("lets in who can say so, on this page and the next, and out again", function()
        local page = test.open(SIGNIN, "/desk")
        local before = known(page).id
        page:fill({ name = "ada", password = "engine" }):click "Sign in"
        assert.went(page, "/desk")
        assert.shows(page, "The desk of ada")
        assert.not_equal(before, known(page).id)
        page:visit "/desk"
        assert.shows(page, "The desk of ada")
        page:click "Sign out"
        assert.went(page, "/")
        assert.shows(page, "You are nobody yet")
        page:visit "/desk"
        assert.went(page, "/sign-in")
    end)

    it("knows nobody else by it", function()
        local page = test.open(SIGNIN, "/sign-in")
        page:fill({ name = "ada", password = "engine" }):click "Sign in"
        local other = test.visit(page)
        assert.shows(other, "You are nobody yet")
    end)
end)

describe("ls.sign_out", function()
    it("makes the user's other pages and cookies no good any more", function()
        local one = test.open(VISITORS)
        one:send "renew"
        local other = test.visit(one)
        other:send "renew"
        next_page(one)
        next_page(other)
        assert.equal(7, known(one).user)
        assert.equal(7, known(other).user)
        one:advance(1000)
        assert.is_true(one:send "everywhere")
        assert.equal(7, known(next_page(one)).user)
        assert.is_nil(known(next_page(other)).user)
        one:advance(1000)
        other:send "renew"
        assert.equal(7, known(next_page(other)).user)
    end)

    it("wants to know whom", function()
        local page = test.open(VISITORS)
        local ok, text, code = page:send "nobody"
        assert.is_false(ok)
        assert.equal("crash", code)
        assert.is_truthy(text:find("ls.sign_out takes what sessions have as `user`, not nil", 1, true), text)
    end)
end)
