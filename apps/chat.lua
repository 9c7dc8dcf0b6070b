-- A chat: a room for each address, what is said there, and who is there.
local ls = require "lightspeed"
local t = ls.types

local Line = t.form { text = t.string { trim = true, min = 1, max = 500 } }

-- What is said scrolls by itself, so that the line to write in stays where it is.
local looks = css[[
    aside { align-items: baseline; display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; margin-block: 0.5rem; }
    aside h2 { font-size: 1rem; margin: 0; }
    aside ul { color: var(--ls-quiet); display: flex; flex-wrap: wrap; gap: 0 0.75rem; list-style: none; margin: 0;
        max-block-size: 4.8em; overflow-y: auto; padding: 0; }
    ol { background: var(--ls-surface); block-size: 55vh; border: 1px solid var(--ls-line);
        border-radius: var(--ls-round); display: flex; flex-direction: column; gap: 0.4rem; list-style: none;
        margin: 0; min-block-size: 9rem; overflow-y: auto; padding: 0.75rem; }
    ol li { background: var(--ls-shade); border-radius: 1rem; margin: 0; max-inline-size: 85%;
        overflow-wrap: anywhere; padding: 0.3rem 0.8rem; align-self: start; }
    ol li:first-child { margin-block-start: auto; }
    ol .mine { align-self: end; background: var(--ls-accent); color: var(--ls-on-accent); }
    form { align-items: start; display: grid; gap: 0.5rem; grid-template-columns: 1fr auto; margin-block: 0.75rem 0; }
    form button { margin-block-start: 1.95rem; }
]]

local chat = ls.view {
    title = "Chat",
    css = looks,
    params = { room = t.string { pattern = "^[%w-]+$", max = 32 } },
    events = { say = Line },
    messages = {
        said = { who = "string", text = "string" },
        people = t.list { name = "string" },
    },
}

local function topic(m)
    return "room:" .. m.room
end

function chat.init(params, session)
    local m = {
        room = params.room,
        me = session.name or "guest-" .. session.id:sub(1, 4),
        lines = {},
        heard = 0,
        people = {},
        form = Line:blank(),
    }
    return m, ls.subscribe(topic(m)), ls.track(topic(m), { name = m.me }):to "people"
end

function chat.update.say(m, form)
    if form.valid then
        m.form = Line:blank()
        return m, ls.broadcast(topic(m), "said", { who = m.me, text = form.values.text })
    end
    m.form = form
end

-- Each has a number, so that a new one is all that is sent, also when the first one goes.
function chat.update.said(m, line)
    m.heard = m.heard + 1
    table.insert(m.lines, { id = m.heard, who = line.who, text = line.text })
    if #m.lines > 100 then
        table.remove(m.lines, 1)
    end
end

function chat.update.people(m, list)
    m.people = list
end

function chat.render(m)
    return html[[
        <h1>#{m.room}</h1>

        <aside>
            <h2>{#m.people} here</h2>
            <ul>{for _, p in ipairs(m.people) do}<li>{p.name}</li>{end}</ul>
        </aside>

        <ol ls-scroll="end" aria-live="polite" aria-label="What is said" tabindex="0">
            {for _, line in ipairs(m.lines) do}
                <li ls-key={line.id} class={line.who == m.me and "mine"}><b>{line.who}</b> {line.text}</li>
            {end}
        </ol>

        <form ls-submit="say">
            <ls.input form={m.form} name="text" label="Say something" />
            <button>Send</button>
        </form>
    ]]
end

return ls.app():live("/:room", chat)
