-- A page that shows what a service said. How many threads that has, and how many calls may wait, is the operator's.
local ls = require "lightspeed"

local work = ls.service("work", function()
    local s = {}

    function s.doze(ms)
        ls.sleep(ms)
        return "slept"
    end

    return s
end)

local view = ls.view {
    params = { ms = "integer" },
    messages = { "answered" },
}

function view.init(params)
    return { said = "" }, work.doze(params.ms):to "answered"
end

function view.update.answered(m, value, err)
    m.said = value or err
end

function view.render(m)
    return html[[<output>{m.said}</output>]]
end

return view
