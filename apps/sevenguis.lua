-- The seven tasks of 7GUIs, each a view of its own in apps/sevenguis/, one click from each other.

local ls = require "lightspeed"
local tasks = require "sevenguis.tasks"

local home = ls.view {
    title = "Seven GUIs",
    css = css[[
        ol { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); list-style: none;
            padding: 0; }
        li { background: var(--ls-surface); border: 1px solid var(--ls-line); border-radius: var(--ls-round);
            padding: 1rem 1.25rem; position: relative; }
        li:hover { border-color: var(--ls-accent); }
        h2 { font-size: 1.125rem; margin: 0 0 0.25rem; }
        h2 a { text-decoration: none; }
        h2 a::after { content: ""; inset: 0; position: absolute; }
        li p { color: var(--ls-quiet); margin: 0; }
    ]],
}

function home.init()
    return {}
end

function home.render()
    return html[[
        <tasks.Nav />
        <h1>Seven GUIs</h1>
        <p>Seven small tasks with which toolkits for user interfaces are compared.</p>
        <ol>
            {for _, task in ipairs(tasks) do}
                <li>
                    <h2><a href={task.path} ls-navigate>{task.name}</a></h2>
                    <p>{task.about}</p>
                </li>
            {end}
        </ol>
    ]]
end

local app =
    ls.app({ css = css[[ :root { --ls-measure: 58rem; } nav + h1 { margin-block-start: 1.5rem; } ]] })
        :live("/", home)
for _, task in ipairs(tasks) do
    app:live(task.path, require("sevenguis" .. task.path:gsub("/", ".")))
end
return app
