-- Whatever a visitor gives, by the address or by a form, is shown in every place that a page has.
local ls = require "lightspeed"
local t = ls.types

local hostile = ls.view {
    title = function(m)
        return m.text
    end,
    params = { text = t.string { default = "" } },
    events = { say = { text = "string" } },
}

function hostile.init(params)
    return { text = params.text }
end

function hostile.update.say(m, e)
    m.text = e.text
end

function hostile.render(m)
    local text = m.text
    return html[[
        <main>
            <h1 id="text">{text}</h1>
            <p id="between">before {text} after</p>
            <p id="attribute" title={text}>An attribute</p>
            <p id="part" title="before {text} after">A part of one</p>
            <p id="class" class={"name", text}>A class</p>
            <a id="link" href={text}>A link</a>
            <a id="path" href="/path/{text}">A part of a link</a>
            <img id="image" src={text} alt={text}>
            <form id="form" action={text}><button id="go" formaction={text}>Go</button></form>
            <textarea id="area">{text}</textarea>
            <select><option id="option" value={text}>{text}</option></select>
            <ul>{for i = 1, 2 do}<li ls-key={text .. i}>{text}</li>{end}</ul>
            <form id="say" ls-submit="say"><input name="text" value={text}><button>Say</button></form>
        </main>
    ]]
end

return hostile
