-- lightspeed.test: drives a page as a person would, in a plain busted spec, against the host's own code. No
-- network, no browser, and a clock that moves only when it is told to.
--
--     local test = require "lightspeed.test"
--
--     local page = test.open("apps/counter.lua")
--     page:click "+"
--     assert.shows(page, "1")
--
--   page:click(text or selector [, number])   page:fill { name = value }   page:submit([selector])
--   page:send(event, payload)                 true, or false, message, code: straight at the boundary
--   page:advance(ms)  page:disconnect()  page:reconnect()  page:sleep()  page:visit(path)
--   page.model  page.html  page.text  page.title  page.path  page.fields
--   page.patch  page.patch_bytes  page.frames  page.bye
--   page.commands  page.pushed                what the page is told to do: ls.js, ls.focus; ls.push_event
--
--   test.broadcast(page, topic, message, data)   what all who listen to a topic hear: every page shows it at once
--   test.update(view, model, "toggle", { id = 7 })   without a page: the model, the commands
--                                             view: test.view "apps/todo.lua", or ls.load "apps/todo.lua"
--   test.stub(page, "todos.all", { ... })     what a service says; without it services run for real, and the page
--                                             waits for them
--
--   test.http(page, "https://example.com/*", { status = 200, json = { ... } })   what ls.http is answered; without
--                                             it a request is an error. test.requests(page): what was asked
--   test.mails(page)                          what ls.mail sent
--
--   test.replay "x.trace"                     goes the way of a trace again; an error where a turn fails
--
--   assert.shows(page, text)                          assert.does_not.show(page, text)
--   assert.has.element(page, selector [, text])       assert.has.no.element(page, selector [, text])
--   assert.went(page, path)                           where links and the view have led
--   assert.flash(page [, kind], text)                 page.flash: what ls.flash said since the visitor went on
--   assert.patch_bytes(page, most)
--
-- Whatever a page is told over its line is applied to a mirror, and after each step the mirror must be what
-- the host believes is shown: an error of the protocol fails whichever spec comes upon it.

local company = require "lightspeed.test.company"
local core = require "lightspeed.core"
local page = require "lightspeed.test.page"
local views = require "lightspeed.test.view"
local web = require "lightspeed.test.web"
require "lightspeed.test.asserts"

local test = {}

---Loads an app: all that is wrong with it is an error here. options: { dev = false, now = ms, limits = { NAME = n } }
function test.load(file, options)
    local app, text = core.open(file, options)
    return app or error(text, 2)
end

---An app, and a first visitor on it.
function test.open(file, path, options)
    return page.open(test.load(file, options), path or "/")
end

---Another visitor: on an app, or on the app of a page.
function test.visit(app, path)
    return page.open(type(app) == "table" and app.app or app, path or "/")
end

---What a GET answers, for pages that there should not be: status, HTML.
function test.get(app, path)
    local _, status, body = (type(app) == "table" and app.app or app):visit(path)
    return status, body
end

---Says something to all who listen to a topic, as an actor or a service does; `app` is one, or a page on it. Every
---page that was opened on the app shows what became of it.
function test.broadcast(app, topic, message, data)
    app = type(app) == "table" and app.app or app
    local ok, text = app:broadcast(topic, message, data)
    if not ok then
        error("test.broadcast: " .. text, 2)
    end
    company.each(app, nil, page.follow)
end

---Tells an actor something, as if a session had; `app` is one, or a page on it. Every page that was opened on the app
---shows what became of it.
function test.tell(app, name, message, data)
    app = type(app) == "table" and app.app or app
    local ok, text = app:tell(name, message, data)
    if not ok then
        error("test.tell: " .. (text or "it comes to no end"), 2)
    end
    company.each(app, nil, page.follow)
end

---An actor as it is: { model, life, waiting, is_held, is_awake, where, trace }; nil, text where there is none of that
---name. `trace`, in development, is what test.replay takes.
function test.actor(app, name)
    return (type(app) == "table" and app.app or app):actor(name)
end

---Ends an actor, as ls.stop_actor does.
function test.stop_actor(app, name, reason)
    app = type(app) == "table" and app.app or app
    app:stop_actor(name, reason)
    company.each(app, nil, page.follow)
end

---A view of an app, for specs of its updates without a page; `path` where the app has several.
function test.view(file, path, options)
    return views.load(test.load(file, options), path or "/")
end

---One update of a view: the model that it makes of `model`, and the commands that it returns, plain tables. A form's
---event is given what its handler gets; a message may have an error behind its data.
function test.update(view, model, name, data, err)
    local after, commands = views.update(view, model, name, data, err)
    if not after then
        error(commands, 2)
    end
    return after, commands
end

---What a service says from now on, without being asked: test.stub(page, "todos.all", { ... }); of an app, or the app
---of a page. A function is asked in its place, with what the call brought:
---test.stub(page, "todos.add", function(task) return nil, "no room" end). With no answer it speaks for itself again.
function test.stub(app, name, ...)
    local service, fn = name:match "^([%w_]+)%.([%w_]+)$"
    if not service then
        error(
            ('test.stub takes a service and its function: test.stub(page, "todos.all", { ... }), not %s'):format(
                name
            ),
            2
        )
    end
    local ok, why = (type(app) == "table" and app.app or app):answer(service, fn, ...)
    return ok or error("test.stub: " .. why, 2)
end

---What ls.http is answered from now on where the address fits, in which * stands for any text; a method may stand
---before it: test.http(page, "POST https://example.com/*", { status = 201, json = { id = 7 } }). With nil, "timeout"
---it fails so; with nil alone nothing is said of it any more. The newest that fits counts.
function test.http(app, pattern, answer, err)
    return web.answer(type(app) == "table" and app.app or app, pattern, answer, err)
end

---What ls.http was asked for, in its order: { method, url, headers = { "Name: value" }, body, json }.
function test.requests(app)
    return (type(app) == "table" and app.app or app):requests()
end

---What ls.mail sent, in its order: { from, to, subject, text, ..., recipients = { address, ... } }; nothing leaves a
---spec.
function test.mails(app)
    return (type(app) == "table" and app.app or app):mails()
end

---Goes the way of a trace again: a file, or the text of one. An error where a turn fails now, whatever it did when it
---was recorded. Gives { steps, model, html, diverges, masked }: `diverges` is the number of the first step that came
---out otherwise than it was recorded, nil where none did. `file`: another app than the one that the trace names.
function test.replay(trace, file, options)
    local text = trace
    if not trace:find "^%s*{ trace" then
        local opened, why = io.open(trace, "r")
        if not opened then
            error("test.replay: " .. why, 2)
        end
        text = opened:read "a"
        opened:close()
    end
    text = text:gsub("^%s+", "")
    local app = test.load(file or text:match 'app = "([^"]+)"' or "app.lua", options)
    local way, why = app:replay(text)
    app:close()
    if not way then
        error("test.replay: " .. why, 2)
    end
    for _, step in ipairs(way.steps) do
        if step.code then
            error(("step %d, %s: %s"):format(step.number, step.name, step.text), 2)
        end
    end
    return way
end

return test
