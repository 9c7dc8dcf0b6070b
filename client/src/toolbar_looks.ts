/** The toolbar's own style sheet. */
export const LOOKS = `
:host { all: initial; }
section { position: fixed; inset: auto 8px 8px auto; z-index: 2147483647; max-width: calc(100vw - 16px);
    display: flex; flex-direction: column-reverse; align-items: flex-end; gap: 6px;
    font: 13px/1.4 system-ui, sans-serif; color: #1b1f24; }
section > div:not([hidden]) { display: flex; flex-direction: column; gap: 6px; width: 640px; max-width: 100%;
    padding: 8px; background: #fff; border: 1px solid #8c959f; border-radius: 8px; box-shadow: 0 4px 16px #0003;
    box-sizing: border-box; }
button { font: inherit; color: inherit; padding: 2px 8px; background: #f3f4f6; border: 1px solid #8c959f;
    border-radius: 6px; cursor: pointer; }
button:disabled { color: #6b7280; cursor: default; }
:host([data-past]) section > button { background: #ffd166; }
[role=toolbar] { display: flex; flex-wrap: wrap; gap: 4px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 8px; }
.columns > * { max-height: 240px; overflow: auto; margin: 0; }
ol { padding: 0; list-style: none; border: 1px solid #d0d7de; border-radius: 6px; }
li { padding: 2px 6px; cursor: pointer; }
li small { color: #57606a; }
li.failed b { color: #b42318; }
li[aria-selected=true] { background: #dbeafe; }
pre { margin: 0 0 6px; white-space: pre-wrap; font: 12px/1.4 ui-monospace, monospace; }
code { font: 12px/1.4 ui-monospace, monospace; color: #0a3069; }
details > :not(summary) { margin-left: 14px; }
output:empty { display: none; }
:focus-visible { outline: 2px solid #0969da; outline-offset: 1px; }
@media (prefers-color-scheme: dark) {
    section { color: #e6edf3; }
    section > div:not([hidden]) { background: #161b22; }
    button { background: #21262d; }
    button:disabled, li small { color: #9da7b3; }
    li[aria-selected=true] { background: #1f3a5f; }
    li.failed b { color: #ff7b72; }
    code { color: #a5d6ff; }
    :host([data-past]) section > button { color: #1b1f24; }
}
`;
