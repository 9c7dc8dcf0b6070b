-- Two pages with a player that goes along, and a clock that does not.

local ls = require "lightspeed"

local player = ls.view { title = "Player", events = { "play", "queue", "leave" }, messages = { "tick" } }

function player.init()
    return { n = 0, ticks = 0 }, ls.every(50):to "tick"
end

function player.update.tick(m)
    m.ticks = m.ticks + 1
end

function player.update.play(m)
    m.n = m.n + 1
end

function player.update.queue(m)
    m.n = m.n + 1
    return m, ls.insert("rows", { id = m.n })
end

function player.update.leave(m)
    return m, ls.navigate "/b"
end

function player.render(m)
    return html[[
        <p>
            <button class="play" ls-click="play">play</button> <b class="n">{m.n}</b>
            <i class="ticks">{m.ticks}</i>
            <button class="queue" ls-click="queue">queue</button>
            <button class="leave" ls-click="leave">leave</button>
            <a class="to-a" href="/a" ls-navigate>a</a> <a class="to-b" href="/b" ls-navigate>b</a>
        </p>
        <p class="note" id="note" ls-hook="Log" ls-removed={ls.js.hide()}>a note</p>
        <ol>{for row in ls.stream "rows" do}<li ls-key={row.id}>song {row.id}</li>{end}</ol>
    ]]
end

local clock = ls.view { title = "Clock", events = { "add" } }

function clock.init()
    return { n = 0 }
end

function clock.update.add(m)
    m.n = m.n + 1
    return m, ls.insert("rows", { id = m.n })
end

function clock.render(m)
    return html[[
        <button class="add" ls-click="add">add</button>
        <ol>{for row in ls.stream "rows" do}<li ls-key={row.id}>hour {row.id}</li>{end}</ol>
    ]]
end

local function page_of(title)
    local view = ls.view { title = title, events = { "add" } }
    function view.init()
        return { n = 0 }
    end
    function view.update.add(m)
        m.n = m.n + 1
        return m, ls.insert("rows", { id = m.n })
    end
    function view.render(m)
        return html[[
            <h1>{title}</h1>
            <p id="spot" ls-hook="Log">a spot</p>
            {if title == "C" then}<p id="note" ls-hook="Log">a note of its own</p>{end}
            <button id="add" ls-click="add">add</button>
            <ol id="rows">{for row in ls.stream "rows" do}<li ls-key={row.id}>{title} {row.id}</li>{end}</ol>
            <nav>
                <a id="to-a" href="/a" ls-navigate>a</a> <a id="to-b" href="/b" ls-navigate>b</a>
                <a id="to-c" href="/c" ls-navigate>c</a>
            </nav>
            {if title ~= "C" then}<ls.live of={player} id="player" sticky />{end}
            <ls.live of={clock} id="clock" />
        ]]
    end
    return view
end

return ls.app()
    :live("/a", page_of "A")
    :live("/b", page_of "B")
    :live("/c", page_of "C")
    :static("hooks/public")
    :script "app.js"
