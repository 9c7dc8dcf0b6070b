-- How TodoMVC looks here: the shape that everybody knows, in the colours of the default stylesheet.

return css[[
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
        inset: -3.375rem auto auto 0.25rem; block-size: 3.375rem; inline-size: 2.75rem; display: grid;
        place-content: center; position: absolute; z-index: 2; cursor: pointer; }
    .toggle-all + label::before { content: "❯"; font-size: 1.25rem; line-height: 1; rotate: 90deg; }
    .toggle-all:checked + label { color: var(--ls-text); font-weight: 700; }
    .toggle-all:focus-visible + label { outline: 2px solid var(--ls-accent); outline-offset: -2px; }

    .todo-list { background: var(--ls-surface); border: 1px solid var(--ls-line); border-block-start: 0;
        list-style: none; margin: -0.5rem 0 0; padding: 0.5rem 0 0; }
    .todo-list li { border-block-end: 1px solid var(--ls-line); display: block; padding: 0; position: relative; }
    .todo-list li:last-child { border-block-end: 0; }
    .view { align-items: center; display: flex; gap: 0.25rem; padding: 0.35rem 0.5rem 0.35rem 0.75rem; }
    .view label { flex: 1; font-size: 1.25rem; min-width: 0; overflow-wrap: anywhere; padding: 0.5rem; margin: 0; }
    .toggle { appearance: none; background: none; border: 2px solid var(--ls-edge); border-radius: 50%;
        block-size: 1.75rem; cursor: pointer; display: grid; inline-size: 1.75rem; margin: 0; padding: 0;
        place-content: center; }
    .toggle:checked { border-color: var(--ls-good); color: var(--ls-good); }
    .toggle:checked::before { content: "✓"; font-weight: 700; line-height: 1; }
    li:has(.toggle:checked) label { color: var(--ls-quiet); text-decoration: line-through; }
    .destroy { background: none; border-color: transparent; color: var(--ls-quiet); font-size: 1.5rem; line-height: 1;
        opacity: 0; padding: 0.3rem; }
    .destroy::before { content: "×"; }
    .destroy:hover { color: var(--ls-bad); }
    .todo-list li:hover .destroy, .destroy:focus-visible { opacity: 1; }
    @media (hover: none) { .destroy { opacity: 1; } }
    .todo-list form { display: none; margin: 0; }
    .editing .view { display: none; }
    .todo-list .editing form { display: block; }
    .edit { border-radius: 0; padding-block: 0.65rem; }

    .footer { align-items: center; background: var(--ls-surface); border: 1px solid var(--ls-line);
        border-block-start: 0; border-radius: 0 0 var(--ls-round) var(--ls-round);
        box-shadow: 0 0.5rem 1.5rem #0001; color: var(--ls-quiet); display: grid; font-size: 0.875rem; gap: 0.5rem;
        grid-template-columns: 1fr auto 1fr; margin: 0; min-block-size: 3rem; padding: 0.25rem 1rem; }
    .filters { display: flex; gap: 0.25rem; list-style: none; margin: 0; padding: 0; }
    .filters a { border: 1px solid transparent; border-radius: 0.25rem; color: inherit; display: block;
        padding: 0.15rem 0.5rem; text-decoration: none; }
    .filters a:hover { border-color: var(--ls-line); }
    .filters .selected { border-color: var(--ls-accent); color: var(--ls-text); }
    .clear-completed { background: none; border: 0; color: inherit; font-size: inherit; font-weight: 400;
        justify-self: end; padding: 0.25rem; white-space: nowrap; }
    .clear-completed:hover { text-decoration: underline; }
    .info { color: var(--ls-quiet); font-size: 0.8125rem; margin-block-start: 2.5rem; text-align: center; }
    .info p { margin: 0.25rem 0; }
    @media (width < 30rem) {
        .footer { grid-template-columns: 1fr auto; }
        .filters { grid-area: 2 / 1 / auto / -1; justify-content: center; }
        .clear-completed { grid-area: 1 / 2; }
    }
]]
