local loading = require "spec.support.loading"

local function refuses(options, text)
    assert.equal(text, loading.error_of(loading.view(options)))
end

-- A file with a view, and another end.
local function with_end(text)
    local source = loading.view("title = 'x'"):gsub("return view\n$", function()
        return text .. "\n"
    end)
    return source
end

-- An app whose ls.app and what follows is `text`.
local function app(text)
    return with_end("return " .. text)
end

describe("how pages look", function()
    it("is said by a view or by its app", function()
        for _, option in ipairs { "style = false", "style = true", "css = css[==[ p { } ]==]" } do
            assert.is_truthy(loading.app(loading.view(option)))
            assert.is_truthy(loading.app(app(("ls.app { %s }:live('/', view)"):format(option))))
        end
        assert.is_truthy(loading.app(app "ls.app():layout(ls.layout):live('/', view)"))
        assert.is_truthy(loading.app(app "ls.app { layout = function() end }:live('/', view)"))
    end)

    it("can be assigned to a view", function()
        assert.is_truthy(loading.app(with_end "view.css = css[[]] view.layout = ls.layout return view"))
    end)

    it("is written in one way", function()
        refuses("css = 'p { }'", "app.lua:3: ls.view: write css = css[[ ... ]]; this is a string")
        refuses("css = {}", "app.lua:3: ls.view: write css = css[[ ... ]]; this is a table")
        refuses("style = 'x'", "app.lua:3: ls.view: write style = false; this is a string")
        refuses(
            "layout = 'x'",
            "app.lua:3: ls.view: write layout = function(page, slots) ... end; this is a string"
        )
        refuses(
            "layout = false",
            "app.lua:3: ls.view: write layout = function(page, slots) ... end; this is a boolean"
        )
    end)

    it("is checked where it is assigned", function()
        local source = with_end "view.css = 7 return view"
        assert.equal(
            "app.lua:5: a view: write css = css[[ ... ]]; this is a number",
            loading.error_of(source)
        )
    end)

    it("is all that an app takes", function()
        assert.equal(
            "app.lua:5: ls.app has no option 'layuot'; did you mean 'layout'?",
            loading.error_of(app "ls.app { layuot = 1 }:live('/', view)")
        )
        assert.equal(
            "app.lua:5: ls.app takes a table of options, not a number",
            loading.error_of(app "ls.app(7):live('/', view)")
        )
        assert.equal(
            "app.lua:5: ls.app: write layout = function(page, slots) ... end; this is a nil",
            loading.error_of(app "ls.app():layout():live('/', view)")
        )
    end)

    it("says where CSS is wrong", function()
        refuses("css = css[==[ p { ]==]", "app.lua:3: this '{' is never closed")
    end)

    it("takes a stylesheet from nothing but css[[ ]]", function()
        assert.equal(
            "app.lua:5: css takes a stylesheet: css[[ ... ]]",
            loading.error_of(with_end "view.css = css(7) return view")
        )
    end)
end)
