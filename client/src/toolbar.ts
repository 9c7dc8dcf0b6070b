// Time travel: a small toolbar in the corner of a page, in development. It lists the session's steps; one that is chosen
// is shown by the page itself, with what it changed and the models as they were. What is in here stands in a shadow tree,
// so neither side's styles reach the other.

import { LOOKS } from "./toolbar_looks";
import { makeTravel, type Step, type Steps } from "./travel";
import { make, treeOf } from "./tree";

const REFRESH_MS = 60;

/** The toolbar, put into the page. `hide`: nobody wants it in this tab any more. */
export function makeToolbar(hide: () => void) {
    const travel = makeTravel(
        () => begin(),
        () => later(),
    );
    const host = make("div", [], { id: "lightspeed-toolbar" });
    const root = host.attachShadow({ mode: "open" });
    const looks = new CSSStyleSheet();
    looks.replaceSync(LOOKS);
    root.adoptedStyleSheets = [looks];

    let steps: Step[] = [];
    let first = 0;
    /** What the page shows; null: now. */
    let at: number | null = null;
    let timer = 0;
    let isOpen = false;

    const list = make("ol", [], { role: "listbox", "aria-label": "Steps", tabindex: "0" });
    const changes = make("pre", [], { "aria-label": "What the step changed" });
    const models = make("div", [], { class: "models" });
    const status = make("output");
    const opener = button("Steps", () => show(!isOpen), { "aria-expanded": "false" });
    const back = button("← Back", () => go(-1));
    const forth = button("Forth →", () => go(1));
    const now = button("Now", () => act(() => travel.ask("now")));
    const onward = button("Continue from here", () => act(() => travel.ask("continue", at!)));
    const trace = button("Trace", () => act(saveTrace));
    const spec = button("Copy as spec", () => act(copySpec));
    const leave = button("Hide", () => {
        host.remove();
        hide();
    });
    const panel = make("div", [
        make("div", [back, forth, now, onward, trace, spec, leave], { role: "toolbar", "aria-label": "Steps" }),
        make("div", [list, make("div", [changes, models])], { class: "columns" }),
        status,
    ]);
    panel.hidden = true;
    root.append(make("section", [opener, panel], { "aria-label": "Time travel" }));
    list.addEventListener("click", ({ target }) => {
        const item = (target as Element).closest("li");
        if (item) choose(+item.id);
    });
    list.addEventListener("keydown", (event) => {
        const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!way) return;
        event.preventDefault();
        go(way);
    });
    document.body.append(host);
    return travel;

    function button(text: string, press: () => void, attributes = {}) {
        const element = make("button", text, { type: "button", ...attributes }) as HTMLButtonElement;
        element.addEventListener("click", press);
        return element;
    }

    function show(open: boolean) {
        isOpen = open;
        panel.hidden = !open;
        opener.setAttribute("aria-expanded", `${open}`);
        if (open) begin();
    }

    // Another session, or the same over another line.
    function begin() {
        if (!isOpen) return;
        steps = [];
        act(refresh);
    }

    function later() {
        if (isOpen && !timer) timer = window.setTimeout(() => act(refresh), REFRESH_MS);
    }

    /** What goes wrong is said. */
    async function act(doing: () => Promise<unknown>) {
        try {
            const done = await doing();
            status.textContent = typeof done === "string" ? done : "";
            if (doing !== refresh) await refresh();
        } catch (error) {
            status.textContent = (error as Error).message;
        }
    }

    async function refresh() {
        timer = 0;
        const since = steps.at(-1)?.step ?? 0;
        const answer = await travel.ask<Steps>("steps", since);
        if (answer.newest < since) {
            steps = []; // it went on from an earlier one
            return void (await refresh());
        }
        const newest = steps.at(-1)?.step ?? 0; // somebody else may have asked meanwhile
        ({ oldest: first, at } = answer);
        steps = [...steps, ...answer.steps.filter(({ step }) => step > newest)].filter(({ step }) => step > first);
        await draw(answer.newest);
    }

    function shown(last: number) {
        return at ?? last;
    }

    async function draw(last: number) {
        const chosen = shown(last);
        list.replaceChildren(itemOf({ step: first, event: "the beginning" }), ...steps.map(itemOf));
        for (const item of list.children) item.setAttribute("aria-selected", `${+item.id === chosen}`);
        list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
        back.disabled = chosen <= first;
        forth.disabled = now.disabled = onward.disabled = at === null;
        host.toggleAttribute("data-past", at !== null);
        await drawChosen(chosen);
    }

    function itemOf(step: Pick<Step, "step" | "event"> & Partial<Step>) {
        const figures =
            step.us === undefined
                ? ""
                : ` ${step.us} µs · ${step.fuel} fuel · ${step.error ? step.error : `${step.patch} bytes`}`;
        const item = make("li", [make("b", step.event ?? step.message ?? ""), make("small", figures)], {
            id: `${step.step}`,
            role: "option",
        });
        if (step.error) item.className = "failed";
        return item;
    }

    async function drawChosen(chosen: number) {
        const step = steps.find((one) => one.step === chosen);
        changes.textContent = step?.text ?? step?.changes ?? (step ? "Nothing in the model changed." : "");
        const { model } = await travel.ask<{ model: unknown }>("model", chosen);
        models.replaceChildren(treeOf("m", model));
    }

    function choose(step: number) {
        const last = steps.at(-1)?.step ?? first;
        act(() => (step === last ? travel.ask("now") : travel.ask("show", step)));
    }

    function go(way: number) {
        const last = steps.at(-1)?.step ?? first;
        const to = shown(last) + way;
        if (to >= first && to <= last) choose(to);
    }

    async function saveTrace() {
        const { text } = await travel.ask<{ text: string }>("trace");
        const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
        const link = make("a", [], { href: url, download: "session.trace" });
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), 10_000);
        return "lightspeed replay session.trace";
    }

    async function copySpec() {
        const { text } = await travel.ask<{ text: string }>("spec");
        await navigator.clipboard.writeText(text);
        return "The spec is in the clipboard.";
    }
}
