-- Every place in which a template lets a text stand, once for each of a list of texts. What is told of a place by its
-- `data-is` is known to spec/proof/support/contexts.ts.
local ls = require "lightspeed"
local t = ls.types

local view = ls.view {
    title = function(m)
        return m.texts[1] or ""
    end,
    events = { say = { texts = t.list "string", loads = "boolean" } },
}

function view.init()
    return { texts = {}, loads = false }
end

function view.update.say(m, e)
    m.texts, m.loads = e.texts, e.loads
end

-- What raises is refused; the page goes on without it.
local function tried(make)
    local ok, made = pcall(make)
    return ok and made or "refused"
end

local function Part(a, slot)
    return html[[
        <div data-is="component" title={a.text}>{a.text}</div>
        <div data-is="content">{slot()}</div>
        <div data-is="named">{slot.named(a.text)}</div>
    ]]
end

local function Texts(a)
    local s = a.s
    return html[[
        <p data-is="sole">{s}</p>
        <p data-is="between">[{s}]</p>
        <p data-is="beside">{s}<br>{s}</p>
        <p data-is="nested">{html[=[<b>{s}</b>]=]}</p>
        <p data-is="chosen">{if s ~= "plain" then}<i>{s}</i>{else}plain{end}</p>
        <p data-is="rows">{for i = 1, 2 do}{s} {end}</p>
        <p data-is="keyed">{for i = 1, 2 do}<b ls-key={i .. s}>{s}</b>{end}</p>
        <pre data-is="pre">{s}</pre>
        <table><tbody><tr><td data-is="cell">{s}</td></tr></tbody></table>
        <textarea data-is="textarea">{s}</textarea>
        <textarea data-is="textareaBetween">[{s}]</textarea>
        <select><option data-is="option" value={s}>{s}</option></select>
        <button data-is="button">{s}</button>
        <svg><text data-is="svgText">{s}</text><title data-is="svgTitle">{s}</title></svg>
        <svg><foreignObject><p data-is="foreign">{s}</p></foreignObject></svg>
        <math><mi data-is="math">{s}</mi></math>
        <Part text={s}>{s}<:named let="given">{given}</:named></Part>
    ]]
end

local function Attributes(a)
    local s = a.s
    return html[[
        <i data-is="attribute" title={s}></i>
        <i data-is="double" title="[{s}]"></i>
        <i data-is="single" title='[{s}]'></i>
        <i data-is="joined" title="{s}{s}"></i>
        <i data-is="data" data-any={s}></i>
        <i data-is="aria" aria-label={s}></i>
        <i data-is="id" id={s}></i>
        <input data-is="input" value={s}>
        <input data-is="placeholder" placeholder={s}>
        <i data-is="class" class={"one", s}></i>
        <i data-is="classJoined" class="one {s}"></i>
        <i data-is="value" ls-value-text={s}></i>
        <i data-is="event" ls-click={s}></i>
        <i data-is="spread" {({ title = s })}></i>
        <p data-is="spreadName">{tried(function() return html[=[<i {({ [s] = "v" })}></i>]=] end)}</p>
        <p data-is="color">{tried(function() return html[=[<i style={color = s}></i>]=] end)}</p>
        <p data-is="background">
            {tried(function() return html[=[<i style={background = s, top = "1px"}></i>]=] end)}
        </p>
        <svg><path data-is="path" d={s} fill={s} /></svg>
    ]]
end

local function Addresses(a)
    local s = a.s
    return html[[
        <a data-is="url:href" href={s}></a>
        <a data-is="url:href:twice" href="{s}{s}"></a>
        <a data-is="url:href:path" href="/path/{s}"></a>
        <a data-is="url:ping" href="/" ping={s}></a>
        <a data-is="url:href:spread" {({ href = s })}></a>
        <a data-is="url:HREF:upper" {({ HREF = s })}></a>
        <map><area data-is="url:href:area" href={s}></map>
        <form data-is="url:action" action={s}></form>
        <button data-is="url:formaction" formaction={s}></button>
        <input data-is="url:formaction:input" type="submit" formaction={s}>
        <blockquote data-is="url:cite" cite={s}></blockquote>
        <q data-is="url:cite:q" cite={s}></q>
        <svg><a data-is="url:xlink:href" xlink:href={s}></a><a data-is="url:href:svg" href={s}></a></svg>
        <svg><use data-is="url:href:use" href={s} /></svg>
        <math><mi data-is="url:href:math" href={s}>x</mi></math>
    ]]
end

-- These load what stands in them.
local function Loading(a)
    local s = a.s
    return html[[
        <img data-is="url:src" src={s} alt="">
        <video data-is="url:poster" poster={s}></video>
        <audio data-is="url:src:audio" src={s}></audio>
        <iframe data-is="url:src:iframe" src={s}></iframe>
        <embed data-is="url:src:embed" src={s}>
        <object data-is="url:data" data={s}></object>
        <input data-is="url:src:input" type="image" src={s} alt="">
        <svg><image data-is="url:href:image" href={s} /></svg>
        <svg><image data-is="url:xlink:href:image" {({ ["xlink:href"] = s })} /></svg>
    ]]
end

function view.render(m)
    return html[[
        <main>
            {for i, s in ipairs(m.texts) do}
                <section ls-key={i}>
                    <Texts s={s} /><Attributes s={s} /><Addresses s={s} />
                    {if m.loads then}<Loading s={s} />{end}
                </section>
            {end}
        </main>
    ]]
end

return view
