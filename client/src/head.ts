// What a layout says in the <head>, brought to what it says of another place: metas and links. What stays the same is
// not touched. Scripts have run, and a style sheet in the page is the page's; both stay as they are. So does all that
// is not the layout's: what the host needs there, and what scripts have put in since.

const LAYOUT = 'meta:not([name^="ls-"],[http-equiv]),link:not([href^="/_ls/"],[ls-script])';
const all = (of: ParentNode) => [...of.querySelectorAll(LAYOUT)];

let ours = all(document.head);

/** What the layout says there now. */
export const head = () => ours;

/** And from now on: HTML, or what was there before. */
export function showHead(wanted: string | Element[]) {
    const left = new Set(ours);
    const template = document.createElement("template");
    if (typeof wanted === "string") template.innerHTML = wanted;
    let last: Element | undefined;
    ours = (typeof wanted === "string" ? all(template.content) : wanted).map((next) => {
        const same = [...left].find((one) => one.isEqualNode(next));
        const shown = same ?? document.importNode(next, true);
        if (same) left.delete(same);
        else if (last) last.after(shown);
        else document.head.append(shown);
        last = shown;
        return shown;
    });
    for (const one of left) one.remove();
}
