-- A to-do list in memory: a form, a keyed list, components of one's own and one that is shipped, and an empty state.
local ls = require "lightspeed"
local t = ls.types

-- What a task may look like. Checked at the boundary, and known to the browser.
local Task = t.form { title = t.string { trim = true, min = 1, max = 80, label = "What needs doing?" } }

local todo = ls.view {
    title = function(m)
        return ("Todo (%d)"):format(#m.tasks)
    end,
    events = {
        check = Task, -- while typing
        add = Task, -- on submit
        toggle = { id = "integer" },
        remove = { id = "integer" },
        "clear",
    },
    css = css[[
        .done label { color: var(--ls-quiet); text-decoration: line-through }
    ]],
}

function todo.init()
    return { tasks = {}, last_id = 0, form = Task:blank() }
end

local function find(m, id)
    for i, task in ipairs(m.tasks) do
        if task.id == id then
            return task, i
        end
    end
end

function todo.update.check(m, form)
    m.form = form
end

function todo.update.add(m, form)
    m.form = form
    if form.valid then
        m.last_id = m.last_id + 1
        m.tasks[#m.tasks + 1] = { id = m.last_id, title = form.values.title, done = false }
        m.form = Task:blank()
    end
end

function todo.update.toggle(m, e)
    local task = find(m, e.id)
    if task then
        task.done = not task.done
    end
end

function todo.update.remove(m, e)
    local task, i = find(m, e.id)
    if task then
        table.remove(m.tasks, i)
    end
end

function todo.update.clear(m)
    local left = {}
    for _, task in ipairs(m.tasks) do
        if not task.done then
            left[#left + 1] = task
        end
    end
    m.tasks = left
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

function todo.render(m)
    return html[[
        <h1>Todo</h1>
        <form ls-change="check" ls-submit="add">
            <ls.input form={m.form} name="title" autocomplete="off" />
            <button>Add</button>
        </form>
        {if #m.tasks == 0 then}
            <p>Nothing to do. Enjoy the day.</p>
        {else}
            <ul>
                {for _, task in ipairs(m.tasks) do}
                    <Item ls-key={task.id} task={task} />
                {end}
            </ul>
            <button ls-click="clear">Clear what is done</button>
        {end}
    ]]
end

return todo
