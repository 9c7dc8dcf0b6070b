-- Forms of every kind that a session which is gone has to get back, and what must not come back.
local ls = require "lightspeed"

local Person = {
    name = "string",
    secret = "string",
    colour = "string",
    news = "boolean?",
    quiet = "string",
    extra = "string?",
}

local Stepper = ls.component {
    attrs = { id = "string" },
    events = { noted = { note = "string" } },
}

function Stepper.init()
    return { note = "nothing" }
end

function Stepper.update.noted(m, e)
    m.note = e.note
end

function Stepper.render(m)
    return html[[<div id="part"><output id="noted">{m.note}</output></div>]]
end

local recovery = ls.view {
    title = "Recovery",
    css = css[[ #long { height: 200vh } ]],
    params = { fail = "boolean?", town = "string?" },
    events = {
        check = Person,
        act = {},
        more = {},
        rows = { row = "any" },
        again = { city = "string", street = "string?" },
        town = { city = "string", street = "string?" },
        device = { level = "string" },
        sent = { plain = "string" },
        chain = { chain = "string" },
    },
}

function recovery.init(params)
    if params.fail then
        error "this view does not begin"
    end
    return {
        id = math.random(1000000000),
        n = 0,
        rows = {},
        told = 0,
        city = "",
        level = "5",
        values = { name = "", colour = "red", secret = "", quiet = "as rendered" },
        sent = "",
        chain = "",
    }
end

function recovery.update.check(m, e)
    m.values, m.told = e, m.told + 1
end

function recovery.update.act(m)
    m.n = m.n + 1
end

function recovery.update.more(m)
    m.rows[#m.rows + 1] = ""
end

function recovery.update.rows(m, e)
    m.rows = type(e.row) == "table" and e.row or { e.row }
end

function recovery.update.town(m, e)
    m.city = e.city
end

function recovery.update.again(m, e)
    m.city = "again: " .. e.city
    if e.city == "Bonn" then
        return m, ls.patch { town = e.city }
    end
end

function recovery.params(m, params)
    m.city = "at " .. params.town
end

function recovery.update.device(m, e)
    m.level = e.level
end

function recovery.update.sent(m, e)
    m.sent = e.plain
end

function recovery.update.chain(m, e)
    m.chain = e.chain
end

function recovery.render(m)
    local v = m.values
    return html[[
        <h1 id="id">{m.id}</h1>
        <output id="n">{m.n}</output> <output id="told">{m.told}</output>
        <button id="act" ls-click="act">Act</button>
        <button id="more" ls-click="more">One more row</button>
        <form id="person" ls-change="check">
            <input name="name" value={v.name} aria-label="Name">
            <input type="password" name="secret" aria-label="Secret">
            <input name="quiet" value={v.quiet} aria-label="Quiet">
            <select name="colour" aria-label="Colour">
                {for _, colour in ipairs { "red", "green", "blue" } do}
                    <option value={colour} selected={colour == v.colour}>{colour}</option>
                {end}
            </select>
            <fieldset><input name="extra" aria-label="Extra"></fieldset>
        </form>
        <label>News <input type="checkbox" name="news" value="true" form="person" checked={v.news}></label>
        <output id="name">{v.name}</output> <output id="colour">{v.colour}</output>
        <output id="news">{v.news and "yes" or "no"}</output> <output id="quiet">{v.quiet}</output>
        <form ls-change="rows">
            {for i, row in ipairs(m.rows) do}<input ls-key={i} name="row" value={row} aria-label="Row {i}">{end}
        </form>
        <output id="rows">{#m.rows}</output>
        <form ls-change="town" ls-recover="again">
            <input name="city" value={m.city} aria-label="City"> <input name="street" aria-label="Street">
        </form>
        <output id="city">{m.city}</output>
        <form ls-change="device" ls-recover="off"><input name="level" value={m.level} aria-label="Level"></form>
        <output id="level">{m.level}</output>
        <form ls-submit="sent"><textarea name="plain" aria-label="Plain"></textarea></form>
        <form ls-change="noted" ls-target="#part"><input name="note" aria-label="Note"></form>
        <form ls-change={ls.js.add_class("changed"):push "chain"}><input name="chain" aria-label="Chain"></form>
        <output id="chain">{m.chain}</output>
        <Stepper id="stepper" />
        <p id="long">A long page</p>
    ]]
end

return recovery
