-- How the board looks: columns beside each other, above each other where there is no room.

return css[[
    .new { display: flex; gap: 0.5rem; margin-block-end: 1rem; max-inline-size: 34rem; }
    .new input { flex: 1; min-inline-size: 0; }
    .board { align-items: stretch; display: grid; gap: 1rem; min-block-size: 12rem;
        grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
    .column { background: var(--ls-surface); border: 1px solid var(--ls-line); border-radius: var(--ls-round);
        padding: 0.75rem; }
    .column h2 { font-size: 1rem; margin: 0 0 0.5rem; }
    .column small { color: var(--ls-quiet); font-weight: 400; }
    .column ul { list-style: none; margin: 0; min-block-size: 4rem; padding: 0; }
    .dragging .column { border-style: dashed; }

    .card { align-items: center; background: var(--ls-page); border: 1px solid var(--ls-line); cursor: grab;
        border-radius: var(--ls-round); display: flex; gap: 0.25rem; margin: 0 0 0.5rem; padding: 0.25rem; }
    .card span { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
    .card button { background: none; border-color: transparent; color: var(--ls-quiet); line-height: 1;
        min-inline-size: 1.75rem; padding: 0.4rem 0; }
    .card .remove:hover { color: var(--ls-bad); }
    .dragging .card > * { pointer-events: none; }
    .dragged { opacity: 0.5; }
    .over { border-block-start-color: var(--ls-accent); box-shadow: 0 -0.2rem 0 var(--ls-accent); }
    .carried { border-color: var(--ls-accent); box-shadow: 0 0.5rem 1.25rem #0003; }
    .hint { color: var(--ls-quiet); font-size: 0.875rem; margin-block-start: 1rem; }
]]
