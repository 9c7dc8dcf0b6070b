-- A stream of which the model could tell again what it shows: streams() fills a page that has nothing. With
-- ?fills=false it says so once, in the beginning.

local ls = require "lightspeed"

local filled = ls.view {
    title = "Filled",
    params = { fills = "boolean?" },
    events = { add = {}, grow = {}, stop = {}, crash = {} },
    messages = { "tick" },
}

function filled.init(p)
    return { count = 2, fills = p.fills ~= false }
end

local function song(n)
    return { id = n }
end

function filled.streams(m)
    if not (m.fills or m.count == 2) then
        return
    end
    local songs = {}
    for n = 1, m.count do
        songs[n] = song(n)
    end
    return ls.reset("songs", songs)
end

function filled.update.add(m)
    m.count = m.count + 1
    return m, ls.insert("songs", song(m.count))
end

filled.update.tick = filled.update.add

function filled.update.grow(m)
    return m, ls.every(10):to "tick"
end

function filled.update.stop(m)
    return m, ls.cancel "tick"
end

function filled.update.crash()
    error "as asked"
end

function filled.render()
    return html[[<ul id="songs">{for song in ls.stream "songs" do}<li ls-key={song.id}>{song.id}</li>{end}</ul>]]
end

return filled
