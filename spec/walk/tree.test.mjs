// What there is in a host that runs, in a terminal and in a page; and an end to an actor or a session of it, after
// which both go on.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lightspeed, until } from "./support/host.mjs";
import { clicks, live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

/** Waits until the tree has all these rows; gives it. */
const tells = (control, ...rows) =>
    until(
        async () => {
            const tree = await lightspeed("tree", control);
            return rows.every((row) => row.test(tree)) && tree;
        },
        `the tree says ${rows.join(" and ")}`,
    );

function newDirectory() {
    const directory = mkdtempSync(join(tmpdir(), "ls-tree-"));
    house.ends.push(async () => rmSync(directory, { recursive: true, force: true }));
    return directory;
}

const socket = () => join(newDirectory(), "control");

/** The app of the programs, in a directory of its own, with time to look at one that hangs. */
function patient() {
    const directory = newDirectory();
    const source = readFileSync("spec/apps/programs.lua", "utf8");
    assert.match(source, /deadline = 3000,/);
    writeFileSync(join(directory, "programs.lua"), source.replace("deadline = 3000,", "deadline = 600000,"));
    cpSync("spec/apps/programs", join(directory, "programs"), { recursive: true });
    return join(directory, "programs.lua");
}

test("lightspeed tree shows groups, actors and sessions, and kill starts an actor again", async () => {
    const control = socket();
    const host = await house.host("spec/apps/actors.lua", ["--shards", "2", "--control", control]);
    await house.tab(host.url);
    await tells(
        control,
        /^rooms +up +one_for_one$/m,
        /^ {2}lobby +up +0 restarts/m,
        /^ {2}[0-9a-f]{16} {2}\/ .*actors\.lua:/m,
    );
    await lightspeed("kill", "lobby", control);
    await tells(control, /lobby +up +1 restarts.*ended by hand/);
    await assert.rejects(
        lightspeed("kill", "nobody", control),
        /there is no actor, no session and no service 'nobody'/,
    );
});

test("a session that is killed goes back to its last good model, and its page goes on", async () => {
    const control = socket();
    const host = await house.host("spec/apps/walk_identity.lua", ["--control", control]);
    const { page } = await house.tab(host.url);
    await live(page);
    await clicks(page, "#add", 3);
    await shows(page, "#n", 3);
    const id = await page.locator("#id").textContent();
    const [, session] = /^ {2}([0-9a-f]{16}) /m.exec(await lightspeed("tree", control));
    const restores = await host.metric("restores");
    await lightspeed("kill", session, control);
    await until(async () => (await host.metric("restores")) > restores, "the session is made again");
    await clicks(page, "#add", 2);
    await shows(page, "#n", 5);
    assert.equal(await page.locator("#id").textContent(), id);
    assert.equal(await host.metric("ended"), 0);
});

test("a name speaks to nobody's terminal", async () => {
    const control = socket();
    const host = await house.host("spec/apps/hostile_names.lua", ["--control", control]);
    const { page } = await house.tab(host.url);
    for (let at = 1; at <= 6; at++) {
        await page.getByRole("button", { name: "next" }).click();
        await shows(page, "h1", `true true ${at}`);
    }
    const shown = await tells(control, /^ {2}\?\[31mred\? +up/m);
    assert.doesNotMatch(shown, /\p{Cc}(?<!\n)/u);
});

test("the processes of a program are seen, and kill replaces them", async () => {
    const control = socket();
    const host = await house.host(patient(), ["--control", control]);
    const says = (row) => tells(control, row);
    await says(/^echo +up +0 restarts +0 waiting +0 of 2 processes at work, up in \d+ ms$/m);
    const { page } = await house.tab(host.url);
    await shows(page, "#value", "first");
    await page.getByRole("button", { name: "Wedge" }).click();
    await says(/^echo +up .* 1 of 2 processes at work/m);
    await lightspeed("kill", "echo", control);
    await says(/^echo +up +2 restarts +0 waiting +0 of 2 processes.*! a process was ended by hand$/m);
    await page.getByRole("button", { name: "Echo" }).click();
    await shows(page, "#value", "hi,7");
    assert.equal(await host.metric(`program_crashed_total{program="echo"}`), 0);
});

test("the threads of a service are seen, and kill ends what they are at", async () => {
    const control = socket();
    const host = await house.host("spec/apps/walk_services.lua", ["--control", control]);
    const says = (row) => tells(control, row);
    await says(/^work +up .* 0 of \d threads at work/m);
    const { page } = await house.tab(host.url);
    await page.getByRole("button", { name: "Raise" }).click();
    await says(/^work +up .*! \w+: /m);
    await page.evaluate(() => document.querySelector("[ls-click=spin]").setAttribute("ls-value-ms", "600000"));
    await page.getByRole("button", { name: "Spin" }).click();
    await says(/^work +up .* 1 of \d threads at work/m);
    await lightspeed("kill", "work", control);
    await says(/^work +up +1 restarts +0 waiting +0 of \d threads at work/m);
    await until(async () => (await host.metric("calls_cancelled")) === 1, "the call has come home");
});

test("the page of the tree is live, and ends an actor, which its group starts again", async () => {
    const host = await house.host("spec/apps/actors.lua", ["--shards", "2", "--control", socket()]);
    const { page } = await house.tab(`${host.url}_ls/tree`);
    const row = page.locator("tr", { hasText: "lobby" });
    const isUp = () => row.filter({ hasText: /lobby\s*actor\s*up/ }).waitFor();
    await live(page);
    await isUp();
    await row.getByRole("button", { name: "End lobby" }).click();
    await page.locator("tr", { hasText: /lobby.*1.*it was ended by hand/s }).waitFor();
    await isUp();
});

test("in production there is no such page, and only its own user opens the socket", async () => {
    const control = socket();
    const host = await house.host("spec/apps/actors.lua", ["--prod", "--control", control]);
    assert.equal((await fetch(`${host.url}_ls/tree`)).status, 404);
    await tells(control, /lobby +up/);
    const { mode } = statSync(control);
    assert.equal(mode & 0o777, 0o600);
});
