// Shows hostile texts in a live page, in three ways: as the first HTML that a client adopts, as patches of slots, and
// built by patches. Counts whatever runs.

import { placesIn, wrongWith } from "./contexts";
import { Stage } from "./stage";

interface Batch {
    seed: number;
    texts: string[];
    templates: string;
    page: string;
    first: string;
    steps: string[];
    builds: string[];
}

/** `places`: how many in a row; `ran`: what ran, or a policy kept from running. */
interface Outcome {
    texts: number;
    places: number;
    wrong: string[];
    ran: string[];
}

const WAIT_MS = 15;

class Exhibition {
    readonly outcome: Outcome;

    constructor(
        private readonly batch: Batch,
        private readonly script: string,
        private readonly policy: string | null,
    ) {
        this.outcome = { texts: batch.texts.length, places: 0, wrong: [], ran: [] };
    }

    async run(): Promise<Outcome> {
        const { page, first, steps, builds, texts } = this.batch;
        const plain = await this.show("patched", page, steps, texts);
        await this.show("built", page, builds, texts);
        await this.show("first", first, [], texts);
        this.outcome.places = plain;
        return this.outcome;
    }

    private async show(how: string, page: string, frames: string[], texts: string[]): Promise<number> {
        const stage = new Stage(page, this.batch.templates, this.script, this.policy);
        await settled();
        stage.line.accept();
        stage.line.sayText('["ok",0,0]');
        await settled();
        for (const frame of frames) stage.line.sayText(frame);
        const elements = ELEMENTS(stage, texts);
        const wrong = wrongWith(stage.view, texts, elements);
        this.outcome.wrong.push(...[...wrong, ...stage.errors].map((what) => `${how}: ${what}`));
        if (stage.state !== "live" || stage.lines.length > 1) this.outcome.wrong.push(`${how}: it is not adopted`);
        poke(stage.view);
        await settled(WAIT_MS);
        this.outcome.ran.push(...stage.ran.map((what) => `${how}: ${what}`));
        const places = placesIn(stage.view);
        stage.close();
        return places;
    }
}

// The elements of a row, as most rows have them: each is made by the same templates.
function ELEMENTS(stage: Stage, texts: string[]): string {
    const counts = new Map<string, number>();
    for (const row of stage.view.querySelectorAll("section")) {
        const elements = [...row.querySelectorAll("*")].map(({ localName }) => localName).join(" ");
        counts.set(elements, (counts.get(elements) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [""];
    return texts.length ? most : "";
}

// What a person's pointer and keys would do to everything in the page; nothing of it leads away.
function poke(view: Element) {
    const stop = (event: Event) => event.preventDefault();
    view.addEventListener("submit", stop);
    for (const element of view.querySelectorAll("section *"))
        for (const type of ["mouseover", "focus", "toggle", "error", "load", "begin"])
            element.dispatchEvent(new Event(type));
}

const settled = (ms = 0) => new Promise((done) => setTimeout(done, ms));

export const exhibit = (text: string, script: string, policy: string | null) =>
    new Exhibition(JSON.parse(text), script, policy).run();
