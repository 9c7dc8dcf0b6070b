// The places of spec/apps/contexts.lua: how each is read in a page, and what must stand there for a text.

const clean = (text: string) => text.replaceAll("\0", "\ufffd");
const lines = (text: string) => text.replace(/\r\n?/g, "\n");
/** As option.text gives it. */
const squeezed = (text: string) => text.replace(/[\t\n\f\r ]+/g, " ").replace(/^ | $/g, "");

type Read = (element: Element, text: string) => [is: string | null, should: string | null];

const content =
    (should: (text: string) => string): Read =>
    (element, text) => [element.textContent, should(text)];
const same = content((text) => text);
const attribute =
    (name: string, should: (text: string) => string = (text) => text): Read =>
    (element, text) => [element.getAttribute(name), should(text)];
const property =
    (name: string, should: (text: string) => string): Read =>
    (element, text) => [(element as unknown as Record<string, string>)[name]!, should(text)];
const all =
    (...reads: Read[]): Read =>
    (element, text) => {
        const results = reads.map((read) => read(element, text));
        return results.find(([is, should]) => is !== should) ?? results[0]!;
    };

const PLACES: Record<string, Read> = {
    sole: same,
    between: content((text) => `[${text}]`),
    beside: content((text) => text + text),
    nested: same,
    chosen: same,
    rows: content((text) => `${text} ${text} `),
    keyed: content((text) => text + text),
    pre: same,
    cell: same,
    textarea: all(property("value", lines), same),
    textareaBetween: all(
        property("value", (text) => lines(`[${text}]`)),
        content((text) => `[${text}]`),
    ),
    option: all(attribute("value"), property("text", squeezed), same),
    button: same,
    svgText: same,
    svgTitle: same,
    foreign: same,
    math: same,
    component: all(attribute("title"), same),
    content: same,
    named: same,
    attribute: attribute("title"),
    double: attribute("title", (text) => `[${text}]`),
    single: attribute("title", (text) => `[${text}]`),
    joined: attribute("title", (text) => text + text),
    data: attribute("data-any"),
    aria: attribute("aria-label"),
    id: attribute("id"),
    input: all(
        attribute("value"),
        property("value", (text) => text.replace(/[\r\n]/g, "")),
    ),
    placeholder: attribute("placeholder"),
    class: attribute("class", (text) => (text ? `one ${text}` : "one")),
    classJoined: attribute("class", (text) => `one ${text}`),
    value: attribute("ls-value-text"),
    event: attribute("ls-click", (text) => (text.startsWith("[") ? ":refused" : text)), // what ls.js makes begins so
    spread: attribute("title"),
    path: all(attribute("d"), attribute("fill")),
};

/** What a `data-is="url:NAME:…"` holds for a text. */
const ADDRESSES: Record<string, (text: string) => string> = {
    "url:href:twice": (text) => text + text,
    "url:href:path": (text) => `/path/${text}`,
};

export const REFUSED = "about:invalid#refused";

/** Schemes that run nothing, whoever follows them; a page's own scheme is among them. */
const HARMLESS = /^(https?|mailto|tel|sms|ftp|wss?|blob):$/;
const PICTURE = /^data:image\/(png|jpeg|gif|webp|avif)[;,]/i;

const BASE = "https://base.example/path/";
let anchor: HTMLAnchorElement | null = null;

/** How this browser reads an address: its scheme, and the address it makes of it; null for none. */
export function readAddress(text: string): { scheme: string; address: string } | null {
    if (!anchor) {
        const page = document.implementation.createHTMLDocument();
        page.head.innerHTML = `<base href="${BASE}">`;
        anchor = page.body.appendChild(page.createElement("a"));
    }
    anchor.setAttribute("href", text);
    const { protocol, href } = anchor;
    try {
        const { protocol: again } = new URL(text, BASE);
        return { scheme: protocol === again ? again : "unclear:", address: href };
    } catch {
        return protocol === ":" ? null : { scheme: protocol, address: href };
    }
}

/** What is wrong with the judgement of an address: dangerous and let through, or harmless and refused. */
function judge(text: string, isRefused: boolean): string | null {
    const read = readAddress(text);
    if (!read) return null; // no address: it leads nowhere
    const isHarmless = HARMLESS.test(read.scheme) || PICTURE.test(read.address);
    if (isRefused === !isHarmless) return null;
    if (isRefused && text.includes("\ufffd")) return null; // it was a NUL, which may stand before a scheme
    return `${read.address} is ${isHarmless ? "refused" : "let through"}`;
}

function readPlace(place: string, element: Element, text: string): string | null {
    const check = PLACES[place];
    if (check) {
        const [is, should] = check(element, text);
        return is === should ? null : `is ${JSON.stringify(is)} and should be ${JSON.stringify(should)}`;
    }
    if (place.startsWith("url:")) return readUrl(place, element, (ADDRESSES[place] ?? ((one) => one))(text));
    return STYLES[place]!(element, text);
}

function readUrl(place: string, element: Element, text: string): string | null {
    const name = /^url:((xlink:)?\w+)/.exec(place)![1]!.toLowerCase();
    const is = element.getAttribute(name);
    if (is !== text && is !== REFUSED) return `is ${JSON.stringify(is)} and should be ${JSON.stringify(text)}`;
    return judge(text, is === REFUSED && text !== REFUSED);
}

/** Places where a text may be refused; where it is not, it has done one thing. */
const STYLES: Record<string, (element: Element, text: string) => string | null> = {
    spreadName: (element) => {
        const inner = element.querySelector("i");
        if (!inner) return element.textContent === "refused" ? null : `shows ${element.textContent}`;
        const [name = "", ...more] = inner.getAttributeNames();
        return more.length || !/^[a-z_][\w:.-]*$/i.test(name) || /^(on|style$|srcdoc$)/i.test(name)
            ? `has attributes ${[name, ...more]}`
            : null;
    },
    color: (element) => readStyle(element, "color"),
    background: (element) => readStyle(element, "background", { top: "1px" }),
};

// The style sets what it was written for, and what is written after it is as it was.
function readStyle(element: Element, name: string, after: Record<string, string> = {}): string | null {
    const inner = element.querySelector("i");
    if (!inner) return element.textContent === "refused" ? null : `shows ${element.textContent}`;
    const { style } = inner;
    const others = [...style].filter((one) => !one.startsWith(name) && !(one in after));
    if (others.length) return `sets ${others}`;
    if (/url\(|expression|@import|image/i.test(style.cssText)) return `has the style ${style.cssText}`;
    const lost = Object.keys(after).filter((one) => style.getPropertyValue(one) !== after[one]);
    return lost.length ? `swallows ${lost}` : null;
}

const KNOWN = new Set(
    "data-is title data-any aria-label id value placeholder class ls-value-text ls-click style d fill href ping action".split(
        " ",
    ),
);
for (const name of ["formaction", "type", "cite", "xlink:href", "src", "alt", "poster", "data"]) KNOWN.add(name);

/** Elements and attributes in a row that no author wrote. */
function strangers(row: Element, elements: string): string[] {
    const found: string[] = [];
    const is = [...row.querySelectorAll("*")].map((element) => element.localName).join(" ");
    if (is.replaceAll(/ ?\bi\b/g, "") !== elements.replaceAll(/ ?\bi\b/g, "")) found.push(`elements ${is}`);
    for (const element of row.querySelectorAll("*"))
        for (const name of element.getAttributeNames())
            if (!KNOWN.has(name) && !element.closest("[data-is=spreadName]"))
                found.push(`${element.localName}[${name}]`);
    return found;
}

/** Everything that is wrong with a page that shows these texts, as sentences. `elements`: of a row of a plain text. */
export function wrongWith(view: ParentNode, texts: string[], elements: string): string[] {
    const rows = [...view.querySelectorAll("section")];
    if (rows.length !== texts.length) return [`${rows.length} rows for ${texts.length} texts`];
    return rows.flatMap((row, i) => {
        const text = clean(texts[i]!);
        const places = [...row.querySelectorAll("[data-is]")];
        const wrong = places.map((element) => {
            const place = element.getAttribute("data-is")!;
            const what = readPlace(place, element, text);
            return what && `${place} of ${JSON.stringify(texts[i])} ${what}`;
        });
        const strange = strangers(row, elements).map((one) => `${JSON.stringify(texts[i])} brings ${one}`);
        return [...wrong.filter((one) => one !== null), ...strange];
    });
}

/** How many places there are in a row. */
export const placesIn = (view: ParentNode) => view.querySelectorAll("section:first-of-type [data-is]").length;
