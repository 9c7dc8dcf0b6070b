-- Channels: what is wrong with one is told when the app is loaded, where it stands.

local loading = require "spec.support.loading"
local test = require "lightspeed.test"

local function error_of(lines)
    return loading.error_of('local ls = require "lightspeed"\n' .. lines)
end

local GOOD = [[
local room = ls.channel { events = { "say" } }
function room.join() return {} end
function room.update.say(m) return m end
local view = ls.view {}
function view.render(m) return html"<p>x</p>" end
]]

local function says(text, lines)
    local told = error_of(lines) or "nothing"
    assert.is_truthy(told:find(text, 1, true), told)
end

describe("ls.channel", function()
    it("takes a table with the options that there are", function()
        says("app.lua:2: ls.channel takes a table", "ls.channel(7)")
        says("ls.channel has no option 'event'; did you mean 'events'?", "ls.channel { event = {} }")
    end)

    it("has limits that there are, in words that they are written in", function()
        local function refuses(limits, text)
            says(text, ("ls.channel { limits = %s }"):format(limits))
        end
        refuses("7", "app.lua:2: ls.channel: limits is a table: limits = { members = 1000 }, not a number")
        refuses("{ member = 3 }", "there is no limit 'member'; did you mean 'members'?")
        refuses(
            "{ members = 0 }",
            "limits: members = 1000, clients that may be in a topic; a whole number from 1 to"
        )
        refuses("{ events = 1.5 }", "a whole number from 1 to 1000000, not 1.5")
        refuses("{ frame = '8 bytes' }", 'limits: frame = "8KB", of an event or of what a client joins with')
        refuses("{ frame = '1MB' }", "from 1 to 65536, not 1MB")
        refuses("{ frame = '99999999999999999999KB' }", "from 1 to 65536, not 99999999999999999999KB")
        refuses("{ frame = '18014398509481985KB' }", "from 1 to 65536, not 18014398509481985KB") -- 2^64 + 1024
        refuses("{ members = '1KB' }", "a whole number from 1 to 1000000, not 1KB")
        says("ls.channel: durable is true or false, not a string", "ls.channel { durable = 'yes' }")
        says("version is a whole number from 1 on, not 0", "ls.channel { version = 0 }")
    end)

    it("has the functions of a channel", function()
        says(
            "app.lua:3: a channel has no 'render': it has no page; tell the client with ls.push_event",
            "local c = ls.channel {}\nfunction c.render() end"
        )
        says(
            "a channel has no 'init': it begins with join(topic, params, session)",
            "local c = ls.channel {}\nfunction c.init() end"
        )
        says(
            "a channel has no 'jion'; did you mean 'join'?",
            "local c = ls.channel {}\nfunction c.jion() end"
        )
        says("channel.join must be a function, not a string", "local c = ls.channel {}\nc.join = 'x'")
        says(
            "'sya' is neither a declared event nor a declared message; did you mean 'say'?",
            "local c = ls.channel { events = { 'say' } }\nfunction c.update.sya() end"
        )
    end)

    it("says who may join, and handles what it declares", function()
        says(
            "a channel says who may join: function channel.join(topic, params, session) ... end",
            "ls.channel {}\n" .. GOOD .. "return ls.app():live('/', view)"
        )
        says(
            "the event 'say' is declared, but there is no update.say",
            "local c = ls.channel { events = { 'say' } }\nfunction c.join() return {} end\n"
                .. GOOD
                .. "return ls.app():live('/', view)"
        )
    end)
end)

describe("app:channel", function()
    it("takes a topic and a channel", function()
        says(
            'channel takes a topic: "lobby", or "room:*" for all that begin so, not 7',
            "ls.app():channel(7)"
        )
        says(
            "channel('a*b'): a star stands at the end, for the rest of the topic's name",
            "ls.app():channel('a*b')"
        )
        says(
            "channel('room:*') takes a channel made by ls.channel, not a table",
            "ls.app():channel('room:*', {})"
        )
        says(
            "channel('room:*'): the topic is taken already",
            GOOD .. "ls.app():channel('room:*', room):channel('room:*', room)"
        )
    end)

    it("leaves views as they are: they hear what is said on the topic", function()
        local page = test.open "spec/apps/channels.lua"
        page:click "Say"
        assert.has.element(page, "li", "wall: from the wall")
    end)
end)
