// apps/rows.lua is what the runner of the js-framework-benchmark looks for: its address, its ids, its classes, and rows
// that keep their nodes. What is looked at here is what that runner looks at before it measures anything.

import assert from "node:assert/strict";
import { clicks, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const PATH = "frameworks/keyed/lightspeed/index.html";
const BUTTONS = ["run", "runlots", "add", "update", "clear", "swaprows"];

const cell = (row, column, inside = "") => `tbody>tr:nth-of-type(${row})>td:nth-of-type(${column})${inside}`;

async function visit() {
    const host = await house.host("apps/rows.lua", ["--limit", "turn_ms=60000"]);
    const { page } = await house.tab(host.url + PATH);
    return page;
}

/** Counts, from now on, the rows that come and go in the table, whatever part of it they come in. */
async function countRows(page) {
    await page.evaluate(() => {
        const rowsIn = (nodes) =>
            [...nodes].flatMap((node) => (node.localName === "tr" ? [node, ...rowsIn(node.childNodes)] : []));
        const table = document.querySelector("table.table");
        const count = { came: [], went: [], second: document.querySelector("tbody>tr:nth-of-type(2)") };
        new MutationObserver((records) => {
            for (const { addedNodes, removedNodes } of records) {
                count.came.push(...rowsIn(addedNodes));
                count.went.push(...rowsIn(removedNodes));
            }
        }).observe(table, { childList: true, subtree: true });
        table.counted = count;
    });
    return () =>
        page.evaluate(() => {
            const { came, went, second } = document.querySelector("table.table").counted;
            const fresh = came.filter((row) => !went.includes(row)).length;
            return { came: came.length, went: went.length, fresh, secondWent: went.includes(second) };
        });
}

test("the page stands where the runner opens it, with its buttons and its empty table", async () => {
    const page = await visit();
    for (const id of BUTTONS) assert.equal(await page.locator(`button.btn#${id}`).count(), 1, id);
    assert.equal(await page.locator("table.table>tbody#tbody").count(), 1);
    assert.equal(await page.locator("tbody>tr").count(), 0);
});

test("a row is made of the elements and classes that the runner asks for", async () => {
    const page = await visit();
    await page.click("#add");
    await shows(page, cell(1000, 1), 1000);
    const row = await page.locator("tbody>tr:nth-of-type(1000)").evaluate((tr) => ({
        elements: [...tr.querySelectorAll("*")].map((element) => element.localName),
        classes: [...tr.children].map((td) => td.className),
        children: [...tr.childNodes].map((node) => node.nodeType),
    }));
    assert.deepEqual(row.elements, ["td", "td", "a", "td", "a", "span", "td"]);
    assert.deepEqual(row.classes, ["col-md-1", "col-md-4", "col-md-1", "col-md-6"]);
    assert.deepEqual(row.children, [1, 1, 1, 1]);
    const span = page.locator(cell(1000, 3, ">a>span"));
    assert.match(await span.getAttribute("class"), /\bglyphicon glyphicon-remove\b/);
    assert.equal(await span.getAttribute("aria-hidden"), "true");
    assert.equal(await page.locator(cell(1000, 2, ">a.lbl")).count(), 1);
});

test("it is keyed: rows are swapped by moving them, replaced by new ones, removed by their own nodes", async () => {
    const page = await visit();
    await page.click("#add");
    await shows(page, cell(1000, 1), 1000);

    const swapped = await countRows(page);
    await page.click("#swaprows");
    await shows(page, cell(2, 1), 999);
    assert.deepEqual(await swapped(), { came: 2, went: 2, fresh: 0, secondWent: true });

    const replaced = await countRows(page);
    await page.click("#run");
    await shows(page, cell(1000, 1), 2000);
    assert.deepEqual(await replaced(), { came: 1000, went: 1000, fresh: 1000, secondWent: true });

    const removed = await countRows(page);
    await shows(page, cell(2, 1), 1002);
    await clicks(page, cell(2, 3, ">a>span:nth-of-type(1)")); // to be seen with the runner's style sheet only
    await shows(page, cell(2, 1), 1003);
    assert.deepEqual(await removed(), { came: 0, went: 1, fresh: 0, secondWent: true });
});

test("the selected row, and no other, is of the class danger", async () => {
    const page = await visit();
    await page.click("#run");
    await page.click(cell(5, 2, ">a"));
    await page.locator("tbody>tr:nth-of-type(5).danger").waitFor();
    await page.click(cell(2, 2, ">a"));
    await page.locator("tbody>tr:nth-of-type(2).danger").waitFor();
    assert.equal(await page.locator("tbody>tr.danger").count(), 1);
});

test("numbers go on after a clear, every tenth row is marked, and rows can be had by the ten thousand", async () => {
    const page = await visit();
    await page.click("#run");
    await shows(page, cell(1, 1), 1);
    await page.click("#clear");
    await page.locator(cell(1, 1)).waitFor({ state: "detached" });
    await page.click("#run");
    await shows(page, cell(1, 1), 1001);
    await page.click("#update");
    await page.locator(cell(991, 2, ">a"), { hasText: / !!!$/ }).waitFor();
    await page.click("#runlots");
    await shows(page, cell(10_000, 1), 12_000);
});
