// Every app of ours, and every story of the shipped components, looked over by axe-core in Chromium, in light and in
// dark, wide and narrow: nothing serious or critical is wrong with any.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { apps } from "./support/apps.mjs";
import { ROOT } from "./support/host.mjs";
import { live, openHouse, quiet, rested, settled, test } from "./support/house.mjs";

const house = openHouse();
const AXE = readFileSync(`${ROOT}node_modules/axe-core/axe.min.js`, "utf8");
const WIDE = { width: 1024, height: 800 };
const NARROW = { width: 360, height: 700 };

const look = () =>
    axe
        .run(document, { resultTypes: ["violations"] })
        .then(({ violations }) =>
            violations
                .filter(({ impact }) => impact === "serious" || impact === "critical")
                .flatMap(({ id, nodes }) =>
                    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
                ),
        );

/** Fails with all that is wrong with the page as it is now. */
async function sound(page, what) {
    await page.evaluate(AXE);
    for (const colorScheme of ["light", "dark"])
        for (const size of [WIDE, NARROW]) {
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            await page.setViewportSize(size);
            const found = await page.evaluate(look);
            assert.deepEqual(found, [], `${what}, ${colorScheme}, ${size.width} wide`);
        }
}

// What a person does so that more of an app shows.
const DEEDS = {
    "board.lua": [
        async (page) => {
            await page.fill(".new input", "Tea");
            await page.keyboard.press("Enter");
            await page.waitForSelector(".card");
        },
        (page) => page.click(".grip"),
    ],
    "form.lua": [
        (page) => page.click("text=Add a guest"),
        (page) => page.getByRole("button", { name: "Sign up" }).click(),
    ],
    "gallery.lua": [
        (page) => page.click("#desk-tab-orders"),
        (page) => page.click("text=New order"),
        (page) => page.click("text=Place the order"),
    ],
    "rows.lua": [(page) => page.click("#run")],
    "todo.lua": [(page) => page.fill("input", "Tea").then(() => page.keyboard.press("Enter"))],
    "todomvc.lua": [
        (page) => page.fill(".new-todo", "Tea").then(() => page.keyboard.press("Enter")),
        (page) => page.check(".toggle"),
    ],
};

const TASKS = ["counter", "temperature", "flights", "timer", "crud", "circles", "cells"];
const TASK_DEEDS = {
    flights: (page) => page.selectOption("select", "return"),
    circles: (page) => page.locator("svg").click({ position: { x: 90, y: 90 } }),
    cells: (page) => page.locator("td[ls-value-cell=B1]").dblclick(),
};

test("each of the seven tasks is sound to axe", async () => {
    const host = await house.host("apps/sevenguis.lua");
    const tab = await house.tab(host.url);
    const { page } = tab;
    for (const task of TASKS) {
        await page.goto(host.url + task);
        await live(page);
        await settled(tab);
        await TASK_DEEDS[task]?.(page);
        await quiet(page);
        await rested(page);
        await sound(page, task);
    }
});

for (const { name, path } of apps)
    test(`apps/${name} is sound to axe`, async () => {
        const host = await house.host(`apps/${name}`);
        const { page } = await house.tab(host.url + path);
        await sound(page, "at first");
        for (const [i, deed] of (DEEDS[name] ?? []).entries()) {
            await deed(page);
            await quiet(page);
            await rested(page);
            await sound(page, `after deed ${i + 1}`);
        }
    });

test("every story of the shipped components is sound to axe", async () => {
    const host = await house.host("lightspeed.stories");
    const { page } = await house.tab(host.url);
    const names = await page.locator("nav[aria-label=Components] a").allTextContents();
    assert.ok(names.length >= 15, names.join());
    await sound(page, "all");
    for (const name of names) {
        await page.goto(host.url + name);
        await live(page);
        await sound(page, name);
    }
});
