-- Streams under the microscope: what a script says happens to them. A statement is a word, the stream and the rest:
--
--     insert songs 0 5 a b:Bee c     one command an item, at 0 with the limit 5; "-" is no limit
--     all songs 1 - g f e            the same as one command with a list
--     update songs c:Cee             only where c is
--     remove songs a b · reset songs - c b a
--
-- A key of digits is a number, one behind a "=" a text.

local ls = require "lightspeed"

local streams = ls.view {
    title = "Streams",
    params = { start = "string?" },
    events = {
        run = { script = "string" },
        fail = { script = "string" },
        load = { script = "string" },
        order = { script = "string" },
        hide = {},
        show = {},
        idle = {},
    },
    messages = { "loaded", "remembered" },
}

local function item(word)
    local id, text = word:match "^([^:]*):?(.*)$"
    text = text ~= "" and text or id
    return { id = id:sub(1, 1) == "=" and id:sub(2) or math.tointeger(tonumber(id)) or id, text = text }
end

local function items(words)
    local list = {}
    for word in words:gmatch "%S+" do
        list[#list + 1] = item(word)
    end
    return list
end

local function Entry(a)
    return html[[<li title={a.text}>{a.text}</li>]]
end

local perform = {}

function perform.insert(commands, name, rest)
    local at, limit, words = rest:match "^(%S+) (%S+) ?(.*)$"
    for _, one in ipairs(items(words)) do
        commands[#commands + 1] =
            ls.insert(name, one, math.tointeger(tonumber(at)), { limit = math.tointeger(tonumber(limit)) })
    end
end

function perform.all(commands, name, rest)
    local at, limit, words = rest:match "^(%S+) (%S+) ?(.*)$"
    local options = { limit = math.tointeger(tonumber(limit)) }
    commands[#commands + 1] = ls.insert_all(name, items(words), math.tointeger(tonumber(at)), options)
end

function perform.update(commands, name, rest)
    commands[#commands + 1] = ls.insert(name, item(rest), { update_only = true })
end

function perform.remove(commands, name, rest)
    for word in rest:gmatch "%S+" do
        commands[#commands + 1] = ls.remove(name, item(word).id)
    end
end

function perform.reset(commands, name, rest)
    local limit, words = rest:match "^(%S+) ?(.*)$"
    commands[#commands + 1] = ls.reset(name, items(words), { limit = math.tointeger(tonumber(limit)) })
end

local function commands_of(script)
    local commands = {}
    for statement in script:gmatch "[^;]+" do
        local word, name, rest = statement:match "^%s*(%S+)%s+(%S+)%s*(.-)%s*$"
        perform[word](commands, name, rest)
    end
    return commands
end

function streams.init(p)
    return { shown = true, turns = 0, outer = { "red", "blue" } },
        commands_of(p.start or "all songs -1 - 1 2; all albums -1 - x y; all panel -1 - p q")
end

function streams.update.run(m, e)
    m.turns = m.turns + 1
    return m, commands_of(e.script)
end

function streams.update.fail(m, e)
    m.turns = m.turns + 1
    return m, commands_of(e.script), ls.send "nowhere"
end

-- What is asked for comes later, as an answer of a service does.
function streams.update.load(m, e)
    return m, ls.after(20):to "loaded", ls.send("remembered", e.script)
end

function streams.update.order(m, e)
    m.turns = m.turns + 1
    m.outer = {}
    for name in e.script:gmatch "%S+" do
        m.outer[#m.outer + 1] = name
    end
    return m
end

function streams.update.hide(m)
    m.shown = false
    return m
end

function streams.update.show(m)
    m.shown = true
    return m
end

function streams.update.idle(m)
    return m
end

function streams.update.remembered(m, script)
    m.remembered = script
    return m
end

function streams.update.loaded(m)
    return m, commands_of(m.remembered)
end

local function Panel(a)
    return html[[
      <ol id={a.id}>{for entry in ls.stream(a.id) do}<Entry ls-key={entry.id} text={entry.text} />{end}</ol>
    ]]
end

function streams.render(m)
    return html[[
      <h1>{m.turns} turns</h1>
      <button id="run" ls-click="run" ls-value-script="">Run</button>
      <button id="fail" ls-click="fail" ls-value-script="">Fail</button>
      <button id="load" ls-click="load" ls-value-script="">Load</button>
      <button id="order" ls-click="order" ls-value-script="">Order</button>
      <button id="hide" ls-click="hide">Hide</button>
      <button id="show" ls-click="show">Show</button>
      <button id="idle" ls-click="idle">Nothing</button>
      {if m.shown then}
        <ul id="songs">
          {for song in ls.stream "songs" do}
            <li ls-key={song.id} id="song-{song.id}" title={song.text}>{song.text}</li>
          {end}
          <li id="empty">Nothing yet</li>
        </ul>
      {end}
      <ol id="albums">
        {for album in ls.stream "albums" do}<li ls-key={album.id}>{album.text}<x-probe></x-probe><input></li>{end}
      </ol>
      <Panel id="panel" />
      <div id="outer">
        {for _, name in ipairs(m.outer) do}
          <section ls-key={name} id={name}>
            {for entry in ls.stream(name) do}<p ls-key={entry.id}>{entry.text}</p>{end}
          </section>
        {end}
      </div>
    ]]
end

return streams
