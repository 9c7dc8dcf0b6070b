// Acts out what record.lua recorded, inside a browser: the built client in a frame of its own, whose WebSocket, clock
// and templates are ours, and beside it second clients that adopt what the host writes for the same state.

import { decode, type TemplateValue, type Value } from "../../../client/src/frame";
import { Page } from "../../../client/src/page";
import { type TemplateSource, Templates } from "../../../client/src/template";
import { isFree, portrait as portraitOf, viewOf } from "../../client/support/case";
import { type PlantKind, plant } from "./plant";
import { Stage } from "./stage";

// What the person chose in a select of which the host says nothing stays, and nobody knows whether a person chose.
const portrait = (view: Element) => portraitOf(view, 0, isFree, isStream);
/** Of a stream's rows the host keeps nothing, so nothing of what it writes can be compared with them. */
const isStream = (element: Element) => element.hasAttribute("data-stream");

type Step =
    | ["join", number | null, string]
    | ["say" | "again" | "gap", string]
    | ["lose"]
    | ["check", string]
    | ["stream", string[]];

export interface Play {
    seed: number;
    templates: string;
    page: string;
    source: string;
    steps: Step[];
}

/** What became of a play. `wrong` says what went wrong, and where; null where all is well. */
export interface Outcome {
    patches: number;
    checks: number;
    joins: number;
    repeated: number;
    planted: number;
    wrong: string | null;
}

/** A second client: it adopts what the host wrote, takes the patches from then on, and must show the same. */
class Second {
    private readonly view: Element;
    private readonly page: Page;

    constructor(
        templates: TemplateSource[],
        html: string,
        readonly wrong: (what: string) => void,
    ) {
        this.view = viewOf(html);
        const before = portrait(this.view);
        this.page = new Page(this.view, new Templates(templates));
        if (!this.page.adopt()) wrong("a second client does not adopt what the host writes");
        else if (portrait(this.view) !== before) wrong("a second client changes what it adopts");
    }

    hear(text: string) {
        const frame = decode(text);
        if (frame.kind === "patch" && frame.page) this.page.patch(frame.page as Value);
        if (frame.kind === "full") this.page.full(frame.page as TemplateValue);
    }

    get portrait(): string {
        return portrait(this.view);
    }
}

class Scene {
    readonly outcome: Outcome = { patches: 0, checks: 0, joins: 0, repeated: 0, planted: 0, wrong: null };
    private readonly stage: Stage;
    private readonly templates: TemplateSource[];
    private second: Second | null = null;
    private at = 0;

    constructor(
        private readonly play: Play,
        script: string,
        private readonly planted: PlantKind | null,
    ) {
        this.templates = JSON.parse(play.templates);
        this.stage = new Stage(play.page, play.templates, script);
    }

    async act(): Promise<Outcome> {
        try {
            // In every other play the first frames come before the templates do.
            if (this.play.seed % 2) await settled();
            for (const step of this.play.steps) {
                this.step(step);
                if (this.at++ < 6) await settled();
                if (this.outcome.wrong) break;
            }
        } catch (error) {
            this.wrong(`it throws: ${error instanceof Error ? error.stack : error}`);
        }
        this.stage.close();
        return this.outcome;
    }

    private step([kind, a, b]: Step) {
        if (kind === "stream") this.checkStream(a);
        else if (kind === "join") this.join(a, b as string);
        else if (kind === "lose") this.stage.line.break();
        else if (kind === "check") this.check(a);
        else if (kind === "say") this.say(a);
        else {
            this.outcome.repeated++;
            this.stage.line.sayText(a);
        }
    }

    private join(seen: number | null, ok: string) {
        const { stage } = this;
        if (!stage.reopened(++this.outcome.joins)) return this.wrong("the client does not come back");
        stage.line.accept();
        const [word, , , said] = stage.line.take()[0] as unknown[];
        if (word !== "join" || said !== seen) return this.wrong(`the client joins with ${said}, not with ${seen}`);
        stage.line.sayText(ok);
    }

    private say(text: string) {
        const page = JSON.parse(text)[2];
        if (page && typeof page === "object") this.outcome.patches++;
        const told = this.planted ? plant(this.planted, text) : null;
        if (told) this.outcome.planted++;
        this.stage.line.sayText(told ?? text);
        this.second?.hear(text);
    }

    private check(html: string) {
        if (!this.at) return; // not yet adopted: the comments are there, the text nodes may be in pieces
        this.outcome.checks++;
        const should = portrait(viewOf(html));
        const is = portrait(this.stage.view);
        if (is !== should) return this.wrong(difference(is, should));
        if (this.stage.state !== "live") return this.wrong(`the client is ${this.stage.state}`);
        if (this.second && this.second.portrait !== should) return this.wrong("the page of a second client differs");
        if (this.stage.view.querySelector("[data-stream]")) return; // a second client would not know its rows
        this.second = this.at % 3 ? this.second : new Second(this.templates, html, (what) => this.wrong(what));
    }

    private checkStream(texts: string[]) {
        const rows = [...this.stage.view.querySelectorAll("[data-stream] > li")].map((row) => row.textContent);
        const should = texts.map((text) => text.replaceAll("\0", "\ufffd"));
        if (JSON.stringify(rows) !== JSON.stringify(should))
            this.wrong(`the stream shows\n${JSON.stringify(rows)}\nand should show\n${JSON.stringify(should)}`);
    }

    private wrong(what: string) {
        const { seed, source } = this.play;
        const told = [`seed ${seed}, step ${this.at}: ${what}`, ...this.stage.errors, this.lastFrames(), source];
        this.outcome.wrong ??= told.join("\n");
    }

    private lastFrames(): string {
        const spoken = this.play.steps
            .slice(Math.max(0, this.at - 8), this.at + 1)
            .filter(([kind]) => kind !== "check");
        return spoken.map((step) => JSON.stringify(step)).join("\n");
    }
}

/** Where two portraits part. */
function difference(is: string, should: string): string {
    const [left, right] = [is.split("\n"), should.split("\n")];
    const at = left.findIndex((line, i) => line !== right[i]);
    const around = (lines: string[]) => lines.slice(Math.max(0, at - 8), at + 6).join("\n");
    return `the page is …\n${around(left)}\nand should be …\n${around(right)}`;
}

/** Lets what waits for a promise go on. */
const settled = () => new Promise((done) => setTimeout(done));

export const play = (text: string, script: string, planted: PlantKind | null) =>
    new Scene(JSON.parse(text), script, planted).act();
