-- A server that has an opinion about everything that is typed: it answers every key, and puts it into a form of its
-- own. What it really heard is shown, too.

local ls = require "lightspeed"

local FIELDS = { upper = "string", card = "string", area = "string", number = "string", secret = "string" }

local view = ls.view {
    title = "Typing",
    events = {
        typed = FIELDS,
        search = { q = "string" },
        alone = { alone = "string" },
        chosen = { one = "string" },
        saved = { kept = "string", tick = "string?" },
        rated = { value = "string" },
        set = { field = "string", value = "string" },
        pick = { ids = "string" },
        ["repeat"] = { ms = "integer" },
    },
    messages = { "again" },
}

function view.init()
    return {
        upper = "",
        card = "",
        area = "",
        number = "",
        secret = "",
        q = "",
        alone = "",
        one = "a",
        many = {},
        kept = "",
        plain = "",
        tick = false,
        rate = "1",
        heard = {},
        times = 0,
        rendered = 0,
    }
end

local function groups(text)
    return (text:gsub("%W", ""):gsub("....", "%0-"):gsub("%-$", ""))
end

function view.update.typed(m, e)
    for field, value in pairs(e) do
        m.heard[field] = value
    end
    m.upper = e.upper:upper()
    m.card = groups(e.card)
    m.area = e.area:gsub("%f[%w]%l", string.upper)
    m.number = e.number:gsub("^0+(%d)", "%1")
    m.secret = e.secret
end

function view.update.search(m, e)
    m.q = e.q
end

function view.update.alone(m, e)
    m.heard.alone = e.alone
    m.alone = e.alone:upper()
end

function view.update.chosen(m, e)
    m.one = e.one
    m.rendered = m.rendered + 1
end

function view.update.saved(m, e)
    m.kept = e.kept .. "!"
    m.tick = e.tick ~= nil
end

function view.update.rated(m, e)
    m.rate = e.value
end

-- Somebody else changes a field.
function view.update.set(m, e)
    m[e.field] = e.value
end

function view.update.pick(m, e)
    m.many = {}
    for id in e.ids:gmatch "%d" do
        m.many[id] = true
    end
end

-- And again and again, without being asked.
view.update["repeat"] = function(m, e)
    return m, ls.every(e.ms):to "again"
end

function view.update.again(m)
    m.times = m.times + 1
    m.plain = "server " .. m.times
end

local function results(m)
    return html[[
        <ul>{for n = 1, #m.q % 7 do}<li ls-key={n} class={"hit", odd = n % 2 == 1}>{m.q} {n}</li>{end}</ul>
    ]]
end

function view.render(m)
    local odd = #m.q % 2 == 1
    return html[[
        <main>
            <p>{for _, field in ipairs { "upper", "card", "area", "number", "secret", "alone" } do}
                <output ls-key={field} id="heard-{field}">{m.heard[field]}</output>
            {end}</p>
            <button id="set" ls-click="set" ls-value-field="plain" ls-value-value="">Set</button>
            <button id="pick" ls-click="pick" ls-value-ids="">Pick</button>
            <button id="repeat" ls-click="repeat" ls-value-ms="30">Again and again</button>
            <output id="times">{m.times}</output> <output id="rendered">{m.rendered}</output>
            <form id="formats" ls-change="typed">
                <input name="upper" value={m.upper} class={"field", wrong = #m.upper % 2 == 1}>
                {if m.upper ~= "" then}<em>{#m.upper} letters</em>{end}
                <input name="card" value={m.card} class={"field", wrong = #m.card % 2 == 1}>
                <textarea name="area" class={"field", wrong = #m.area % 2 == 1}>{m.area}</textarea>
                <input type="number" name="number" value={m.number}>
                <input type="password" name="secret" value={m.secret} class={"field", wrong = #m.secret < 8}>
            </form>
            <form id="search" ls-change="search" class={"search", odd = odd}>
                {results(m)}
                {if odd then}<p>An odd number of letters</p>{end}
                <p><input type="search" name="q" value={m.q} class={"field", odd = odd}></p>
                {results(m)}
            </form>
            <input name="alone" value={m.alone} ls-change="alone">
            <form id="choices" ls-change="chosen">
                <select name="one" class={"choice", wrong = m.one == "b"} aria-invalid={m.one == "b" and "true"}>
                    {for _, one in ipairs { "a", "b", "c" } do}
                        <option value={one} selected={one == m.one}>{one} {m.rendered}</option>
                    {end}
                </select>
            </form>
            <select id="many" multiple>
                {for _, id in ipairs { "1", "2", "3", "4" } do}<option selected={m.many[id]}>{id}</option>{end}
            </select>
            <form id="save" ls-submit="saved">
                <input name="kept" value={m.kept}> <input type="checkbox" name="tick" checked={m.tick}>
                <button>Save</button>
            </form>
            <input id="plain" value={m.plain}>
            <input id="open" value={m.plain} ls-patch-focused>
            <x-rate id="rate" value={m.rate} title="rated {m.rate}"><b>{m.rate}</b></x-rate>
            <x-rate id="rate-open" value={m.rate} ls-patch-focused><b>{m.rate}</b> <input value={m.rate}></x-rate>
        </main>
    ]]
end

return view
