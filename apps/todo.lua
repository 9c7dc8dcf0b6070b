-- A to-do list that is kept in a database, and live for all who look: a form, a keyed list, a service and a topic.
local ls = require "lightspeed"
local t = ls.types

-- What a task may look like. Checked at the boundary, and known to the browser.
local Task = t.form { title = t.string { trim = true, min = 1, max = 80, label = "What needs doing?" } }

-- A service runs on a worker thread, owns the database, and may take its time.
local todos = ls.service("todos", function()
    local db = ls.db "todo.db"

    db:migrate {
        [[create table todos (
            id    integer primary key,
            title text not null,
            done  boolean not null default false)]],
    }

    local s = {}

    function s.all()
        return db:all "select * from todos order by done, id"
    end

    function s.add(task)
        db:run("insert into todos (title) values (?)", task.title)
        ls.broadcast("todos", "changed")
    end

    function s.toggle(id)
        db:run("update todos set done = not done where id = ?", id)
        ls.broadcast("todos", "changed")
    end

    function s.remove(id)
        db:run("delete from todos where id = ?", id)
        ls.broadcast("todos", "changed")
    end

    return s
end)

local view = ls.view {
    title = "Todo",
    events = {
        check = Task, -- while typing
        save = Task, -- on submit
        toggle = { id = "integer" },
        remove = { id = "integer" },
    },
    messages = { "loaded", "changed" },
    css = css[[
        .done label { color: var(--ls-quiet); text-decoration: line-through }
    ]],
}

function view.init()
    return { todos = {}, form = Task:blank() }, ls.subscribe "todos", todos.all():to "loaded"
end

function view.update.loaded(m, rows)
    m.todos = rows or m.todos
end

function view.update.changed(m)
    return m, todos.all():to "loaded"
end

function view.update.check(m, form)
    m.form = form
end

function view.update.save(m, form)
    if form.valid then
        m.form = Task:blank()
        return m, todos.add(form.values), ls.focus "#new input"
    end
    m.form = form
end

function view.update.toggle(m, e)
    return m, todos.toggle(e.id)
end

function view.update.remove(m, e)
    return m, todos.remove(e.id)
end

local function Item(a)
    local task = a.task
    return html[[
        <li class={"task", done = task.done}>
            <label>
                <input type="checkbox" checked={task.done} ls-click="toggle" ls-value-id={task.id}>
                {task.title}
            </label>
            <button ls-click="remove" ls-value-id={task.id} aria-label="Remove {task.title}">×</button>
        </li>
    ]]
end

function view.render(m)
    return html[[
        <h1>Todo</h1>
        <form id="new" ls-change="check" ls-submit="save">
            <ls.input form={m.form} name="title" autocomplete="off" />
            <button>Add</button>
        </form>
        {if #m.todos == 0 then}
            <p>Nothing to do. Enjoy the day.</p>
        {else}
            <ul>
                {for _, task in ipairs(m.todos) do}
                    <Item ls-key={task.id} task={task} />
                {end}
            </ul>
        {end}
    ]]
end

return view
