-- Streams from the commands to the page: the truth table of docs/lists.md as a client by the letter shows it. What
-- nodes do is in spec/walk/streams.test.mjs.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local APP = "spec/apps/streams.lua"

local function start(script)
    return test.open(APP, "/?start=" .. script:gsub("%W", function(c)
        return ("%%%02X"):format(c:byte())
    end))
end

local function run(page, script)
    assert.is_true(page:send("run", { script = script }))
    return page
end

-- What the rows of a list say, with the empty state in brackets.
local function rows(page, selector)
    local texts = {}
    for text in
        page.html:match('<%w+ id="' .. (selector or "songs") .. '">(.-)</[uo]l>'):gmatch "<li[^>]*>(.-)</li>"
    do
        texts[#texts + 1] = text ~= "Nothing yet" and text or nil
    end
    return table.concat(texts, " ")
end

local function turns(first, last)
    local words = {}
    for i = first, last, first > last and -1 or 1 do
        words[#words + 1] = i
    end
    return table.concat(words, " ")
end

describe("a stream", function()
    it("shows what init put into it, in order, in the first HTML", function()
        local _, html = test.get(test.load(APP), "/")
        assert.is_truthy(html:find('<!%-%-1%-%-><li id="song%-1".-<!%-%-2%-%-><li id="song%-2"'))
        assert.equal("1 2", rows(start "all songs -1 - 1 2"))
    end)

    -- start, operation, result
    local cases = {
        { "all songs -1 - 1 2", "remove songs 2; insert songs 0 - 2:two", "two 1" },
        { "all songs -1 - 1 2", "reset songs - 3 1:one 4", "3 one 4" },
        { "all songs -1 - a b c d", "reset songs - b c d", "b c d" },
        { "all songs -1 - a b c d", "reset songs - b c d; reset songs - a b c d", "a b c d" },
        { "all songs -1 - a b c d", "reset songs - b a c d", "b a c d" },
        { "all songs -1 - a b c d", "all songs 1 - g f e", "a e f g b c d" },
        { "all songs -1 -5 " .. turns(1, 10), "remove songs 99", "6 7 8 9 10" },
        { "all songs -1 -5 " .. turns(1, 10), "insert songs -1 -5 11", "7 8 9 10 11" },
        { "all songs -1 -5 " .. turns(1, 11), "all songs -1 -5 " .. turns(12, 21), "17 18 19 20 21" },
        { "all songs 0 5 " .. turns(1, 10), "insert songs 0 5 11", "11 10 9 8 7" },
        { "all songs 0 5 " .. turns(1, 11), "all songs 0 5 " .. turns(12, 21), "21 20 19 18 17" },
        { "all songs -1 5 " .. turns(1, 5), "insert songs -1 5 6", "1 2 3 4 5" },
        { "all songs -1 5 " .. turns(1, 5), "all songs -1 5 " .. turns(6, 15), "1 2 3 4 5" },
        { "all songs 0 -5 " .. turns(1, 5), "insert songs 0 -5 6", "5 4 3 2 1" },
        { "all songs 0 -5 " .. turns(1, 5), "all songs 0 -5 " .. turns(6, 15), "5 4 3 2 1" },
        { "all songs 1 5 " .. turns(1, 10), "remove songs 99", "1 10 9 8 7" },
        { "all songs 1 5 " .. turns(1, 10), "all songs 1 5 " .. turns(11, 20), "1 20 19 18 17" },
        { "all songs 1 -5 " .. turns(1, 10), "remove songs 99", "10 5 4 3 2" },
        { "all songs 1 -5 " .. turns(1, 10), "all songs 1 -5 " .. turns(11, 20), "20 5 4 3 2" },
        { "all songs -1 - a b c d", "insert songs 0 - c", "a b c d" },
        { "all songs -1 - a b c d", "insert songs -1 - c", "a b c d" },
        { "all songs -1 - a b c d", "insert songs 1 - c:cee", "a b cee d" },
        { "all songs -1 - a b c d", "remove songs c; insert songs 1 - c", "a c b d" },
        { "all songs -1 - a b c d", "update songs e", "a b c d" },
        { "all songs -1 - a b c d", "update songs c:cee", "a b cee d" },
        { "all songs -1 - 1 2", "reset songs -", "" },
        { "all songs -1 - 1 2", "reset songs -; all songs -1 - 4 3", "4 3" },
        { "reset songs -2 1 2 3", "reset songs 2 4 5 6", "4 5" },
        { "all songs -1 - a b", "insert songs 7 - c; insert songs 2 - d", "a b d c" },
        { "all songs -1 - 1 2", "remove songs 1 2; insert songs -1 - 2; remove songs 2", "" },
    }
    for _, case in ipairs(cases) do
        it(("that did '%s' and then '%s' shows '%s'"):format(case[1], case[2], case[3]), function()
            assert.equal(case[3], rows(run(start(case[1]), case[2])))
            -- and the same where both come at once: the host works it out then
            assert.equal(case[3], rows(start(case[1] .. ";" .. case[2])))
        end)
    end

    it("keeps nothing of its items: neither the model nor the page as the host has it", function()
        local page = start("all songs -1 - " .. turns(1, 100))
        run(page, "insert songs -1 - marvellous")
        assert.same({ shown = true, turns = 1, outer = { "red", "blue" } }, page.model)
        assert.is_nil(page.client.session:html():find "marvellous")
        assert.is_truthy(page.html:find "marvellous")
    end)

    it("sends nothing where nothing happened to it, and an operation once", function()
        local page = start "all songs -1 - 1 2"
        run(page, "insert songs -1 - 3")
        assert.equal(1, select(2, page.frames[1]:gsub("song", "")))
        page:click "#idle"
        assert.same({ "[2,2]" }, page.frames)
        assert.equal("1 2 3", rows(page))
    end)

    it("is told in few bytes", function()
        local page = start "all red -1 - 1 2"
        run(page, "insert red -1 - 3; insert red -1 - 4; remove red 1 2; reset red - x; update red y")
        local told = [=[[[-1,0,"3",["3"],"4",["4"]],["1","2"],[],[-1,0,"'x",["x"]],[null,0,"'y",["y"]]]]=]
        assert.is_truthy(page.frames[1]:find('"s":' .. told, 1, true))
    end)

    it("outlives sleep, and what happens after it", function()
        local page = start "all songs -1 - 1 2"
        run(page, "insert songs -1 - 3"):sleep()
        run(page, "remove songs 1")
        assert.equal("2 3", rows(page))
    end)

    it("has what happened while the line was lost, once", function()
        local page = start "all songs -1 - 1 2"
        page:disconnect()
        page:send("run", { script = "insert songs -1 - 3" })
        page:reconnect()
        assert.equal("1 2 3", rows(page))
        assert.equal(0, page.client.fulls or 0)
    end)

    it("is as before where the turn failed", function()
        local page = start "all songs -1 - 1 2"
        assert.is_false(page:send("fail", { script = "reset songs -" }))
        run(page, "insert songs -1 - 3")
        assert.equal("1 2 3", rows(page))
    end)

    it("keeps apart from others, whatever their lists lie in", function()
        local page = start "all songs -1 - 1; all panel -1 - 1 x; all red -1 - 1; all blue -1 - 2"
        run(page, "remove songs 1; insert red -1 - 5")
        assert.equal("", rows(page))
        assert.equal("1 x", rows(page, "panel"))
        assert.is_truthy(page.text:find "1%s+5%s+2")
    end)

    it("is empty when it comes back after it was not shown", function()
        local page = start "all songs -1 - 1 2"
        page:click "#hide"
        run(page, "insert songs -1 - 3")
        page:click "#show"
        assert.equal("", rows(page))
        run(page, "insert songs -1 - 4")
        assert.equal("4", rows(page))
    end)

    it("takes any bytes as a key", function()
        local page = start "all panel -1 - __proto__ --> <!-- constructor"
        assert.equal("__proto__ --&gt; &lt;!-- constructor", rows(page, "panel"))
        run(page, "insert panel -1 - -->:arrow; remove panel __proto__")
        assert.equal("arrow &lt;!-- constructor", rows(page, "panel"))
    end)
end)

describe("a stream of a component", function()
    local page

    before_each(function()
        page = test.open "spec/apps/streams_components.lua"
    end)

    local function songs(id)
        local list = page.html:match('<section id="' .. id .. '">.-<ol>(.-)</ol>')
        return (list:gsub("<li>song (%d+)</li>", "%1 "):gsub(" $", ""))
    end

    it("is its own: of the same name in others nothing happens", function()
        assert.same({ "1 2", "1 2" }, { songs "a", songs "b" })
        page:click "#a .add"
        page:click "#b .reverse"
        assert.same({ "1 2 3", "2 1" }, { songs "a", songs "b" })
        assert.has.element(page, "#view li", "of the view")
        page:click "#say"
        assert.shows(page, "and one more")
        assert.same({ "1 2 3", "2 1" }, { songs "a", songs "b" })
    end)

    it("goes on when the component moves, sleeps or has new neighbours", function()
        page:click "#a .add"
        page:send("order", { albums = "c b a" })
        assert.same({ "1 2", "1 2", "1 2 3" }, { songs "c", songs "b", songs "a" })
        page:sleep()
        page:click "#a .add"
        page:click "#c .clear"
        assert.same({ "", "1 2", "1 2 3 4" }, { songs "c", songs "b", songs "a" })
    end)

    it("begins anew with a component that comes back", function()
        page:click "#a .add"
        page:send("order", { albums = "b" })
        page:send("order", { albums = "a b" })
        assert.same({ "1 2", "1 2" }, { songs "a", songs "b" })
    end)

    it("has no room for such components in its rows, and says so", function()
        local ok, message = page:send "lose"
        assert.is_false(ok)
        assert.matches(
            "streams_components.lua:%d+: a component with a state of its own cannot stand",
            message
        )
    end)
end)

describe("a page that must be filled anew", function()
    -- Away for so long that the outbox cannot keep what happens.
    local function be_away(page)
        page:send "grow"
        page:disconnect()
        page:advance(1000)
        page:send "stop"
        page:reconnect()
        assert.equal(1, page.client.fulls)
        return math.tointeger(page.model.count)
    end

    it("keeps what it has of a stream, and lacks what was lost", function()
        local page =
            test.open("spec/apps/streams_filled.lua", "/?fills=false", { limits = { outbox_bytes = 1024 } })
        local count = be_away(page)
        assert.equal("1 2", rows(page))
        page:send "add"
        assert.equal("1 2 " .. count + 1, rows(page))
    end)

    it("shows what the view's streams() says, where it has that", function()
        local page = test.open("spec/apps/streams_filled.lua", "/", { limits = { outbox_bytes = 1024 } })
        local count = be_away(page)
        assert.is_true(count > 50)
        assert.equal(turns(1, count), rows(page))
        page:send "add"
        assert.equal(turns(1, count + 1), rows(page))
    end)

    it("begins anew with what init says, where the view was started again", function()
        local limits = { events_per_s = 1000000, events_burst = 1000000 }
        local page = test.open("spec/apps/streams_filled.lua", "/", { limits = limits })
        page:send "add"
        assert.equal("1 2 3", rows(page))
        local line, frame = page.client.line, nil
        for ref = 2, 10002 do -- as many as may fail in a row, and one
            line:send(('["e",%d,"crash",{},%d]'):format(ref, ref - 1))
            page.app:run()
            frame = line:pull()
        end
        assert.equal(1, page.app:counters().restarts)
        assert.matches('^%["full",', frame)
        assert.is_truthy(frame:find('"s":[[],[],[-1,0,"1",["1"],"2",["2"]]]', 1, true))
    end)
end)

describe("a command on a stream", function()
    local ls = require "lightspeed"

    it("is plain data", function()
        assert.same(
            { op = "insert", stream = "songs", items = { { id = 1 } }, at = -1 },
            ls.insert("songs", { id = 1 })
        )
        assert.same(
            { op = "insert_all", stream = "s", items = { 1, 2 }, at = 0, limit = -5 },
            ls.insert_all("s", { 1, 2 }, 0, { limit = -5 })
        )
        assert.same(
            { op = "insert", stream = "s", items = { 1 }, at = -1, update_only = true },
            ls.insert("s", 1, { update_only = true })
        )
        assert.same({ op = "remove", stream = "s", key = "k" }, ls.remove("s", "k"))
        assert.same(
            { op = "reset", stream = "s", items = {}, at = -1, limit = 3 },
            ls.reset("s", {}, { limit = 3 })
        )
    end)

    -- the call, and the error after the command's name
    local errors = {
        { "insert({}, {})", "the first argument is the stream's name, not a table" },
        { 'insert("songs")', "there is no item" },
        { 'insert("songs", {}, -2)', "the place is 0 for the front, -1 for the end, or an index, not -2" },
        { 'insert("songs", {}, 0, { limt = 5 })', "there is no option 'limt'; did you mean 'limit'?" },
        {
            'insert_all("songs", {}, 0, { limit = 0 })',
            "limit keeps the first n rows, or the last n as -n, not 0",
        },
        { 'insert_all("songs", { id = 1 })', "takes a list of items; ls.insert takes one" },
        { 'remove("songs", {})', "a key is a string or a number, as in ls-key, not a table" },
        { 'reset("songs", {}, 50)', "options are a table such as { limit = 50 }, not a number" },
    }
    for _, case in ipairs(errors) do
        local line = "ls." .. case[1]
        local message = line:match "^[^(]+" .. ": " .. case[2]
        it("is an error where it is written: " .. line, function()
            assert.equal(
                "app.lua:2: " .. message,
                loading.error_of('local ls = require "lightspeed"\n' .. line)
            )
        end)
    end
end)

describe("a {for} over a stream", function()
    local function view(markup)
        local before =
            'local ls = require "lightspeed"\nlocal v = ls.view {}\nfunction v.render() return html[['
        return before .. markup .. "]] end\nreturn v\n"
    end

    it("needs a key when the file loads", function()
        assert.equal(
            "app.lua:3: the rows of a stream need a key: write ls-key={item.id} on the element in "
                .. '{for … in ls.stream "songs" do}',
            loading.error_of(view '<ul>{for song in ls.stream "songs" do}<li>{song}</li>{end}</ul>')
        )
    end)

    it("is no attribute", function()
        assert.equal(
            "app.lua:3: 'ls-stream' is no attribute; a stream is a list: {for item in ls.stream \"name\" do}",
            loading.error_of(view '<ul ls-stream="songs"></ul>')
        )
    end)
end)
