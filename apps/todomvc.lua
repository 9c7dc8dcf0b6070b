-- TodoMVC, as its application specification has it: the markup and the class names that everybody uses, every
-- behaviour, routes that are real addresses, and looks of its own.

local looks = require "todomvc.looks"
local ls = require "lightspeed"
local t = ls.types

local Title = t.string { trim = true, max = 200 }
local Filter = t.enum { "all", "active", "completed", default = "all" }

-- In the order of the links below the list.
local FILTERS = {
    { name = "all", label = "All", path = "/" },
    { name = "active", label = "Active", path = "/active" },
    { name = "completed", label = "Completed", path = "/completed" },
}

local todomvc = ls.view {
    title = "TodoMVC",
    css = looks,
    params = { filter = Filter },
    events = {
        add = { title = Title },
        toggle = { id = "integer", completed = t.boolean { default = false } },
        toggle_all = { completed = t.boolean { default = false } },
        edit = { id = "integer" },
        save = { id = "integer", title = Title },
        discard = { id = "integer" },
        destroy = { id = "integer" },
        clear = {},
    },
}

function todomvc.init(params)
    return { todos = {}, last_id = 0, filter = params.filter, editing = false }
end

function todomvc.params(m, params)
    m.filter = params.filter
    m.editing = false
end

local function find(m, id)
    for i, todo in ipairs(m.todos) do
        if todo.id == id then
            return todo, i
        end
    end
end

local function destroy(m, id)
    local _, i = find(m, id)
    if i then
        table.remove(m.todos, i)
    end
end

function todomvc.update.add(m, e)
    if e.title ~= "" then
        m.last_id = m.last_id + 1
        m.todos[#m.todos + 1] = { id = m.last_id, title = e.title, completed = false }
    end
end

-- What the box shows is what is meant, however many clicks are under way.
function todomvc.update.toggle(m, e)
    local todo = find(m, e.id)
    if todo then
        todo.completed = e.completed
    end
end

function todomvc.update.toggle_all(m, e)
    for _, todo in ipairs(m.todos) do
        todo.completed = e.completed
    end
end

function todomvc.update.edit(m, e)
    m.editing = find(m, e.id) and e.id
end

-- Enter, and leaving the field: whichever comes first ends the edit, and the other is late.
function todomvc.update.save(m, e)
    local todo = find(m, e.id)
    if not todo or m.editing ~= e.id then
        return
    end
    m.editing = false
    if e.title == "" then
        destroy(m, e.id)
    else
        todo.title = e.title
    end
end

function todomvc.update.discard(m, e)
    m.editing = m.editing ~= e.id and m.editing
end

function todomvc.update.destroy(m, e)
    destroy(m, e.id)
end

function todomvc.update.clear(m)
    local left = {}
    for _, todo in ipairs(m.todos) do
        if not todo.completed then
            left[#left + 1] = todo
        end
    end
    m.todos = left
end

local function shown(m)
    local list = {}
    for _, todo in ipairs(m.todos) do
        if m.filter == "all" or todo.completed == (m.filter == "completed") then
            list[#list + 1] = todo
        end
    end
    return list
end

local function count_active(m)
    local count = 0
    for _, todo in ipairs(m.todos) do
        count = count + (todo.completed and 0 or 1)
    end
    return count
end

local function Todo(a)
    local todo = a.todo
    return html[[
        <li class={completed = todo.completed, editing = a.editing}>
            <div class="view">
                <input class="toggle" type="checkbox" name="completed" checked={todo.completed} ls-change="toggle"
                    ls-value-id={todo.id} ls-keydown.f2="edit" aria-label={todo.title}>
                <label ls-on-dblclick="edit" ls-value-id={todo.id}>{todo.title}</label>
                <button class="destroy" ls-click="destroy" ls-value-id={todo.id}
                    aria-label="Delete {todo.title}"></button>
            </div>
            {if a.editing then}
                <form ls-submit="save" ls-value-id={todo.id}>
                    <input class="edit" name="title" value={todo.title} maxlength="200" aria-label="New title"
                        ls-autofocus ls-blur="save" ls-keydown.escape="discard" ls-value-id={todo.id}>
                </form>
            {end}
        </li>
    ]]
end

local function Footer(a)
    local m, active = a.model, a.active
    return html[[
        <footer class="footer">
            <span class="todo-count"><strong>{active}</strong> {active == 1 and "item" or "items"} left</span>
            <ul class="filters" aria-label="Show">
                {for _, filter in ipairs(FILTERS) do}
                    <li><a href={filter.path} class={selected = filter.name == m.filter} ls-patch
                        aria-current={filter.name == m.filter and "page"}>{filter.label}</a></li>
                {end}
            </ul>
            {if active < #m.todos then}
                <button class="clear-completed" ls-click="clear">Clear completed ({#m.todos - active})</button>
            {end}
        </footer>
    ]]
end

function todomvc.render(m)
    local active = count_active(m)
    return html[[
        <section class="todoapp">
            <header class="header">
                <h1>todos</h1>
                <form ls-submit="add">
                    <input class="new-todo" name="title" placeholder="What needs to be done?" maxlength="200"
                        autocomplete="off" aria-label="What needs to be done?" autofocus>
                </form>
            </header>
            {if #m.todos > 0 then}
                <section class="main">
                    <input id="toggle-all" class="toggle-all" type="checkbox" name="completed" checked={active == 0}
                        ls-change="toggle_all">
                    <label for="toggle-all">Mark all as complete</label>
                    <ul class="todo-list">
                        {for _, todo in ipairs(shown(m)) do}
                            <Todo ls-key={todo.id} todo={todo} editing={todo.id == m.editing} />
                        {end}
                    </ul>
                </section>
                <Footer model={m} active={active} />
            {end}
        </section>
        <footer class="info">
            <p>Double-click to edit a todo, or press F2 on its box</p>
            <p>After the specification of TodoMVC</p>
        </footer>
    ]]
end

return ls.app():live("/", todomvc):live("/:filter", todomvc)
