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

local Todo = { id = "integer", title = Title, completed = "boolean" }

local todomvc = ls.view {
    title = "TodoMVC",
    css = looks,
    params = { filter = Filter },
    events = {
        restore = { todos = t.list(Todo, { max = 1000 }) },
        add = { title = Title },
        toggle = { id = "integer", completed = t.boolean { default = false } },
        toggle_all = { completed = t.boolean { default = false } },
        destroy = { id = "integer" },
        clear = {},
        edit = { id = "integer" },
        save = { id = "integer", title = Title },
        leave = { id = "integer", value = Title },
        discard = { id = "integer" },
    },
}

function todomvc.init(params)
    return { todos = {}, last_id = 0, filter = params.filter, editing = false }
end

function todomvc.params(m, params)
    m.filter = params.filter
end

-- The browser keeps them; see todomvc/public/app.js.
local function kept(m)
    return m, ls.push_event("todos", { todos = m.todos })
end

-- What the browser has kept since the last visit.
function todomvc.update.restore(m, e)
    if #m.todos == 0 then
        for _, todo in ipairs(e.todos) do
            m.last_id = m.last_id + 1
            m.todos[#m.todos + 1] = { id = m.last_id, title = todo.title, completed = todo.completed }
        end
    end
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
    if e.title == "" then
        return m
    end
    m.last_id = m.last_id + 1
    m.todos[#m.todos + 1] = { id = m.last_id, title = e.title, completed = false }
    return kept(m)
end

-- What the box shows is what is meant, however many clicks are under way.
function todomvc.update.toggle(m, e)
    local todo = find(m, e.id)
    if todo then
        todo.completed = e.completed
    end
    return kept(m)
end

function todomvc.update.toggle_all(m, e)
    for _, todo in ipairs(m.todos) do
        todo.completed = e.completed
    end
    return kept(m)
end

function todomvc.update.destroy(m, e)
    destroy(m, e.id)
    return kept(m)
end

function todomvc.update.clear(m)
    for i = #m.todos, 1, -1 do
        if m.todos[i].completed then
            table.remove(m.todos, i)
        end
    end
    return kept(m)
end

-- --- editing: the page shows the field by itself, so that nobody waits to write ---

function todomvc.update.edit(m, e)
    m.editing = find(m, e.id) and e.id
end

-- Whichever of Enter, leaving the field and Escape comes first ends the edit; the others are late.
local function finish(m, id, title)
    local todo = find(m, id)
    if not todo or m.editing ~= id then
        return m
    end
    m.editing = false
    if title == "" then
        destroy(m, id)
    else
        todo.title = title
    end
    return kept(m)
end

function todomvc.update.save(m, e)
    local model, command = finish(m, e.id, e.title)
    return model, ls.focus("#toggle-" .. e.id), command
end

function todomvc.update.leave(m, e)
    return finish(m, e.id, e.value)
end

function todomvc.update.discard(m, e)
    m.editing = m.editing ~= e.id and m.editing
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

local function edit(id)
    return ls.js.push("edit", { id = id }):add_class("editing", "#todo-" .. id):focus("#edit-" .. id)
end

local function discard(id)
    return ls.js
        .push("discard", { id = id })
        :reset("closest form")
        :remove_class("editing", "#todo-" .. id)
        :focus("#toggle-" .. id)
end

local function Item(a)
    local todo = a.todo
    local id = todo.id
    return html[[
        <li id="todo-{id}" class={completed = todo.completed, editing = a.editing}>
            <div class="view">
                <input id="toggle-{id}" class="toggle" type="checkbox" name="completed" checked={todo.completed}
                    aria-label={todo.title} ls-change="toggle" ls-keydown.f2={edit(id)} ls-value-id={id}>
                <label ls-on-dblclick={edit(id)}>{todo.title}</label>
                <button class="destroy" ls-click="destroy" ls-value-id={id} aria-label="Delete {todo.title}"></button>
            </div>
            <form ls-submit="save" ls-value-id={id}>
                <input id="edit-{id}" class="edit" name="title" value={todo.title} maxlength="200" autocomplete="off"
                    aria-label="Edit {todo.title}" ls-blur="leave value" ls-value-id={id}
                    ls-keydown.escape={discard(id)}>
            </form>
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
        <section class="todoapp" ls-hook="Storage">
            <header class="header">
                <h1>todos</h1>
                <form ls-submit={ls.js.push("add"):reset()}>
                    <input class="new-todo" name="title" placeholder="What needs to be done?" maxlength="200"
                        autocomplete="off" aria-label="What needs to be done?" autofocus ls-autofocus>
                </form>
            </header>
            {if #m.todos > 0 then}
                <section class="main">
                    <input id="toggle-all" class="toggle-all" type="checkbox" name="completed" checked={active == 0}
                        ls-change="toggle_all">
                    <label for="toggle-all">Mark all as complete</label>
                    <ul class="todo-list">
                        {for _, todo in ipairs(shown(m)) do}
                            <Item ls-key={todo.id} todo={todo} editing={todo.id == m.editing} />
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

return ls.app():live("/", todomvc):live("/:filter", todomvc):static("todomvc/public"):script "app.js"
