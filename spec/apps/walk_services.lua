-- A page that counts clicks while services sleep, loop, or answer, and programs wedge.
local ls = require "lightspeed"

local work = ls.service("work", function()
    local s = {}

    function s.doze(ms)
        ls.sleep(ms)
        return "slept"
    end

    function s.spin()
        while true do
        end
    end

    function s.raise()
        error "the service is broken"
    end

    return s
end, { pool = 8, deadline = 120000 })

local echo = ls.program("echo", {
    command = { "sh", "programs/echo.sh" },
    functions = { "echo", "wedge" },
    pool = 1,
    deadline = 5000,
})

local view = ls.view {
    title = "Services",
    events = { "count", doze = { ms = "integer" }, spin = { ms = "integer" }, "raise", "echo", "wedge" },
    messages = { "answer", "echoed" },
}

function view.init()
    return { clicks = 0, said = "nothing" }
end

function view.update.count(m)
    m.clicks = m.clicks + 1
end

function view.update.doze(m, e)
    m.said = "waiting"
    return m, work.doze(e.ms):to "answer"
end

function view.update.spin(m, e)
    m.said = "waiting"
    return m, work.spin():to("answer"):timeout(e.ms)
end

function view.update.echo(m)
    return m, echo.echo("well"):to "echoed"
end

function view.update.wedge(m)
    m.said = "waiting"
    return m, echo.wedge():to "answer"
end

-- A program gives its arguments back, a list.
function view.update.echoed(m, value, err)
    m.said = value and value[1] or err
end

function view.update.raise(m)
    return m, work.raise()
end

function view.update.answer(m, value, err)
    m.said = value or err
end

function view.render(m)
    return html[[
        <p id="clicks">{m.clicks}</p>
        <p id="said">{m.said}</p>
        <button ls-click="count">Count</button>
        <button ls-click="doze" ls-value-ms="1500">Nap</button>
        <button ls-click="doze" ls-value-ms="60000">Sleep</button>
        <button ls-click="spin" ls-value-ms="1000">Spin</button>
        <button ls-click="raise">Raise</button>
        <button ls-click="wedge">Wedge</button>
        <button ls-click="echo">Echo</button>
    ]]
end

return view
