// One case of spec/fixtures/frames/patches.json, tried inside a browser: does a page that shows `before` show `after`
// once it had the patch, however it came to show `before`?

import type { TemplateValue, Value } from "../../../client/src/frame";
import { Page } from "../../../client/src/page";
import { type TemplateSource, Templates } from "../../../client/src/template";

export interface PatchCase {
    says: string;
    templates: TemplateSource[];
    before: TemplateValue;
    patch: Value;
    after: TemplateValue;
    html_before: string;
    html_after: string;
}

/** #ls-view, new, as a parser makes it of `html`. The whole document is parsed, as at a first paint. */
export function viewOf(html: string): Element {
    document.querySelector("#ls-view")?.remove();
    const parsed = new DOMParser().parseFromString(`<body><div id="ls-view">${html}</div></body>`, "text/html");
    const view = document.adoptNode(parsed.querySelector("#ls-view")!);
    document.body.append(view);
    return view;
}

/** What is wrong, as sentences; nothing where all is well. */
export function tryCase(test: PatchCase): string[] {
    const templates = () => new Templates(test.templates);
    const wrong: string[] = [];
    const same = (what: string, view: Element, html: string) => {
        const [is, should] = [portrait(view), portrait(viewOf(html))];
        if (is !== should) wrong.push(`${what} is\n${is}\nand should be\n${should}`);
    };

    const adopted = viewOf(test.html_before);
    const page = new Page(adopted, templates());
    if (!page.adopt()) return ["the page is not adopted"];
    same("adopted", adopted, test.html_before);
    document.body.append(adopted);
    const elements = [...adopted.querySelectorAll("*")];
    page.patch(test.patch);
    if (!builds(test.patch) && [...adopted.querySelectorAll("*")].some((element) => !elements.includes(element)))
        wrong.push("an element is new, though the patch builds none");
    if (!removes(test.patch) && elements.some((element) => !adopted.contains(element)))
        wrong.push("an element is gone, though the patch takes none away");
    same("adopted and patched", adopted, test.html_after);

    const built = viewOf("");
    const fresh = new Page(built, templates());
    fresh.full(test.before);
    same("built", built, test.html_before);
    document.body.append(built);
    fresh.patch(test.patch);
    same("built and patched", built, test.html_after);
    document.body.append(built);
    fresh.full(test.after);
    same("patched and told all again", built, test.html_after);

    const late = viewOf("");
    new Page(late, templates()).full(test.after);
    same("built after", late, test.html_after);
    return wrong;
}

// A template, a list, or new rows somewhere in it.
function builds(patch: Value): boolean {
    if (patch === null || typeof patch !== "object") return false;
    if (Array.isArray(patch)) return true;
    if ("l" in patch || "+" in patch) return true;
    return parts(patch).some(builds);
}

// Anything that could take the place of something.
function removes(patch: Value): boolean {
    if (patch === null || typeof patch !== "object") return false;
    if (Array.isArray(patch) || "l" in patch || "-" in patch) return true;
    const all = parts(patch);
    return all.some((value) => value === null || typeof value === "string") || all.some(removes);
}

function parts(patch: object): Value[] {
    if ("p" in patch) return [];
    return Object.entries(patch).flatMap(([key, value]) => {
        if (key === "*") return (value as Value[]).filter((_, i) => i % 3 === 2);
        return /^\d+$/.test(key) ? [value as Value] : [];
    });
}

/** A select without any word of the host's about its choice: the first option at first, and then what it was. */
export const isFree = (element: Element) => {
    const select = element.closest("select");
    return !!select && !select.multiple && !select.querySelector("[selected]");
};

/** All that there is to see of a node, as text: tags, attributes in order, comments, properties of controls. */
export function portrait(
    node: Node,
    depth = 0,
    skips = (_: Element) => false,
    isClosed = (_: Element) => false,
): string {
    const pad = "  ".repeat(depth);
    if (node.nodeType === 3) return `${pad}${JSON.stringify((node as Text).data)}\n`;
    if (node.nodeType === 8) return `${pad}<!--${(node as Comment).data}-->\n`;
    const element = node as HTMLInputElement;
    const attributes = element
        .getAttributeNames()
        .map((name) => `${spaceOf(element, name)}${name}=${JSON.stringify(attributeOf(element, name))}`);
    const inside = isClosed(element) ? [] : [...node.childNodes];
    const children = inside.map((child) => portrait(child, depth + 1, skips, isClosed));
    const tag = `${element.namespaceURI?.slice(-4)}:${element.localName}`;
    return `${pad}<${[tag, ...attributes.sort(), ...properties(element, skips(element))].join(" ")}>\n${children.join("")}`;
}

// Nothing for most; what a parser gives to xlink:href in SVG.
function spaceOf(element: Element, name: string): string {
    return element.getAttributeNode(name)!.namespaceURI?.slice(-5) ?? "";
}

function attributeOf(element: HTMLElement, name: string): string {
    if (name !== "style") return element.getAttribute(name)!;
    const other = document.createElement("i");
    other.style.cssText = element.getAttribute(name)!;
    return other.style.cssText;
}

const CHOICE = ["value", "selected", "selectedIndex"];

function properties(element: HTMLInputElement, skipsChoice: boolean): string[] {
    const names = ["value", "checked", "selected", "selectedIndex", "open", "disabled"] as (keyof HTMLInputElement)[];
    return names
        .filter((name) => name in element && !(skipsChoice && CHOICE.includes(name)))
        .map((name) => `.${name}=${JSON.stringify(element[name])}`);
}
