-- What lost lines meet: acts, acts that may wait, states that are told, and what is shown only at times.
local ls = require "lightspeed"

local lines = ls.view {
    title = "Lines",
    events = {
        add = { by = "integer" },
        vote = {},
        typed = { text = "string" },
        save = { text = "string" },
        slow = {},
        crash = {},
    },
}

function lines.init()
    return { id = math.random(1000000000), n = 0, votes = 0, text = "", saved = "" }
end

function lines.update.add(m, e)
    m.n = m.n + e.by
end

function lines.update.vote(m)
    m.votes = m.votes + 1
end

function lines.update.typed(m, e)
    m.text = e.text
end

function lines.update.save(m, e)
    m.saved = e.text
end

function lines.update.slow(m)
    m.n = m.n + 100
end

function lines.update.crash()
    error "out of sorts"
end

function lines.render(m)
    return html[[
        <h1 id="id">{m.id}</h1>
        <output id="n">{m.n}</output> <output id="votes">{m.votes}</output>
        <button id="add" ls-click="add" ls-value-by="1">+</button>
        <button id="vote" ls-click="vote" ls-offline="queue">Vote</button>
        <button id="crash" ls-click="crash">Crash</button>
        <form ls-change="typed" ls-submit="save">
            <input name="text" value={m.text} aria-label="Text"><button id="save">Save</button>
        </form>
        <form id="later" ls-submit="save" ls-offline="queue">
            <input name="text" aria-label="Later">
            <small id="unsaved" ls-when="dirty">Not saved</small> <button id="save-later">Save, when possible</button>
        </form>
        <output id="text">{m.text}</output> <output id="saved">{m.saved}</output>
        <p id="when-live" ls-when="live">Connected</p>
        <p id="when-offline" ls-when="offline">Not connected</p>
        <p id="when-trouble" ls-when="error offline">Something is wrong</p>
        <p id="when-error" ls-when="error">That did not work</p>
    ]]
end

return lines
