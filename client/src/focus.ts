// Moving nodes that are in the page without the person noticing: focus, caret, selection, scroll and running media
// stay. Browsers that know `moveBefore` do it themselves; for others it is put back afterwards.

type Movable = ParentNode & Node & { moveBefore?(node: Node, before: Node | null): void };
type Field = HTMLInputElement;

/** Moves `nodes`, which are in the page, in front of `before`, or to the end of `parent`. */
export function moveNodes(nodes: Node[], parent: Node, before: Node | null) {
    const target = parent as Movable;
    if (target.moveBefore && target.isConnected) for (const node of nodes) target.moveBefore(node, before);
    else keepFocus(nodes, () => nodes.forEach((node) => void target.insertBefore(node, before)));
}

function keepFocus(nodes: Node[], move: () => void) {
    const active = document.activeElement as Field | null;
    if (!active || !nodes.some((node) => node.contains(active))) return move();
    const scrolls = scrollsAbove(active);
    const { selectionStart, selectionEnd, selectionDirection } = active;
    move();
    active.focus({ preventScroll: true });
    // Null, and not to be set, for fields without a caret: checkboxes, numbers, buttons.
    if (typeof selectionStart === "number")
        active.setSelectionRange(selectionStart, selectionEnd, selectionDirection!);
    for (const [element, scroll] of scrolls) Object.assign(element, scroll);
}

function scrollsAbove(active: Element): [Element, { scrollLeft: number; scrollTop: number }][] {
    const scrolls: ReturnType<typeof scrollsAbove> = [];
    for (let element: Element | null = active; element; element = element.parentElement) {
        const { scrollLeft, scrollTop } = element;
        scrolls.push([element, { scrollLeft, scrollTop }]);
    }
    return scrolls;
}
