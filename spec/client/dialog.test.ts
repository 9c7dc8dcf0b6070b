// Dialogs in a real browser: what the host says of them, and what a person does.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { TemplateSource } from "../../client/src/template";
import { browser } from "./support/browser";
import { Host } from "./support/host";

const { tab, errors } = browser();
const hosts: Host[] = [];
after(() => Promise.all(hosts.map((host) => host.close())));

const MODAL = 'aria-modal="true" ls-on-close="closed"';
const TEMPLATES: TemplateSource[] = [
    [
        [`<button id="before">x</button><dialog ${MODAL}`, '><button id="in">y</button></dialog>', ""],
        ["a:open", "t"],
    ],
    [[`<dialog id="other" ${MODAL}`, "></dialog>"], ["a:open"]],
];

/** A live page with a dialog that is open in its HTML, or is not. */
async function house(open: boolean) {
    const html = `<!--0--><button id="before">x</button><dialog ${MODAL}${open ? " open" : ""}><button id="in">y</button></dialog><!--$--><!--/-->`;
    const host = new Host(TEMPLATES, html);
    hosts.push(host);
    host.answer = (frame, line) => frame[0] === "join" && line.send('["ok",0,0]');
    await host.open();
    const page = await tab();
    await page.goto(host.url);
    await page.waitForSelector("html[ls-state=live]", { state: "attached" });
    let seq = 0;
    const sent = () => host.heard.filter(([kind]) => kind === "e").map(([, , name]) => name);
    const patch = async (changes: unknown) => {
        host.say([++seq, sent().length, changes, { title: `patch ${seq}` }]);
        await page.waitForFunction((title) => document.title === title, `patch ${seq}`);
    };
    /** Waits until all that the page had to say has come: what it acknowledges last is behind it. */
    const silent = async () => {
        for (let count = 1; (await host.hear("ack", count))[1] !== seq; count++);
    };
    const isModal = (selector = "dialog") => page.$eval(selector, (dialog) => dialog.matches(":modal"));
    return { host, page, patch, isModal, sent, silent };
}

test("a dialog that is open in the page's HTML is above the page once the client is there", async () => {
    const { isModal, sent, patch, silent } = await house(true);
    assert.equal(await isModal(), true);
    await patch(null);
    await silent();
    assert.deepEqual(sent(), []);
});

test("the host opens and closes one, and is told nothing of it", async () => {
    const { page, patch, isModal, sent, silent } = await house(false);
    assert.equal(await isModal(), false);
    await page.focus("#before");
    await patch({ "0": true });
    assert.equal(await isModal(), true);
    await patch({ "0": null });
    assert.equal(await isModal(), false);
    assert.equal(await page.evaluate(() => document.activeElement!.id), "before");
    await silent();
    assert.deepEqual(sent(), []);
});

test("a person closes one, and the host hears of it each time", async () => {
    const { host, page, patch, isModal, sent } = await house(false);
    for (const ref of [1, 2]) {
        await patch({ "0": true });
        await page.keyboard.press("Escape");
        await host.hear("e", ref);
        assert.equal(await isModal(), false);
        await patch({ "0": null });
    }
    assert.deepEqual(sent(), ["closed", "closed"]);
});

test("a dialog that comes with a patch is above the page", async () => {
    const { patch, isModal } = await house(false);
    await patch({ "1": [1, true] });
    assert.equal(await isModal("#other"), true);
    await patch({ "1": null });
    await patch({ "1": [1, null] });
    assert.equal(await isModal("#other"), false);
});

test("no page had an error", () => assert.deepEqual(errors, []));
