-- The supervision tree as an app declares it: what is wrong with it is told when the app is loaded, where it stands.
-- What is done with a tree is in spec/host/actor/supervision_test.c and spec/host/session/actor/.

local loading = require "spec.support.loading"

local APP = [[
local ls = require "lightspeed"
local Room = ls.actor {}
function Room.init(args) return args end
local view = ls.view {}
function view.render() return html"<p>x</p>" end
return ls.app():supervise(%s):live("/", view)
]]

local function says(text, arguments)
    assert.equal(text, loading.error_of(APP:format(arguments)))
end

-- With the place of the line that says it.
local function tells(text, arguments)
    says("app.lua:6: " .. text, arguments)
end

describe("a group", function()
    it("has options that there are", function()
        tells(
            "group 'g' has no option 'stratgy'; did you mean 'strategy'?",
            '"g", { stratgy = "one_for_all" }'
        )
        tells(
            'group \'g\': strategy is "one_for_one", "rest_for_one" or "one_for_all", not one_for_al; '
                .. "did you mean 'one_for_all'?",
            '"g", { strategy = "one_for_al" }'
        )
        tells(
            "group 'g': max_restarts is a whole number from 0 to 1000, not -1",
            '"g", { max_restarts = -1 }'
        )
        tells("group 'g': within is seconds, more than 0, not 0", '"g", { within = 0 }')
        tells("group 'g': its options are a table, { max_restarts = 3, within = 5 }, not a number", '"g", 7')
    end)

    it("has its options before its members, which are a list", function()
        tells(
            "group 'g': its options come first: { max_restarts = 3, within = 5 }, { ls.child(...) }",
            '"g", { ls.child(Room):named "a" }'
        )
        local list = "group 'g': its members are a list, { ls.child(Actor, args):named \"x\" }, not "
        tells(list .. "one ls.child", '"g", {}, ls.child(Room):named "a"')
        tells(list .. "one ls.group", '"g", {}, ls.group("h")')
        tells(list .. "a number", '"g", {}, 7')
    end)

    it("says where it stands within another one, too", function()
        says(
            "app.lua:7: group 'h' has no option 'stratgy'; did you mean 'strategy'?",
            '"g", {}, {\nls.group("h", { stratgy = "one_for_all" }) }'
        )
    end)

    it("has members that are children with names, or groups", function()
        tells(
            "group 'g': its member 1 is a table; write ls.child(Actor, args):named \"x\", or ls.group(...)",
            '"g", {}, { Room }'
        )
        tells(
            "group 'g': its member 2 has no name; write ls.child(Actor, args):named \"x\"",
            '"g", {}, { ls.group("h"), ls.child(Room) }'
        )
    end)

    it("has a name of its own", function()
        tells("a group: a name is a text of 1 to 200 bytes, not a table", "{}, {}")
        local here = "two members of the tree are called '%s': here and at app.lua:"
        says("app.lua:6: " .. here:format "g" .. "6", '"g", {}, { ls.group("g") }')
        says(
            "app.lua:9: " .. here:format "a" .. "7",
            '"g", {}, {\nls.child(Room):named "a",\nls.group("h", {}, {\nls.child(Room):named "a" }) }'
        )
        says("app.lua:7: " .. here:format "a" .. "6", '"a", {}, {\nls.child(Room):named "a" }')
    end)

    it("may have all of it", function()
        local all = '"g", { strategy = "rest_for_one", max_restarts = 0, within = 0.5 }, { '
            .. 'ls.child(Room, { 1 }):named("a"):restart("transient"):stop_in(0), ls.group("h") }'
        assert(loading.app(APP:format(all)))
    end)
end)

describe("a child", function()
    it("is of an actor, and says what there is to say", function()
        tells("ls.child takes an actor made by ls.actor, not a table", '"g", {}, { ls.child(view) }')
        tells(
            "ls.child: a name is a text of 1 to 200 bytes, not a number",
            '"g", {}, { ls.child(Room):named(7) }'
        )
        tells(
            'ls.child: restart is "permanent", "transient" or "temporary", not ever',
            '"g", {}, { ls.child(Room):named("a"):restart "ever" }'
        )
        tells(
            "ls.child: stop_in takes milliseconds, 0 to 600000, not -1",
            '"g", {}, { ls.child(Room):named("a"):stop_in(-1) }'
        )
    end)
end)
