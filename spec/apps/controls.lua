-- Every kind of thing a person can use on a page, and the last thing that was heard of it.
local ls = require "lightspeed"
local t = ls.types

local FORM = {
    text = "string",
    colour = t.enum { "red", "green", "blue" },
    news = "string?",
    how = "string?",
}

local view = ls.view {
    title = "Controls",
    params = { from = "string?" },
    events = {
        click = { what = t.string { min = 1 } },
        change = FORM,
        save = FORM,
        alone = { alone = "string", more = "integer" },
        "reset",
    },
}

function view.init()
    return { last = { name = "init" }, text = "as it was", colour = "green", news = false }
end

local function keep(name)
    return function(m, e)
        m.last = { name = name }
        for field, value in pairs(e) do
            m.last[field] = field == "more" and tostring(value) or value
        end
        if e.text then
            m.text, m.colour, m.news = e.text, e.colour, e.news == "on"
        end
    end
end

for _, name in ipairs { "click", "change", "save", "alone" } do
    view.update[name] = keep(name)
end

function view.update.reset(m)
    m.text = ""
end

function view.render(m)
    return html[[
        <main>
            <button ls-click="click" ls-value-what="plain">Plain</button>
            <button ls-click="click" ls-value-what="labelled" aria-label="Close">×</button>
            <a href="/" ls-click="click" ls-value-what="link">A link</a>
            <button ls-click="click" ls-value-what="two">Two
                <b>words</b></button>
            <i id="unnamed" ls-click="click" ls-value-what="unnamed"></i>
            <div id="outer" ls-click="click" ls-value-what="climbed"><p id="inner"><i></i> Climb</p></div>
            <button ls-click="click" ls-value-what="first">Twice</button>
            <button ls-click="click" ls-value-what="second">Twice</button>
            <button ls-click="click" ls-value-what="never" disabled>Disabled</button>
            <button ls-click="click" ls-value-what={""}>Wrong</button>
            <p id="deaf">Deaf</p>
            <a href="/?from=here">Elsewhere</a>
            <form ls-change="change" ls-submit="save">
                <label>Text <input name="text" value={m.text}></label>
                <label>Colour
                    <select name="colour">
                        <option selected={m.colour == "red"}>red</option>
                        <option selected={m.colour == "green"}>green</option>
                        <option value="blue" selected={m.colour == "blue"}>Blue like the sky</option>
                    </select>
                </label>
                <label><input type="checkbox" name="news" checked={m.news}> News</label>
                <input name="fixed" value="x" disabled>
                <button name="how" value="now">Save</button>
            </form>
            <input name="alone" ls-change="alone" ls-value-more="1" aria-label="Alone">
        </main>
    ]]
end

return view
