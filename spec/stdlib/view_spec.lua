-- ls.view: what a view may say of itself, and that a mistake is told at the line where it stands.

local loading = require "spec.support.loading"

-- The app's third line is `ls.view { OPTIONS }`, and each declared name is handled.
local function refuses(options, message)
    assert.equal(message, loading.error_of(loading.view(options)))
end

local function refuses_line(line, message)
    local source = loading.view('events = { "add" }'):gsub("\nfunction view.render", "\n" .. line .. "%0", 1)
    assert.equal(message, loading.error_of(source))
end

describe("ls.view", function()
    it("takes a table", function()
        assert.equal(
            'app.lua:2: ls.view takes a table: ls.view { title = "Counter", events = { ... } }',
            loading.error_of 'local ls = require "lightspeed"\nls.view()'
        )
    end)

    it("knows its options and means the nearest", function()
        refuses('tittle = "x"', "app.lua:3: ls.view has no option 'tittle'; did you mean 'title'?")
        refuses("42", "app.lua:3: ls.view has no option '1'")
    end)

    it("says that it takes no files", function()
        refuses("uploads = 1", "app.lua:3: ls.view has no option 'uploads': a view takes no files")
    end)

    it("says whose limits a view has", function()
        refuses(
            "limits = { instructions = 1000 }",
            "app.lua:3: ls.view has no option 'limits': all views have the host's, "
                .. "lightspeed-host --limit turn_fuel=N (instructions) or heap_bytes=N"
        )
    end)

    it("has a title that is text or a function", function()
        refuses("title = 3", "app.lua:3: ls.view: title is a string or a function, not a number")
    end)

    it("has a version that counts from 1", function()
        local message = "app.lua:3: ls.view: version is a whole number from 1 on, not %s"
        refuses("version = 0", message:format "0")
        refuses("version = 1.5", message:format "1.5")
        refuses('version = "2"', message:format "2")
    end)

    it("declares names in a table", function()
        refuses("events = 3", "app.lua:3: ls.view: events is a table of names, not a number")
        refuses("messages = true", "app.lua:3: ls.view: messages is a table of names, not a boolean")
    end)

    it("declares names that can stand in an attribute", function()
        local wording = "app.lua:3: ls.view: events: a name is letters, digits, _ and -, not '%s'"
        for _, name in ipairs { "1x", "a b", "", "a.b", ("n"):rep(65) } do
            refuses(('events = { "%s" }'):format(name), wording:format(name))
        end
        refuses("events = { [true] = {} }", wording:format "true")
        assert.is_truthy(loading.app [[
local view = require "lightspeed".view { events = { "_a-1", grow = { by = "integer" } } }
view.update["_a-1"] = function() end
function view.update.grow() end
function view.render() end
return view]])
    end)

    it("declares a name once", function()
        refuses('events = { "a", "a" }', "app.lua:3: ls.view: 'a' is declared twice")
        refuses('events = { "a", a = {} }', "app.lua:3: ls.view: 'a' is declared twice")
    end)

    it("keeps what the browser may send apart from what the server may", function()
        refuses(
            'events = { "a" }, messages = { "a" }',
            "app.lua:3: ls.view: 'a' is declared as an event and as a message: the browser could forge it"
        )
    end)
end)

describe("view.update", function()
    it("takes handlers for declared names only", function()
        refuses_line(
            "function view.update.ad() end",
            "app.lua:4: 'ad' is neither a declared event nor a declared message; did you mean 'add'?"
        )
    end)

    it("takes functions", function()
        refuses_line("view.update.add = 3", "app.lua:4: update.add must be a function, not a number")
    end)
end)

describe("a view", function()
    it("has no functions but its own", function()
        refuses_line("function view.initt() end", "app.lua:4: a view has no 'initt'; did you mean 'init'?")
        refuses_line(
            "function view.uploads() end",
            "app.lua:4: a view has no 'uploads': a view takes no files"
        )
    end)

    it("has functions where functions belong", function()
        refuses_line("view.init = 3", "app.lua:4: view.init must be a function, not a number")
        refuses_line("view.update = {}", "app.lua:4: view.update must be a function, not a table")
    end)
end)
