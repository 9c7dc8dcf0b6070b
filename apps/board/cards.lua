-- The cards of the board: an actor, because there is one board, whoever looks at it. It is told of cards by their
-- ids, and of places by the card that follows, so that what two people do at the same time both happens.

local ls = require "lightspeed"
local t = ls.types

local CARDS_MAX = 200

local Title = t.string { trim = true, min = 1, max = 80 }
local Column = t.enum { "todo", "doing", "done" }
local Direction = t.enum { "up", "down", "left", "right" }

local Cards = ls.actor {
    durable = true,
    messages = {
        "all",
        add = { title = Title },
        move = { id = "integer", column = Column, before = "integer?" },
        step = { id = "integer", to = Direction },
        remove = { id = "integer" },
    },
}

-- What pages show. Its serial number only grows, also should the actor begin anew.
local function shown(m)
    return { serial = m.serial, columns = m.columns }
end

local function tell(m)
    m.serial = m.serial + 1
    return m, ls.broadcast("cards", "changed", shown(m))
end

function Cards.init(args)
    local m = { serial = ls.now(), last_id = 0, columns = {} }
    for i, column in ipairs(args.columns) do
        m.columns[i] = { name = column.name, title = column.title, cards = {} }
    end
    return tell(m)
end

local function find(m, id)
    for at, column in ipairs(m.columns) do
        for i, card in ipairs(column.cards) do
            if card.id == id then
                return column, i, at
            end
        end
    end
end

local function column_of(m, name)
    for _, column in ipairs(m.columns) do
        if column.name == name then
            return column
        end
    end
end

-- Whether there is no room for another.
local function are_full(columns)
    local count = 0
    for _, column in ipairs(columns) do
        count = count + #column.cards
    end
    return count >= CARDS_MAX
end

function Cards.update.all(m)
    return m, ls.reply(shown(m))
end

function Cards.update.add(m, e)
    if are_full(m.columns) then
        return m
    end
    m.last_id = m.last_id + 1
    table.insert(m.columns[1].cards, { id = m.last_id, title = e.title })
    return tell(m)
end

function Cards.update.remove(m, e)
    local column, i = find(m, e.id)
    if column then
        table.remove(column.cards, i)
        return tell(m)
    end
end

-- To the front of the card `before`; to the end of the column where nobody says which, or somebody took that away.
function Cards.update.move(m, e)
    local from, i = find(m, e.id)
    if not from or e.before == e.id then
        return m
    end
    local to = column_of(m, e.column)
    local card = table.remove(from.cards, i)
    local beside, at = find(m, e.before)
    table.insert(to.cards, beside == to and at or #to.cards + 1, card)
    return tell(m)
end

local steps = { up = { 0, -1 }, down = { 0, 1 }, left = { -1, 0 }, right = { 1, 0 } }

-- One place further, as arrow keys go.
function Cards.update.step(m, e)
    local from, i, at = find(m, e.id)
    local aside, down = table.unpack(steps[e.to])
    local to = from and m.columns[at + aside]
    if not to or i + down < 1 or (to == from and i + down > #from.cards) then
        return m
    end
    local card = table.remove(from.cards, i)
    table.insert(to.cards, math.min(i + down, #to.cards + 1), card)
    return tell(m)
end

return { Cards = Cards, Title = Title, Column = Column, are_full = are_full, CARDS_MAX = CARDS_MAX }
