// What operations (commands.ts) have changed in the page, over what the host says. The host does not know of it, so it
// is kept here, element by element, and laid over whatever comes: a patch, or the whole page anew.
//
// For each thing that can be changed there is what the host said last and layers above it, of which the last shows. A
// layer lives until it is dropped. The base layer, of operations that are to last, goes when the host says something
// new about that very thing: then the host has been asked and has decided.
//
//     key   "title"  an attribute     ".open"  a class     "display"  of the style

type Key = string;
type Shown = string | boolean | null;
interface Thing {
    said: Shown;
    over: Map<unknown, Shown>;
}

/** The layer of operations that last. */
export const BASE = 0;

const things = new Map<Element, Map<Key, Thing>>();

const read = (element: HTMLElement, key: Key): Shown =>
    key[0] === "."
        ? element.classList.contains(key.slice(1))
        : key === "display"
          ? element.style.display
          : element.getAttribute(key);

function write(element: HTMLElement, key: Key, shown: Shown) {
    if (key[0] === ".") element.classList.toggle(key.slice(1), shown as boolean);
    else if (key === "display") element.style.display = shown as string;
    else if (shown === null) element.removeAttribute(key);
    else element.setAttribute(key, shown as string);
}

const top = ({ said, over }: Thing) => [said, ...over.values()].pop()!;

/** From now on this shows, until `drop(layer)`. */
export function lay(element: Element, key: Key, shown: Shown, layer: unknown = BASE) {
    const of = things.get(element) ?? new Map<Key, Thing>();
    const thing = of.get(key) ?? { said: read(element as HTMLElement, key), over: new Map() };
    thing.over.delete(layer); // the youngest shows
    if (layer || thing.said !== shown || thing.over.size) thing.over.set(layer, shown);
    things.set(element, of.set(key, thing));
    settle(element, of, key, thing);
}

/** What `layer` changed shows no more. */
export function drop(layer: unknown) {
    for (const [element, of] of things)
        for (const [key, thing] of of) if (thing.over.delete(layer)) settle(element, of, key, thing);
}

function settle(element: Element, of: Map<Key, Thing>, key: Key, thing: Thing) {
    write(element as HTMLElement, key, top(thing));
    if (!thing.over.size) of.delete(key);
    if (!of.size) things.delete(element);
}

/** The host says this about an attribute: what is to be there instead of it is put there. */
export function overlay(element: Element, name: string, text: string | null) {
    const of = things.get(element);
    for (const [key, thing] of of ?? []) {
        const isClass = key[0] === "." && name === "class";
        if (isClass || key === name) {
            const said = isClass ? ` ${text ?? ""} `.includes(` ${key.slice(1)} `) : text;
            if (said !== thing.said) thing.over.delete(BASE);
            thing.said = said;
        } else if (key !== "display" || name !== "style") continue;
        settle(element, of!, key, thing);
    }
}

/** The page has changed: an element that was made anew is known by its id. */
export function overlayAll() {
    for (const [element, of] of things) {
        if (element.isConnected) continue;
        things.delete(element);
        const again = element.id && document.getElementById(element.id);
        if (!again) continue;
        for (const [key, { said, over }] of of)
            if (said === read(again, key)) for (const [layer, shown] of over) lay(again, key, shown, layer);
    }
}
