// What operations (commands.ts) have changed in the page, laid over what the host says. The host does not know of it,
// so it is kept here and put back whatever comes: a patch, or the whole page anew.
//
// A KEY is an attribute's name, or ".name" for a class. What the host said last lies at the bottom of it, then layers,
// of which the youngest shows; of `ls-busy`, which is a list of words, each. The layer of what is to last (0) goes when the host says something new about that very
// key: it has been asked, and has decided. All other layers go when they are dropped.

/** An attribute's text, true without any, false where it is absent; whether a class is there. */
export type Shown = string | boolean;
interface Laid {
    element: Element;
    key: string;
    said: Shown;
    shown: Shown;
    layer: unknown;
}

/** Oldest first. */
let laid: Laid[] = [];

// These are laid no more.
function take(these: (one: Laid) => unknown): Laid[] {
    const taken = laid.filter(these);
    laid = laid.filter((one) => !taken.includes(one));
    return taken;
}

/** What is there. */
export const read = (element: Element, key: string): Shown =>
    key[0] === "."
        ? element.classList.contains(key.slice(1))
        : element.getAttribute(key) || element.hasAttribute(key);

// The youngest layer, or what the host said.
function write({ element, key, said }: Laid) {
    for (const one of laid)
        if (one.element === element && one.key === key)
            said = key === "ls-busy" && said && said !== one.shown ? `${said} ${one.shown}` : one.shown;
    if (key[0] === ".") element.classList.toggle(key.slice(1), !!said);
    else if (element.toggleAttribute(key, said !== false) && said !== true) element.setAttribute(key, `${said}`);
}

/** From now on this shows, until its layer is dropped. */
export function lay(element: Element, key: string, shown: Shown, layer: unknown = 0) {
    const below = laid.filter((one) => one.element === element && one.key === key);
    const said = below[0]?.said ?? read(element, key);
    const one = { element, key, said, shown, layer };
    take((other) => other.layer === layer && below.includes(other));
    if (layer || shown !== said) laid.push(one);
    write(one);
}

/** What was laid there shows no more. */
export function drop(layer: unknown) {
    take((one) => one.layer === layer).forEach(write);
}

/** The host has just said what this attribute is, and that stands there. */
export function overlay(element: Element, name: string) {
    const those = take(
        (one) => one.element === element && (one.key === name || (name === "class" && one.key[0] === ".")),
    );
    for (const one of those) {
        const { said } = one;
        one.said = read(element, one.key);
        if (one.layer || one.said === said) laid.push(one);
    }
    those.forEach(write);
}

/** The page has changed: an element that was made anew is known by its id. */
export function overlayAll() {
    for (const { element, key, said, shown, layer } of take((one) => !one.element.isConnected)) {
        const again = element.id && document.getElementById(element.id);
        if (again && read(again, key) === said) lay(again, key, shown, layer);
    }
}
