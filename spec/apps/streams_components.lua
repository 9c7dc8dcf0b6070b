-- Streams of components with a state of their own: each has one called "songs", and so has the view.

local ls = require "lightspeed"

local Album = ls.component {
    attrs = { id = "string", title = "string" },
    events = { add = {}, reverse = {}, clear = {} },
}

local function song(n)
    return { id = n, text = ("song %d"):format(n) }
end

function Album.init()
    return { count = 2 }, ls.insert_all("songs", { song(1), song(2) })
end

function Album.update.add(m)
    m.count = m.count + 1
    return m, ls.insert("songs", song(m.count))
end

function Album.update.reverse(m)
    local songs = {}
    for n = m.count, 1, -1 do
        songs[#songs + 1] = song(n)
    end
    return m, ls.reset("songs", songs)
end

function Album.update.clear(m)
    return m, ls.reset("songs", {})
end

function Album.render(_, a)
    return html[[
      <section id={a.id}>
        <h2>{a.title}</h2>
        <button class="add" ls-click="add">Add</button>
        <button class="reverse" ls-click="reverse">Reverse</button>
        <button class="clear" ls-click="clear">Clear</button>
        <ol>{for song in ls.stream "songs" do}<li ls-key={song.id}>{song.text}</li>{end}</ol>
      </section>
    ]]
end

local view = ls.view {
    title = "Albums",
    events = { order = { albums = "string" }, say = {}, lose = {} },
}

local function albums_of(text)
    local list = {}
    for name in text:gmatch "%S+" do
        list[#list + 1] = name
    end
    return list
end

function view.init()
    return { albums = albums_of "a b" }, ls.insert("songs", { id = "v", text = "of the view" })
end

function view.update.order(m, e)
    m.albums = albums_of(e.albums)
    return m
end

function view.update.say(m)
    return m, ls.insert("songs", { id = "w", text = "and one more" })
end

function view.update.lose(m)
    m.lost = true
    return m, ls.insert("lost", { id = "x" })
end

function view.render(m)
    return html[[
      <button id="order" ls-click="order" ls-value-albums="">Order</button>
      <button id="say" ls-click="say">Say</button>
      <button id="lose" ls-click="lose">Lose</button>
      <div id="albums">
        {for _, name in ipairs(m.albums) do}<Album ls-key={name} id={name} title={name} />{end}
      </div>
      <ul id="view">{for song in ls.stream "songs" do}<li ls-key={song.id}>{song.text}</li>{end}</ul>
      {if m.lost then}
        <div>{for entry in ls.stream "lost" do}<Album ls-key={entry.id} id={entry.id} title="" />{end}</div>
      {end}
    ]]
end

return view
