// The elements that nested views stand in: parts of a page that belong to another session, known by its ticket.
// Whoever writes the page around them puts them where the host says and never looks inside.

/** Its attribute. */
export const NESTED = "ls-live";

const elements = new Map<string, Element>();

/** What the host wrote as HTML: its ticket is taken away, because whoever has it has the session. */
export function findNested(root: ParentNode) {
    for (const element of root.querySelectorAll(`[${NESTED}]:not([${NESTED}=""])`)) {
        elements.set(element.getAttribute(NESTED)!, element);
        element.setAttribute(NESTED, "");
    }
}

/** The element of the view with this ticket: the one that is there, wherever that is, or a new one. */
export function nestedElement(id: string, ticket: string, scope?: number): Element {
    let element = elements.get(ticket);
    if (!element) {
        element = document.createElement("div");
        element.id = id;
        if (scope) element.setAttribute("ls-scope", `${scope}`);
        element.setAttribute(NESTED, "");
        elements.set(ticket, element);
    }
    return element;
}

export const isNested = (node: Node | null) => node?.nodeType === 1 && (node as Element).hasAttribute(NESTED);

/** The view that `element` is part of. */
export const viewAround = (element: Element) => element.closest(`[${NESTED}],#ls-view`);

/** Of all that the page has had: `come` for each that is in it, `go` for each that is not any more. */
export function tendViews(come: (element: Element, ticket: string) => unknown, go: (element: Element) => void) {
    for (const [ticket, element] of elements)
        if (element.isConnected) come(element, ticket);
        else {
            elements.delete(ticket);
            go(element);
        }
}
