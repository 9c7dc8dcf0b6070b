-- A list that works without a script, for spec/walk/no_script.test.mjs.

local ls = require "lightspeed"
local t = ls.types

local Task = t.form({
    title = t.string { trim = true, min = 1, max = 20, label = "Title" },
    kind = t.enum { "work", "home", default = "home", label = "Kind" },
    urgent = t.boolean { label = "Urgent" },
}, { id = "new" })

local Counter = ls.component { events = { add = { by = "integer" } } }

function Counter.init()
    return { n = 0 }
end

function Counter.update.add(m, e)
    m.n = m.n + e.by
end

function Counter.render(m)
    return html[[
        <form id="counter" ls-submit="add" ls-value-by={m.n + 1}><b id="n">{m.n}</b><button>more</button></form>
    ]]
end

local view = ls.view {
    title = "Tasks",
    params = { list = t.string { default = "mine" } },
    events = { save = Task, remove = { id = "integer" }, "leave" },
}

function view.init(params)
    return { list = params.list, form = Task:blank(), tasks = {} }
end

function view.update.save(m, form)
    m.form = form
    m.button = form.submitter and form.submitter.value
    if form.valid then
        m.tasks[#m.tasks + 1] = form.values
        m.form = Task:blank()
    end
end

function view.update.remove(m, e)
    table.remove(m.tasks, e.id)
end

function view.update.leave(m)
    return m, ls.navigate "/thanks"
end

function view.render(m)
    return html[[
        <h1>{m.list}</h1>
        <form id="save" ls-submit="save">
            <ls.input form={m.form} name="title" />
            <ls.select form={m.form} name="kind" />
            <ls.input form={m.form} name="urgent" />
            <button>Add</button> <button name="how" value="twice">Add twice</button>
        </form>
        <ul>
            {for i, task in ipairs(m.tasks) do}
                <li ls-key={i}>
                    {task.title} {task.kind} {task.urgent and "urgent" or ""}
                    <form ls-submit="remove" ls-value-id={i}><button>Remove</button></form>
                </li>
            {end}
        </ul>
        <p id="button">{m.button}</p>
        <Counter />
        <form id="leave" ls-submit="leave"><button>Leave</button></form>
        <a href={ls.path(view, { list = "yours" })} ls-patch>yours</a>
    ]]
end

local thanks = ls.view { title = "Thanks" }

function thanks.render()
    return html[[<h1>Thanks</h1>]]
end

return ls.app():live("/", view):live("/thanks", thanks)
