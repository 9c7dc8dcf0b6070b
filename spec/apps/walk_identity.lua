-- A session that can be recognised: init draws a number that no other session has.
local ls = require "lightspeed"

local identity = ls.view {
    title = function(m)
        return ("Count %d"):format(m.n)
    end,
    events = { add = { by = "integer" } },
}

function identity.init()
    return { id = math.random(1000000000), n = 0 }
end

function identity.update.add(m, e)
    m.n = m.n + e.by
end

function identity.render(m)
    return html[[
        <main>
            <h1 id="id">{m.id}</h1>
            <output id="n">{m.n}</output>
            <button id="add" ls-click="add" ls-value-by="1">+</button>
            {if m.n % 2 == 1 then}<p id="odd">An odd number</p>{end}
        </main>
    ]]
end

return identity
