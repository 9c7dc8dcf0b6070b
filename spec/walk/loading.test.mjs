// What the document hears of that takes its time: `ls:loading-start` and `ls:loading-stop`, in pairs.

import assert from "node:assert/strict";
import { follows, openHouse, quiet, settled, shows, test } from "./support/house.mjs";

const house = openHouse();

/** A visitor; `told()` has what their document heard since it was asked last. */
async function visit(app, path = "") {
    const host = await house.host(app);
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url + path, {
        prepare: (page) =>
            page.addInitScript(() => {
                window.told = [];
                for (const when of ["start", "stop"])
                    document.addEventListener(`ls:loading-${when}`, ({ detail: { kind, href, target } }) => {
                        const about = href ? href.replace(location.origin, "") : target.id;
                        window.told.push(`${when} ${kind} ${about}`);
                    });
            }),
    });
    if (app === "spec/apps/moves.lua") await follows(tab.page);
    const told = () => tab.page.evaluate(() => window.told.splice(0));
    return { ...tab, host, proxy, told };
}

/** Until it heard so much of it. */
const heard = (page, count) => page.waitForFunction((least) => window.told.length >= least, count);

test("a move of the page is told, to other params and to another view", async () => {
    const { page, proxy, told } = await visit("spec/apps/moves.lua");
    assert.deepEqual(await told(), []);
    proxy.hold("up");
    await page.click("#two");
    await heard(page, 1);
    assert.deepEqual(await told(), ["start patch /?page=2"]);
    proxy.release();
    await shows(page, "#page", "2");
    await heard(page, 1);
    assert.deepEqual(await told(), ["stop patch /?page=2"]);
    await page.click("#other");
    await shows(page, "h1", "Other");
    await heard(page, 2);
    assert.deepEqual(await told(), ["start navigate /other", "stop navigate /other"]);
    await page.evaluate(() => history.back());
    await shows(page, "#page", "2");
    await heard(page, 2);
    assert.deepEqual(await told(), ["start navigate /?page=2", "stop navigate /?page=2"]);
});

test("one move that takes the place of another is the same loading", async () => {
    const { page, proxy, told } = await visit("spec/apps/moves.lua");
    proxy.hold("up");
    await page.click("#two");
    await page.click("#other");
    proxy.release();
    await shows(page, "h1", "Other");
    await page.waitForFunction(() => !document.documentElement.hasAttribute("ls-busy"));
    assert.deepEqual(await told(), ["start patch /?page=2", "stop navigate /other"]);
});

test("a form that is sent is told until its answer; clicks and changes are not", async () => {
    const { page, proxy, told, parts } = await visit("spec/apps/walk_locks.lua");
    await page.fill("[name=note]", "a note");
    await page.click("#run");
    await quiet(page);
    await settled({ page, parts }); // no part is asked for on the line that is cut
    assert.deepEqual(await told(), []);
    proxy.hold("up");
    await page.click("#save");
    assert.deepEqual(await told(), ["start submit form"]);
    proxy.cut();
    proxy.release();
    await shows(page, "#sent", 1);
    await heard(page, 1);
    assert.deepEqual(await told(), ["stop submit form"]);
});
