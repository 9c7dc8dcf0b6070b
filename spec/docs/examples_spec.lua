-- The examples of docs/ do what the text beside them says: each is read out of its document, and runs as it stands
-- there.

local documents = require "spec.support.documents"
local loading = require "spec.support.loading"
local page = require "lightspeed.test.page"
local reading = require "spec.support.reading"
local serving = require "spec.support.serving"
local test = require "lightspeed.test"

local run = documents.run

-- What is told of a document, with its examples in order.
local function describe_document(path, told)
    describe(path, function()
        told(table.unpack(documents.blocks(path)))
    end)
end

-- A view of this name that shows nothing, with these options.
local function view(name, options)
    return ("local %s = ls.view { %s }\nfunction %s.render() return html[[<p>x</p>]] end\n"):format(
        name,
        options or "",
        name
    )
end

-- `ls.view { ... }` of an example has no render, because the text is about something else.
local function rendered(name, body)
    return ("function %s.render(m) return html[[%s]] end\nreturn ls.app():live('/', %s)"):format(
        name,
        body or "<p>x</p>",
        name
    )
end

-- `test`, but what it opens is this page.
local function opening(opened)
    return setmetatable({
        open = function()
            return opened
        end,
    }, { __index = test })
end

describe_document("README.md", function(counter, spec)
    it("has a counter, and a spec of it", function()
        local visitor = page.open(assert(loading.app(counter)), "/")
        local ran = false
        run(spec, {
            require = function()
                return opening(visitor)
            end,
            it = function(_, body)
                body()
                ran = true
            end,
        })
        assert.is_true(ran)
        assert.shows(visitor, "1")
    end)

    it("has what is heard of a slip in it", function()
        local slip, count = counter:gsub('"add" ls%-value%-by="1"', '"ad" ls-value-by="1"')
        assert.equal(1, count)
        local told = loading.error_of(slip):gsub("^app", "counter"):gsub("[^\n]+", "    %0")
        assert.is_truthy(reading.file("README.md"):find(told, 1, true), told)
    end)
end)

describe_document("docs/actors.md", function(room, spec)
    it("has a room that is told and asked", function()
        local visitor = page.open(documents.load(view "chat", room), "/")
        run(spec, { test = opening(visitor) })
    end)
end)

describe_document("docs/supervision.md", function(tree)
    it("has a tree whose actors are there", function()
        local declared = ""
        for _, name in ipairs { "Stock", "Till", "Courier" } do
            declared = declared
                .. ("local %s = ls.actor {}\nfunction %s.init(args) return args or {} end\n"):format(
                    name,
                    name
                )
        end
        local shop = page.open(documents.load(declared, view "shop", tree), "/")
        for _, name in ipairs { "stock", "till", "courier:bern" } do
            assert.is_truthy(test.actor(shop, name), name)
        end
        assert.equal("Bern", test.actor(shop, "courier:bern").model.city)
    end)
end)

describe_document("docs/pubsub.md", function(ticker, reload, spec)
    it("has a ticker that all hear", function()
        local app =
            documents.load(ticker, rendered("view", "<b>{m.n}</b><button ls-click='tick'>Tick</button>"))
        local one, other = page.open(app, "/"), page.open(app, "/")
        one:click "Tick"
        assert.shows(other, "1")
        run(spec, {})
    end)

    it("has a view that reads its state anew after a gap", function()
        local burst = [[
            function view.update.burst(m)
                local said = {}
                for i = 1, 100 do said[i] = ls.broadcast("rows", "changed", { n = i }) end
                return m, table.unpack(said)
            end
            function view.update.changed(m) return m end
            function view.update.load(m) m.rows = { "anew" } end
            return view
        ]]
        local options =
            'events = { "burst" }, messages = { changed = { n = "integer" }, "load", reload = "string" }'
        local visitor = page.open(documents.load(view("view", options), reload, burst), "/")
        visitor:send "burst"
        assert.same({ "anew" }, visitor.model.rows)
    end)
end)

describe_document("docs/presence.md", function(chat)
    it("has a view that is told who is there", function()
        local app = documents.load(
            chat,
            "function chat.render(m) return html[[{#m.people}]] end",
            "return ls.app():live('/:room', chat)"
        )
        local one = page.open(app, "/lobby")
        local other = test.visit(one, "/lobby")
        one:advance(1000)
        assert.same({ { name = "guest" }, { name = "guest" } }, one.model.people)
        other:disconnect()
        one:advance(7000)
        assert.same({ { name = "guest" } }, one.model.people)
    end)
end)

describe_document("docs/channels.md", function(room, limits)
    it("has a channel with types and limits", function()
        documents.load(view "Home", room)
        documents.load(
            view "Home",
            limits,
            "function Room.join() return {} end",
            'return ls.app():live("/", Home):channel("x", Room)'
        )
    end)
end)

describe_document("docs/services.md", function(todos, spec)
    local Task = "local Task = t.form { title = t.string {} }\n"
    local options = 'events = { save = Task }, messages = { "loaded", "saved" }'
    local saved =
        "function view.update.saved(m, value, err) m.err = err return m, todos.all():to 'loaded' end"

    it("has a service with a database, which says what it expects to go wrong", function()
        local visitor =
            page.open(documents.load(Task, view("view", options), todos, saved, "return view"), "/")
        assert(visitor:send("save", { title = "Milk" }))
        assert.same({ { id = 1, title = "Milk" } }, visitor.model.todos)
        assert(visitor:send("save", { title = ("x"):rep(81) }))
        assert.same({ title = "is too long" }, visitor.model.err)
    end)

    it("has stubs that answer in a service's place", function()
        local visitor = test.open "apps/todo.lua"
        run(spec, { page = visitor, ls = require "lightspeed" })
    end)
end)

describe_document("docs/programs.md", function(program)
    it("has a program that a view may ask", function()
        local options = 'events = { show = { file = "string" } }, messages = { "scaled", "failed" }'
        documents.load(view("view", options), program, "return view")
    end)
end)

describe_document("docs/database.md", function(asked, moved)
    it("has queries that give what it says", function()
        local filled = [[
            local db = ls.db "app.db"
            db:migrate {
                "create table todos (id integer primary key, title text, done boolean not null default false)"
            }
            db:run "insert into todos (id, title) values (1, 'Milk'), (2, 'Bread'), (7, 'Soap')"
        ]]
        local rows = serving.run(
            "do " .. filled .. " end " .. asked .. " return db:all 'select id, done from todos where done'"
        )
        assert.same({ { id = 7, done = true } }, rows)
    end)

    it("has a transaction", function()
        local accounts = [[
            local db, from, to = ls.db "app.db", 1, 2
            db:migrate { "create table accounts (id integer primary key, amount integer)" }
            db:run "insert into accounts values (1, 50), (2, 0)"
        ]]
        local rows = serving.run(accounts .. moved .. " return db:all 'select * from accounts order by id'")
        assert.same({ { id = 1, amount = 40 }, { id = 2, amount = 10 } }, rows)
    end)
end)

describe_document("docs/http.md", function(rates, spec)
    it("has a service that asks another", function()
        local asks = 'function view.init() return {}, rates.today():to "heard" end\n'
            .. "function view.update.heard(m, value, err) m.rates, m.err = value, err end\nreturn view"
        local app = documents.load(view("view", 'messages = { "heard" }'), rates, asks)
        test.http(app, "https://api.example.com/rates", { status = 200, json = { chf = 2 } })
        assert.same({ chf = 2 }, page.open(app, "/").model.rates)
        test.http(app, "https://api.example.com/rates", { status = 500 })
        assert.equal("no rates today", page.open(app, "/").model.err)
        test.http(app, "https://api.example.com/rates", nil, "timeout")
        assert.equal("timeout", page.open(app, "/").model.err)
    end)

    it("has answers that a spec says, and what was asked", function()
        local ask, visitor = serving.all {
            run = "return ls.http.post('https://api.example.com/orders', { json = { id = 7 } }).status",
        }
        local said = spec:gsub("\nassert", "\nask()\nassert")
        run(said, {
            page = visitor,
            ask = function()
                assert.equal(201, ask "run")
            end,
        })
    end)
end)

describe_document("docs/files.md", function(example)
    it("has files that are written, read, listed and removed", function()
        local text, line = 'local text = "a;b\\n"\n', 'local line = "one"\n'
        local used = example:gsub("local text, err", "local read, err")
        local left, log = serving.run(
            text .. line .. used .. ' return { read, ls.files.list "reports", ls.files.read "log" }'
        )
        assert.is_nil(log)
        assert.same({ "a;b\n", {}, "one\n" }, left)
    end)
end)

describe_document("docs/cache.md", function(example)
    it("has values that are computed once, kept and deleted", function()
        local body = "local user, text = 'ann', 'Hello'\n"
            .. example:gsub(
                'local answer, err = ls.http.get "[^"]*"',
                "local answer = { json = function() return { 1 } end }"
            )
            .. " return { rates, ls.cache.get 'rates', ls.cache.get 'greeting:ann' or 'gone' }"
        assert.same({ { 1 }, { 1 }, "gone" }, serving.run(body))
    end)
end)

describe_document("docs/mail.md", function(send, spec)
    it("has a letter with an attachment, and what a spec sees of it", function()
        local mailing = "local mailing = ls.service('mailing', function()\nlocal s = {}\n"
            .. "function s.send(customer)\nlocal pdf = 'PDF'\n"
            .. send
            .. "return ok, err\nend\nreturn s\nend)\n"
            .. "function view.init() return {} end\n"
            .. "function view.update.send(m, e) return m, mailing.send(e):to 'sent' end\n"
            .. "function view.update.sent(m, ok, err) m.ok, m.err = ok, err end\n"
        local shown =
            "<form ls-submit='send'><input name='email' aria-label='Email'><button>Send</button></form>"
        local options = 'events = { send = { email = "string" } }, messages = { "sent" }'
        local visitor =
            page.open(documents.load(view("view", options), mailing, rendered("view", shown)), "/")
        run(spec, { page = visitor })
        assert.is_true(visitor.model.ok)
        assert.equal("PDF", test.mails(visitor)[1].attachments[1].content)
    end)
end)
