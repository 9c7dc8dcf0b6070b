-- What specs of time travel go through: a number, a list, a turn that fails, a clock, a secret.

local ls = require "lightspeed"
local t = ls.types

local view = ls.view {
    title = "Travel",
    params = { start = t.integer { default = 0 }, ticks = t.boolean { default = false } },
    events = {
        "boom",
        add = { by = "integer" },
        login = { name = "string", word = t.string { secret = true } },
    },
    messages = { "tick" },
}

function view.init(params)
    local m = { n = params.start, list = {}, luck = math.random(1000000), ticks = 0 }
    return m, params.ticks and ls.every(400):to "tick" or nil
end

function view.update.add(m, e)
    m.n = m.n + e.by
    m.list[#m.list + 1] = m.n
    m.luck = math.random(1000000)
end

function view.update.boom(m)
    m.n = -1
    error "boom"
end

function view.update.login(m, e)
    m.name, m.word, m.both = e.name, e.word, e.name .. ":" .. e.word
    if e.name == "nobody" then
        error("no " .. e.word .. " opens")
    end
end

function view.update.tick(m)
    m.ticks = m.ticks + 1
end

function view.render(m)
    return html[[
        <h1>{m.n}</h1>
        <p id="luck">{m.luck}</p>
        <p id="ticks">{m.ticks}</p>
        <ul>{for i, n in ipairs(m.list) do}<li ls-key={i}>{n}</li>{end}</ul>
        <button id="add" ls-click="add" ls-value-by="2">Add</button>
        <button id="boom" ls-click="boom">Boom</button>
        <form ls-submit="login">
            <input name="name" aria-label="Name"><input name="word" type="password" aria-label="Word">
            <button>Log in</button>
        </form>
    ]]
end

return view
