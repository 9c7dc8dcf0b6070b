// A tab that shows a page made of templates, and the ways to change it. Whatever changes it is an answer to all that a
// person has done.

import type { Page as Tab } from "playwright-core";
import type { TemplateValue, Value } from "../../../client/src/frame";
import type { TemplateSource } from "../../../client/src/template";
import { withParts } from "./browser";

/** `tab` shows `html`, taken over by a `parts.Page`; whether that went well, and `patch` and `full` to change it. */
export async function showing(tab: Tab, templates: TemplateSource[], html: string) {
    const page = await withParts(tab);
    const adopted = await page.evaluate(
        ({ templates: all, html: text }) => {
            const view = parts.viewOf(text);
            parts.findNested(view);
            const talk = parts.makeTalk();
            const page = new parts.Page(view, new parts.Templates(all), talk);
            for (const type of ["input", "focusout"])
                view.addEventListener(type, (event) => parts.heed(talk, event), true);
            const hear = (show: () => void) => {
                parts.hear(talk, talk.said + 1, undefined);
                show();
                parts.settleAll();
            };
            const live = {
                patch: (value: Value) => hear(() => page.patch(value)),
                full: (value: TemplateValue) => hear(() => page.full(value)),
            };
            Object.assign(globalThis, { live });
            return page.adopt();
        },
        { templates, html },
    );
    const tell = (method: "patch" | "full", value: Value) =>
        page.evaluate(
            ([name, text]) => {
                const { live } = globalThis as unknown as { live: Record<string, (value: unknown) => void> };
                live[name!]!(JSON.parse(text!));
            },
            [method, JSON.stringify(value)],
        );
    return {
        page,
        adopted,
        patch: (value: Value) => tell("patch", value),
        full: (value: TemplateValue) => tell("full", value),
    };
}
