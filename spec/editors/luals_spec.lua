-- The type definitions for LuaLS say what there is: every name of ls, of its types, of views, apps, commands and
-- components, and no other.

local loading = require "spec.support.loading"
local reading = require "spec.support.reading"

local LIBRARY = "editors/luals/library/"

local definitions = reading.file(LIBRARY .. "lightspeed.lua")
    .. reading.file(LIBRARY .. "components.lua")
    .. reading.file(LIBRARY .. "actors.lua")
    .. reading.file(LIBRARY .. "effects.lua")

local function sorted(set)
    local list = {}
    for name in pairs(set) do
        list[#list + 1] = name
    end
    table.sort(list)
    return list
end

local function set(list)
    local members = {}
    for _, name in ipairs(list) do
        members[name] = true
    end
    return members
end

-- The names that are defined on a value: function ls.view(), ls.types = types.
local function defined(owner, separator)
    local names = {}
    for _, pattern in ipairs {
        "\nfunction " .. owner .. separator .. "([%w_]+)%(",
        "\n" .. owner .. separator .. "([%w_]+) = ",
    } do
        for name in definitions:gmatch(pattern) do
            names[name] = true
        end
    end
    return sorted(names)
end

-- The fields of a class, its own and those of what it extends.
local function fields(class)
    local names = {}
    local head = "\n%-%-%-@class " .. class:gsub("%p", "%%%0")
    local above, body = definitions:match(head .. ": ([%w_.]+)\n(.-)\n\n")
    body = body or definitions:match(head .. "\n(.-)\n\n")
    for field in (body .. "\n"):gmatch "%-%-%-@field ([%w_]+)%??" do
        names[field] = true
    end
    for _, field in ipairs(above and fields(above) or {}) do
        names[field] = true
    end
    return sorted(names)
end

-- ## What there is: the stdlib itself, with a host that only notes the names it is asked to choose from

local offered

local function hint(_, names)
    offered = { table.unpack(names) }
    return ""
end

-- Runs a function with the stdlib loaded anew.
local function with_stdlib(work)
    local before = {}
    for name, module in pairs(package.loaded) do
        if name:find "^lightspeed%.?[%w_.]*$" and not name:find "^lightspeed%.[tc][eo][sr]" then
            before[name], package.loaded[name] = module, nil
        end
    end
    local globals = { __host = _G.__host, css = _G.css, __html_none = _G.__html_none }
    _G.__host = setmetatable({
        hint = hint,
        where = function()
            return "app.lua:1"
        end,
        now = os.time,
    }, {
        __index = function()
            return function() end
        end,
    })
    local ok, result = pcall(work, require "lightspeed")
    _G.__host, _G.css, _G.__html_none = globals.__host, globals.css, globals.__html_none
    for name in pairs(package.loaded) do
        if name:find "^lightspeed%.?[%w_.]*$" and not name:find "^lightspeed%.[tc][eo][sr]" then
            package.loaded[name] = nil
        end
    end
    for name, module in pairs(before) do
        package.loaded[name] = module
    end
    return ok and result or error(result, 0)
end

-- What a mistake is told could have been meant.
local function offered_by(mistake)
    return with_stdlib(function(ls)
        offered = nil
        pcall(mistake, ls)
        assert.is_table(offered)
        return sorted(set(offered))
    end)
end

local function methods_of(value)
    local names = {}
    for name in pairs(debug.getmetatable(value).__index) do
        names[name] = true
    end
    return sorted(names)
end

describe("the definitions", function()
    it("are Lua", function()
        for _, name in ipairs { "lightspeed", "components", "actors" } do
            assert.is_truthy(loadfile(LIBRARY .. name .. ".lua", "t"))
        end
    end)

    it("have every name of ls and no other", function()
        assert.same(
            offered_by(function(ls)
                return ls.nothing_of_this_name
            end),
            defined("ls", "%.")
        )
    end)

    it("have every type", function()
        assert.same(
            offered_by(function(ls)
                return ls.types.nothing_of_this_name
            end),
            defined("types", "%.")
        )
    end)

    it("have the options of views, apps and components", function()
        for class, name in pairs {
            ViewOptions = "view",
            AppOptions = "app",
            ComponentOptions = "component",
            ActorOptions = "actor",
            ChannelOptions = "channel",
        } do
            assert.same(
                offered_by(function(ls)
                    ls[name] { nothing_of_this_name = 1 }
                end),
                fields("ls." .. class)
            )
        end
    end)

    it("have what is assigned to views", function()
        assert.same(
            offered_by(function(ls)
                ls.view({}).nothing_of_this_name = print
            end),
            fields "ls.View"
        )
    end)

    it("have what is assigned to actors", function()
        assert.same(
            offered_by(function(ls)
                ls.actor({}).nothing_of_this_name = print
            end),
            fields "ls.Actor"
        )
    end)

    it("have what is assigned to channels", function()
        assert.same(
            offered_by(function(ls)
                ls.channel({}).nothing_of_this_name = print
            end),
            fields "ls.Channel"
        )
    end)

    it("have what is assigned to components", function()
        assert.same(
            offered_by(function(ls)
                ls.component({}).nothing_of_this_name = print
            end),
            fields "ls.DeclaredComponent"
        )
    end)

    it("have the methods of apps and commands", function()
        with_stdlib(function(ls)
            assert.same(methods_of(ls.app()), defined("App", ":"))
            assert.same(methods_of(ls.after(1)), defined("Command", ":"))
            return true
        end)
    end)

    it("have what render and init get to know", function()
        local app = assert(loading.app [[
            local ls = require "lightspeed"
            local view = ls.view {}
            local function names(t)
              local list = {}
              for name in pairs(t) do list[#list + 1] = name end
              table.sort(list)
              return table.concat(list, " ")
            end
            function view.init(params, session) return { session = names(session) } end
            function view.render(m, page) return html[=[<b>{m.session}</b><i>{names(page)}</i>]=] end
            return view]])
        local _, _, body = app:visit "/"
        body = body:gsub("<!.->", "")
        assert.equal(table.concat(fields "ls.Session", " "), body:match "<b>(.-)</b>")
        assert.equal(table.concat(fields "ls.Page", " "), body:match "<i>(.-)</i>")
    end)

    -- What a shipped component declares. Where there are several in a file, it is the one that is returned.
    local function declared_by(name)
        return with_stdlib(function(ls)
            local wanted = {}
            rawset(ls, "component", function(given)
                local attrs = {}
                for attribute, of in pairs(given.attrs) do
                    local kind = type(of) == "table" and of.type or of
                    attrs[attribute] = kind ~= "global" and true or nil
                end
                local made = {}
                wanted[made] = sorted(attrs)
                return made
            end)
            local module = require("lightspeed.ui." .. name)
            return wanted[module[name] or module]
        end)
    end

    local function class_of(name)
        return (
            name:gsub("%f[%a]%a", string.upper):gsub("_(%a)", function(letter)
                return letter:upper()
            end)
        )
    end

    for name in
        reading.file("stdlib/lightspeed/init.lua"):match('local components =%s*"([^"]*)"'):gmatch "%S+"
    do
        it("have the attributes of ls." .. name, function()
            assert.same(declared_by(name), fields("ls." .. class_of(name) .. "Attributes"))
        end)
    end
end)
