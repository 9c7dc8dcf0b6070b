// Nodes on their way out of the page. One with ls-removed does what that says and stays until its transitions are over;
// for the mirror, and for everybody else, it is gone: it cannot be used, and what takes its id takes its place at once.

import { longestOf, run } from "./commands";

const leaving = new Map<Node, string>();

/** These are no longer part of the page. */
export function leave(nodes: Iterable<ChildNode>) {
    for (const node of nodes) {
        const element = node as HTMLElement;
        const text = element.getAttribute?.("ls-removed");
        if (leaving.has(node)) continue;
        const ms = text?.[0] === "[" && longestOf(() => run(JSON.parse(text), { element, push() {} }));
        if (!ms) {
            node.remove();
            continue;
        }
        leaving.set(node, element.id);
        element.removeAttribute("id");
        element.inert = true;
        setTimeout(goneFor, ms, node);
    }
}

function goneFor(node: ChildNode) {
    leaving.delete(node);
    node.remove();
}

/** The page has changed: who is back is not seen twice. */
export function leaveAll() {
    for (const [node, id] of leaving) if (id && document.getElementById(id)) goneFor(node as ChildNode);
}
