-- The story page: every shipped component, what can be changed about it, and the markup that makes it so. It is a
-- live view like any other; `lightspeed stories` serves it.

local Guests = require "lightspeed.stories.guests"
local knobs = require "lightspeed.stories.knobs"
local ls = require "lightspeed"
local markup = require "lightspeed.stories.markup"
local t = ls.types

-- A story: { name, tag, about, knobs, variants, show = function(values, id) … end, fixed?, body? }
local stories = {}
for _, group in ipairs { "fields", "lists", "page", "numbers" } do
    for _, story in ipairs(require("lightspeed.stories." .. group)) do
        stories[#stories + 1] = story
    end
end

local function find(name)
    for _, story in ipairs(stories) do
        if story.name == name then
            return story
        end
    end
end

local looks = css[[
    .stories { display: grid; gap: 1.5rem 2.5rem; grid-template-columns: 9rem minmax(0, 1fr); }
    .stories > nav { align-items: start; }
    .stories > nav ul { align-items: start; flex-direction: column; gap: 0.35rem; inset-block-start: 1.5rem;
        position: sticky; }
    .example { border: 1px solid var(--ls-line); border-radius: var(--ls-round); margin-block-end: 1rem; }
    .stage { overflow-x: auto; padding: 1.25rem 1.25rem 0.5rem; }
    .example pre { border-block-start: 1px solid var(--ls-line); border-radius: 0; margin: 0; white-space: pre-wrap; }
    .knobs { display: grid; gap: 0 1.25rem; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); }
    .knobs .ls-field:has([type="checkbox"]), .knobs > button { align-self: end; }
    .knobs .ls-field:has([type="checkbox"]) { padding-block-end: 0.5rem; }
    .knobs > button { margin-block-end: 1rem; }
    @media (max-width: 40rem) {
        .stories { grid-template-columns: minmax(0, 1fr); }
        .stories > nav ul { flex-direction: row; gap: 0.25rem 1rem; position: static; }
    }
]]

local view = ls.view {
    css = looks,
    title = function(m)
        return "ls." .. m.story .. " · stories"
    end,
    params = { story = t.string { max = 40, optional = true } },
    events = {
        set = { knob = "string", value = "string?" },
        sort = { by = "string", descending = "boolean" },
        page = { page = "integer" },
        show = { tab = "string" },
        rows = Guests,
        "dismiss",
        "reset",
    },
}

function view.init(params)
    local story = find(params.story) or stories[1]
    return { story = story.name, knobs = {}, said = false }
end

-- --- what happens ---

function view.update.set(m, e)
    for _, knob in ipairs(find(m.story).knobs) do
        if knob.name == e.knob then
            m.knobs[knob.name] = knobs.read(knob, e.value)
        end
    end
end

function view.update.reset(m)
    m.knobs, m.said = {}, false
end

function view.update.sort(m, e)
    m.knobs.sort, m.knobs.descending = e.by, e.descending
    m.said = ('sort { by = "%s", descending = %s }'):format(e.by, tostring(e.descending))
end

function view.update.page(m, e)
    m.knobs.page = e.page
    m.said = ("page { page = %d }"):format(e.page)
end

function view.update.show(m, e)
    m.knobs.selected = e.tab
    m.said = ('show { tab = "%s" }'):format(e.tab)
end

function view.update.rows(m, form)
    local names = {}
    for i, guest in ipairs(form.values.guests) do
        names[i] = ("%q"):format(guest.name or "")
    end
    m.knobs.form = form
    m.said = ("rows { %s }"):format(table.concat(names, ", "))
end

function view.update.dismiss(m)
    m.knobs.text = ""
    m.said = "dismiss"
end

-- --- what shows ---

local function Knob(a)
    local knob, id = a.knob, "knob-" .. a.knob.name
    local value = a.value
    if knob.kind == "choice" then
        return html[[
            <ls.select id={id} name="value" label={knob.name} options={knob.options} value={value} ls-change="set"
                ls-value-knob={knob.name} />
        ]]
    elseif knob.kind == "flag" then
        return html[[
            <ls.input id={id} name="value" type="checkbox" label={knob.name} checked={value} ls-change="set"
                ls-value-knob={knob.name} />
        ]]
    elseif knob.kind == "form" then
        return nil
    end
    return html[[
        <ls.input id={id} name="value" type={knob.kind} label={knob.name} value={value} ls-change="set"
            ls-value-knob={knob.name} autocomplete="off" />
    ]]
end

local function Example(a)
    local values = knobs.values(a.story, a.knobs)
    return html[[
        <section class="example" aria-label={a.title}>
            <div class="stage">{a.story.show(values, a.id)}</div>
            <pre><code>{markup.of(a.story, values)}</code></pre>
        </section>
    ]]
end

local function value_of(knob, given)
    if given[knob.name] == nil then
        return knob.default
    end
    return given[knob.name]
end

function view.render(m)
    local story = find(m.story)
    return html[[
        <div class="stories">
            <nav aria-label="Components">
                <ul role="list">
                    {for _, one in ipairs(stories) do}
                        <li ls-key={one.name}>
                            <ls.link navigate="/{one.name}" current={one == story}>{one.name}</ls.link>
                        </li>
                    {end}
                </ul>
            </nav>
            <article>
                <h1>{story.name}</h1>
                <p>{story.about}</p>
                <Example title="Example" story={story} knobs={m.knobs} id="example" />
                <form class="knobs" aria-label="Knobs">
                    {for _, knob in ipairs(story.knobs) do}
                        <Knob ls-key={knob.name} knob={knob} value={value_of(knob, m.knobs)} />
                    {end}
                    <button type="button" ls-click="reset">As it was</button>
                </form>
                <p role="status">{m.said and "The last event: "}{if m.said then}<code>{m.said}</code>{end}</p>
                {for number, variant in ipairs(story.variants) do}
                    <div ls-key={number}>
                        <h2>{variant.title}</h2>
                        <Example title={variant.title} story={story} knobs={variant.knobs} id="variant-{number}" />
                    </div>
                {end}
            </article>
        </div>
    ]]
end

return ls.app({ css = css[[ :root { --ls-measure: 58rem; } ]] }):live("/", view):live("/:story", view)
