-- A view that has a program do its work, for specs.
local ls = require "lightspeed"

local echo = ls.program("echo", {
    command = { "sh", "programs/echo.sh" },
    functions = { "echo", "refuse", "wedge", "crash", "environment" },
    environment = { GREETING = "hello", "PASSED" },
    pool = 2,
    deadline = 3000,
    memory = 256,
})

local view = ls.view {
    events = {
        "refuse",
        "wedge",
        "crash",
        "environment",
        "count",
        "binary",
        "misname",
        echo = { text = "string" },
    },
    messages = { "said", "raised" },
}

function view.init()
    return { value = "", err = "", raised = "", count = 0, binary = "\xff\xfe" }, echo.echo("first"):to "said"
end

function view.update.said(m, value, err)
    m.value = type(value) == "table" and table.concat(value, ",") or tostring(value)
    m.err = tostring(err)
end

function view.update.raised(m, text)
    m.raised = text
end

function view.update.echo(m, e)
    return m, echo.echo(e.text, 7):to "said"
end

function view.update.refuse(m)
    return m, echo.refuse():to "said"
end

function view.update.wedge(m)
    return m, echo.wedge():to("said"):catch "raised"
end

function view.update.crash(m)
    return m, echo.crash():to("said"):catch "raised"
end

function view.update.environment(m)
    return m, echo.environment():to "said"
end

function view.update.binary(m)
    return m, echo.echo(m.binary):to("said"):catch "raised"
end

function view.update.misname(m)
    return m, echo.ecoh():to "said"
end

function view.update.count(m)
    m.count = m.count + 1
end

function view.render(m)
    return html[[
        <p id="value">{m.value}</p>
        <i>{m.err}</i>
        <b>{m.raised}</b>
        <output>{m.count}</output>
        <button ls-click="count">Count</button>
        <button ls-click="wedge">Wedge</button>
        <button ls-click="crash">Crash</button>
        <button ls-click="environment">Environment</button>
        <button ls-click="echo" ls-value-text="hi">Echo</button>
    ]]
end

return view
