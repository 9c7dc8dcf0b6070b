-- TodoMVC, as its application specification has it: the markup and the class names that everybody uses, every
-- behaviour, routes that are real addresses, and looks of its own.

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

local looks = css[[
    .todoapp { margin-block-start: clamp(0rem, 4vh, 2.5rem); margin-inline: auto; max-width: 34rem; }
    .header h1 { color: var(--ls-accent); font-size: clamp(3rem, 2rem + 8vw, 5rem); font-weight: 200;
        letter-spacing: -0.03em; margin: 0 0 0.25em; text-align: center; }
    .new-todo, .edit { border-radius: var(--ls-round); font-size: 1.25rem; padding: 0.85rem 1rem 0.85rem 3.25rem; }
    .new-todo { box-shadow: 0 0.125rem 0.75rem #0001; }
    .header form, .main { margin: 0; position: relative; }
    .header form { z-index: 1; }
    .new-todo::placeholder { color: var(--ls-quiet); font-style: italic; opacity: 1; }

    .toggle-all { appearance: none; block-size: 1px; border: 0; inline-size: 1px; margin: 0; opacity: 0; padding: 0;
        position: absolute; }
    .toggle-all + label { border-radius: var(--ls-round); color: var(--ls-quiet); font-size: 0;
        inset: -3.2rem auto auto 0.25rem; block-size: 2.75rem; inline-size: 2.75rem; display: grid;
        place-content: center; position: absolute; z-index: 2; cursor: pointer; }
    .toggle-all + label::before { content: "❯"; font-size: 1.25rem; rotate: 90deg; }
    .toggle-all:checked + label { color: var(--ls-text); font-weight: 700; }
    .toggle-all:focus-visible + label { outline: 2px solid var(--ls-accent); outline-offset: -2px; }

    .todo-list { background: var(--ls-surface); border: 1px solid var(--ls-line); border-block-start: 0; list-style: none;
        margin: -0.5rem 0 0; padding: 0.5rem 0 0; }
    .todo-list li { border-block-end: 1px solid var(--ls-line); display: block; padding: 0; position: relative; }
    .todo-list li:last-child { border-block-end: 0; }
    .view { align-items: center; display: flex; gap: 0.25rem; padding: 0.35rem 0.5rem 0.35rem 0.75rem; }
    .view label { flex: 1; font-size: 1.25rem; min-width: 0; overflow-wrap: anywhere; padding: 0.5rem; margin: 0;
        transition: color 0.2s; }
    .toggle { appearance: none; background: none; border: 2px solid var(--ls-edge); border-radius: 50%; cursor: pointer;
        display: grid; block-size: 1.75rem; inline-size: 1.75rem; margin: 0; padding: 0; place-content: center; }
    .toggle:checked { border-color: var(--ls-good); color: var(--ls-good); }
    .toggle:checked::before { content: "✓"; font-weight: 700; line-height: 1; }
    .completed label { color: var(--ls-quiet); text-decoration: line-through; }
    .destroy { background: none; border-color: transparent; color: var(--ls-quiet); font-size: 1.5rem; line-height: 1;
        opacity: 0; padding: 0.3rem; }
    .destroy::before { content: "×"; }
    .destroy:hover { color: var(--ls-bad); }
    .todo-list li:hover .destroy, .destroy:focus-visible { opacity: 1; }
    @media (hover: none) { .destroy { opacity: 1; } }
    .editing .view { display: none; }
    .todo-list form { margin: 0; }
    .edit { border-radius: 0; padding-block: 0.65rem; }

    .footer { align-items: center; background: var(--ls-surface); border: 1px solid var(--ls-line); border-block-start: 0;
        border-radius: 0 0 var(--ls-round) var(--ls-round); box-shadow: 0 0.5rem 1.5rem #0001; color: var(--ls-quiet);
        display: grid; font-size: 0.875rem; gap: 0.5rem; grid-template-columns: 1fr auto 1fr; margin: 0;
        min-block-size: 3rem; padding: 0.25rem 1rem; }
    .filters { display: flex; gap: 0.25rem; list-style: none; margin: 0; padding: 0; }
    .filters a { border: 1px solid transparent; border-radius: 0.25rem; color: inherit; display: block;
        padding: 0.15rem 0.5rem; text-decoration: none; }
    .filters a:hover { border-color: var(--ls-line); }
    .filters .selected { border-color: var(--ls-accent); color: var(--ls-text); }
    .clear-completed { background: none; border: 0; color: inherit; font-size: inherit; font-weight: 400;
        justify-self: end; padding: 0.25rem; }
    .clear-completed:hover { text-decoration: underline; }
    .info { color: var(--ls-quiet); font-size: 0.8125rem; margin-block-start: 2.5rem; text-align: center; }
    .info p { margin: 0.25rem 0; }
    @media (width < 30rem) {
        .footer { grid-template-columns: 1fr auto; }
        .filters { grid-area: 2 / 1 / auto / -1; justify-content: center; }
        .clear-completed { grid-area: 1 / 2; }
    }
]]

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
