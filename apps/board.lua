-- A board that everybody shares. Cards are dragged with a pointer, or lifted with Enter and carried with the arrow
-- keys. They belong to an actor (board/cards.lua): each page asks it once, and hears from a topic what changed.

local cards = require "board.cards"
local looks = require "board.looks"
local ls = require "lightspeed"

local COLUMNS = {
    { name = "todo", title = "To do" },
    { name = "doing", title = "Doing" },
    { name = "done", title = "Done" },
}

local Id = "integer"

local board = ls.view {
    title = "Board",
    css = looks,
    events = {
        add = { title = cards.Title },
        remove = { id = Id },
        drag = { id = Id },
        drop = { column = cards.Column, before = "integer?" },
        let_go = {},
        lift = { id = Id },
        step = { id = Id, key = "string" },
        put_back = { id = Id },
    },
    messages = {
        "answer",
        "ask",
        changed = { serial = "integer", columns = "any" },
    },
}

-- `dragged` is the card under the pointer; `carried` the one that arrow keys move, with where it was and whether it
-- goes back there.
function board.init()
    local m = { serial = 0, columns = {}, dragged = false, carried = false }
    return m, ls.subscribe("cards"):gap "ask", ls.ask("cards", "all"):to "answer"
end

-- --- what there is ---

function board.update.ask(m)
    return m, ls.ask("cards", "all"):to "answer"
end

local function find(m, id)
    for _, column in ipairs(m.columns) do
        for i, card in ipairs(column.cards) do
            if card.id == id then
                return card, column, i
            end
        end
    end
end

-- Who carries a card is told where it is now, and does not lose hold of it.
local function follow(m)
    local card, column, i = find(m, m.carried.id)
    local said = "Somebody took the card away."
    if card and m.carried.returns then
        said = "It is back where it was."
    elseif card then
        said = ("%s, %d of %d"):format(column.title, i, #column.cards)
    end
    if not card or m.carried.returns then
        m.carried = false
    end
    return m, card and ls.focus("#grip-" .. card.id), ls.announce(said)
end

-- An answer may be older than what was heard meanwhile.
function board.update.changed(m, e)
    if e.serial <= m.serial then
        return m
    end
    m.serial, m.columns = e.serial, e.columns
    if m.carried then
        return follow(m)
    end
end

function board.update.answer(m, e, err)
    if err then
        return m, ls.after(1000):to "ask"
    end
    return board.update.changed(m, e)
end

function board.update.add(m, e)
    return m, ls.tell("cards", "add", e)
end

function board.update.remove(m, e)
    return m, ls.tell("cards", "remove", e)
end

-- --- by pointer ---

function board.update.drag(m, e)
    m.dragged = e.id
end

function board.update.let_go(m)
    m.dragged = false
end

function board.update.drop(m, e)
    local id = m.dragged
    m.dragged = false
    if id then
        return m, ls.tell("cards", "move", { id = id, column = e.column, before = e.before })
    end
end

-- --- by keyboard ---

-- Enter on a grip lifts its card, and puts it down.
function board.update.lift(m, e)
    local card, column, i = find(m, e.id)
    if not card then
        return m
    end
    if m.carried and m.carried.id == e.id then
        m.carried = false
        return m, ls.announce(card.title .. " is put down.")
    end
    local below = column.cards[i + 1]
    m.carried = { id = e.id, column = column.name, before = below and below.id, returns = false }
    return m, ls.announce(card.title .. " is lifted. Arrow keys carry it, Enter puts it down, Escape back.")
end

function board.update.step(m, e)
    local to = e.key:match "^Arrow(%a+)$"
    if to and m.carried and m.carried.id == e.id then
        return m, ls.tell("cards", "step", { id = e.id, to = to:lower() })
    end
end

function board.update.put_back(m)
    local carried = m.carried
    if carried then
        carried.returns = true
        return m,
            ls.tell("cards", "move", { id = carried.id, column = carried.column, before = carried.before })
    end
end

-- --- the page ---

-- What is under the pointer is marked by the page itself.
local enter = ls.js.add_class "over"
local leave = ls.js.remove_class "over"

local function drop(column, before)
    return leave:push("drop", { column = column, before = before })
end

local function Card(a)
    local id, title, carried = a.card.id, a.card.title, a.carried
    return html[[
        <li class={"card", carried = carried, dragged = a.dragged} draggable="true"
            ls-on-dragstart={ls.js.push("drag", { id = id })} ls-on-dragend="let_go" ls-on-dragover.prevent
            ls-on-dragenter.prevent={enter} ls-on-dragleave={leave} ls-on-drop.prevent={drop(a.column, id)}>
            <button id="grip-{id}" class="grip" aria-label="Move {title}" aria-pressed={carried and "true" or "false"}
                ls-click="lift" ls-value-id={id} ls-keydown.escape="put_back"
                ls-keydown.up.down.left.right.prevent="step">⠿</button>
            <span>{title}</span>
            <button class="remove" aria-label="Delete {title}" ls-click="remove" ls-value-id={id}>×</button>
        </li>
    ]]
end

local function Column(a)
    local m, column = a.model, a.column
    return html[[
        <section class="column" aria-label={column.title} ls-on-dragover.prevent
            ls-on-drop.prevent={drop(column.name)}>
            <h2>{column.title} <small>{#column.cards}</small></h2>
            <ul>
                {for _, card in ipairs(column.cards) do}
                    <Card ls-key={card.id} card={card} column={column.name} dragged={card.id == m.dragged}
                        carried={m.carried and m.carried.id == card.id} />
                {end}
            </ul>
        </section>
    ]]
end

function board.render(m)
    local is_full = cards.are_full(m.columns)
    return html[[
        <h1>Board</h1>
        <form class="new" ls-submit={ls.js.push("add"):reset()}>
            <input name="title" aria-label="What is to be done?" placeholder="What is to be done?" maxlength="80"
                autocomplete="off" required>
            <button disabled={is_full}>Add</button>
        </form>
        {if is_full then}<p role="status">There is no room for more than {cards.CARDS_MAX} cards.</p>{end}
        <div class={"board", dragging = m.dragged ~= false} aria-busy={m.serial == 0 and "true" or "false"}>
            {for _, column in ipairs(m.columns) do}
                <Column ls-key={column.name} column={column} model={m} />
            {end}
        </div>
        <p class="hint">Drag a card, or press Enter on its grip: then arrow keys carry it, Enter puts it down, and
            Escape takes it back.</p>
    ]]
end

return ls.app()
    :supervise("board", { max_restarts = 5, within = 10 }, {
        ls.child(cards.Cards, { columns = COLUMNS }):named "cards",
    })
    :live("/", board)
