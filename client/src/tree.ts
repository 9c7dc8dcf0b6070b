// A model as a tree that one can open and close.

const OPEN_DEPTH = 2;

/** An element, with its text or its children. */
export function make(
    name: string,
    content: string | Node[] = [],
    attributes: Record<string, string> = {},
): HTMLElement {
    const element = document.createElement(name);
    element.append(...(typeof content === "string" ? [content] : content));
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
}

/** Whatever JSON can say, under its name. */
export function treeOf(name: string, value: unknown, depth = 0): HTMLElement {
    const key = make("b", name);
    if (typeof value !== "object" || value === null)
        return make("div", [key, document.createTextNode(" "), make("code", JSON.stringify(value))]);
    const parts = Object.entries(value);
    const size = Array.isArray(value) ? `[${parts.length}]` : `{${parts.length}}`;
    const first = Array.isArray(value) ? 1 : 0; // Lua counts from 1
    const children = parts.map(([part, inner]) => treeOf(first ? `${+part + first}` : part, inner, depth + 1));
    const tree = make("details", [make("summary", [key, document.createTextNode(` ${size}`)]), ...children]);
    if (depth < OPEN_DEPTH) tree.setAttribute("open", "");
    return tree;
}
