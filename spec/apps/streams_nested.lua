-- Streams of nested views: of the same name, in one that is there from the beginning, in one that comes later, and in
-- the view around them.

local ls = require "lightspeed"

local Child = ls.view { title = "Child", events = { add = {} } }

function Child.init()
    return { count = 2 }, ls.insert_all("songs", { 1, 2 })
end

function Child.update.add(m)
    m.count = m.count + 1
    return m, ls.insert("songs", m.count)
end

function Child.render()
    return html[[
      <button class="add" ls-click="add">Add</button>
      <ol>{for song in ls.stream "songs" do}<li ls-key={song}>{song}</li>{end}</ol>
    ]]
end

local view = ls.view { title = "Around", events = { show = {}, add = {}, lose = {} } }

function view.init()
    return { late = false }, ls.insert("songs", "mine")
end

function view.update.show(m)
    m.late = true
    return m
end

function view.update.add(m)
    return m, ls.insert("songs", "more")
end

function view.update.lose(m)
    return m, ls.insert("lost", "x")
end

function view.render(m)
    return html[[
      <button id="show" ls-click="show">Show</button>
      <button id="add" ls-click="add">Add</button>
      <button id="lose" ls-click="lose">Lose</button>
      <ul id="mine">{for song in ls.stream "songs" do}<li ls-key={song}>{song}</li>{end}</ul>
      <ls.live of={Child} id="early" />
      {if m.late then}<ls.live of={Child} id="late" />{end}
      <div>{for name in ls.stream "lost" do}<div ls-key={name}><ls.live of={Child} id={name} /></div>{end}</div>
    ]]
end

return view
