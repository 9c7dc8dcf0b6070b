-- A page in motion: while a person types, chooses and scrolls, all around them changes many times a second.
local ls = require "lightspeed"

local motion = ls.view {
    title = function(m)
        return ("Tick %d"):format(m.ticks)
    end,
    events = {
        entered = { name = "string", note = "string", colour = "string", news = "string?" },
        set = { name = "string", note = "string", colour = "string", news = "string?" },
        "start",
        "stop",
    },
    messages = { "tick" },
}

function motion.init()
    return { ticks = 0, lines = {}, values = { name = "", note = "", colour = "red" }, heard = "" }
end

function motion.update.start(m)
    return m, ls.every(100):to "tick"
end

function motion.update.stop(m)
    return m, ls.cancel "tick"
end

-- So many at most: a page that grew for ever would be slower and slower on a machine that is slow already.
local LINES_MAX = 100

function motion.update.tick(m)
    m.ticks = m.ticks + 1
    if #m.lines < LINES_MAX then
        m.lines[#m.lines + 1] = m.ticks
    end
end

-- Choices are kept, but for grey, which nobody may have; what is typed is heard and not kept.
function motion.update.entered(m, e)
    if e.colour ~= "grey" then
        m.values.colour = e.colour
    end
    m.values.news = e.news ~= nil
    m.heard = e.name .. "/" .. e.note .. "/" .. e.colour .. "/" .. (e.news or "off")
end

function motion.update.set(m, e)
    m.values = { name = e.name:upper(), note = e.note:upper(), colour = "green", news = not e.news }
end

function motion.render(m)
    local v = m.values
    return html[[
        <main>
            <p><output id="ticks">{m.ticks}</output> <output id="heard">{m.heard}</output></p>
            <button id="start" ls-click="start">Start</button>
            <button id="stop" ls-click="stop">Stop</button>
            {if m.ticks % 2 == 1 then}<p id="odd">An odd tick</p>{end}
            <form ls-change="entered" ls-submit="set" class={"form", odd = m.ticks % 2 == 1}>
                <input name="name" value={v.name} class={"field", odd = m.ticks % 2 == 1}>
                <textarea name="note">{v.note}</textarea>
                <select name="colour" class={"choice", odd = m.ticks % 2 == 1}>
                    {for _, colour in ipairs { "red", "green", "blue", "grey" } do}
                        <option value={colour} selected={colour == v.colour}>{colour}</option>
                    {end}
                </select>
                <input type="checkbox" name="news" checked={v.news} title="tick {m.ticks}">
                <button id="save">Save</button>
            </form>
            <ol id="box">
                {for i = 1, 40 do}<li ls-key={i}>A line</li>{end}
                {for _, line in ipairs(m.lines) do}<li ls-key={line}>Line {line}</li>{end}
            </ol>
            <ol>{for i = 1, 60 do}<li ls-key={i}>Something to scroll by, {m.ticks}</li>{end}</ol>
        </main>
    ]]
end

return motion
