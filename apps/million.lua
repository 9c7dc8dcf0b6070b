-- A table of a million rows that nobody has: each is made by a function when it comes into view.

local ls = require "lightspeed"

local COUNT = 1000000
local COLOURS = { "red", "green", "blue", "amber", "violet", "teal", "black" }

-- Row i, always the same.
local function entry(i)
    local mixed = (i * 2654435761) % 4294967296
    return { id = i, colour = COLOURS[mixed % #COLOURS + 1], amount = mixed % 100000 / 100 }
end

local million = ls.view {
    title = "A million rows",
    events = { seen = { first = "integer", last = "integer" } },
}

function million.init()
    return { first = 1, last = 60 }
end

function million.update.seen(m, e)
    m.first, m.last = e.first, e.last
    return m
end

function million.render(m)
    return html[[
      <h1>A million rows</h1>
      <p>Rows <output>{m.first} to {m.last}</output> are in the page.</p>
      <ls.window label="Entries" count={COUNT} row_height={24} height="480px" event="seen"
          first={m.first} last={m.last} let="i">
        {local row = entry(i)}
        <span role="cell">{row.id}</span> <span role="cell">{row.colour}</span>
        <span role="cell">{("%.2f"):format(row.amount)}</span>
      </ls.window>
    ]]
end

return million
