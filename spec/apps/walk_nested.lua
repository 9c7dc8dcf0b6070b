-- A page of nested views, for specs that walk through the whole house: rows that come, go and move, views that fail
-- when they begin, and a view in a view.

local ls = require "lightspeed"

-- A component with a state of its own, which tells the view that it is in.
local Stepper = ls.component { events = { "step" } }

function Stepper.init()
    return { n = 0 }
end

function Stepper.update.step(m)
    m.n = m.n + 1
    return m, ls.emit("stepped", m.n)
end

function Stepper.render(m)
    return html[[<button class="step" ls-click="step">{m.n}</button>]]
end

local leaf = ls.view { events = { "add", "toggle" }, messages = { stepped = "integer" } }

function leaf.init()
    return { n = 0, stepped = 0, is_open = false }
end

function leaf.update.add(m)
    m.n = m.n + 1
end

function leaf.update.toggle(m)
    m.is_open = not m.is_open
end

function leaf.update.stepped(m, n)
    m.stepped = n
end

function leaf.render(m)
    return html[[
      <button class="leaf" ls-click="add">{m.n}</button>
      <button class="toggle" ls-click="toggle">toggle</button>
      <i class="stepped">{m.stepped}</i>{if m.is_open then}<Stepper />{end}
    ]]
end

local counter = ls.view {
    params = { name = "string", leaf = "boolean?" },
    events = { "add", "boom", typed = { value = "string" } },
    messages = { "tick" },
}

function counter.init(params)
    return { name = params.name, leaf = params.leaf, n = 0, ticks = 0, id = math.random(1 << 40) },
        ls.every(100):to "tick"
end

function counter.update.add(m)
    m.n = m.n + 1
end

function counter.update.boom(m)
    m.n = 1000
    error "boom"
end

function counter.update.typed() end

function counter.update.tick(m)
    m.ticks = m.ticks + 1
end

function counter.render(m)
    return html[[
      <b class="name">{m.name}</b> <i class="id">{m.id}</i> <u class="ticks">{m.ticks}</u>
      <button class="add" ls-click="add">{m.n}</button>
      <button class="boom" ls-click="boom">boom</button>
      <input class="text" ls-change="typed">
      {if m.leaf then}<ls.live of={leaf} id="leaf-{m.name}" />{end}
    ]]
end

-- Fails until the time that it is told.
local late = ls.view { params = { ready = "integer" }, events = { "add" } }

function late.init(params)
    if ls.now() < params.ready then
        error "not yet"
    end
    return { n = 0 }
end

function late.update.add(m)
    m.n = m.n + 1
end

function late.render(m)
    return html[[<button class="late" ls-click="add">ready {m.n}</button>]]
end

local page = ls.view {
    params = { later_ms = "integer?" },
    events = { "add", "more", "less", "reverse", "twice", "late", "never", "boom" },
}

function page.init(params)
    return { n = 0, names = { "a", "b" }, ready = params.later_ms and ls.now() + params.later_ms }
end

function page.update.add(m)
    m.n = m.n + 1
end

function page.update.more(m)
    m.names[#m.names + 1] = string.char(97 + #m.names)
end

function page.update.less(m)
    table.remove(m.names)
end

function page.update.reverse(m)
    local names = {}
    for i = #m.names, 1, -1 do
        names[#names + 1] = m.names[i]
    end
    m.names = names
end

function page.update.twice(m)
    m.twice = true
end

function page.update.late(m)
    m.ready = ls.now() + 1500
end

function page.update.never(m)
    m.ready = 1 << 50
end

function page.update.boom(m)
    m.n = m.n + 1
    error "boom"
end

function page.render(m)
    return html[[
      <h1 id="n">{m.n}</h1>
      <button id="add" ls-click="add">+</button>
      <button id="more" ls-click="more">more</button>
      <button id="less" ls-click="less">less</button>
      <button id="reverse" ls-click="reverse">reverse</button>
      <button id="twice" ls-click="twice">twice</button>
      <button id="make-late" ls-click="late">late</button>
      <button id="never" ls-click="never">never</button>
      <button id="boom" ls-click="boom">boom</button>
      <ul>
        {for i, name in ipairs(m.names) do}
          <li ls-key={name} class="row"><ls.live of={counter} id={name} name={name} leaf={name == "a"} /></li>
        {end}
      </ul>
      {if m.twice then}<ls.live of={leaf} id="a" />{end}
      <div ls-click="add" id="around">{if m.ready then}<ls.live of={late} id="late" ready={m.ready} />{end}</div>
    ]]
end

return page
