// The host is killed, again and again, while visitors click: at random moments, and at the very places where a mistake
// would show. What was acknowledged is never lost, and nothing happens twice. `make kill` kills a thousand times.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { ROOT } from "../walk/support/host.mjs";
import { HAS_PLACES, openCampaign } from "./campaign.mjs";
import { MASTERS_PLACES, PLACES, wishOf } from "./places.mjs";

const KILLS = Number(process.env.KILLS ?? 20);
const VISITORS = Number(process.env.VISITORS ?? 40);
const FEW = 10; // visitors, where one place after the other has its turn

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function percentile(values, part) {
    values.sort((a, b) => a - b);
    return values[Math.min(values.length - 1, Math.floor(values.length * part))];
}

// What leads to a place, while all are there; a deploy did before they came.
const leads = {
    nothing() {},
    deploy() {},
    reload(campaign) {
        campaign.deploy();
        campaign.host.child.kill("SIGHUP");
    },
    end(campaign) {
        campaign.host.child.kill("SIGTERM");
    },
    rest(campaign) {
        campaign.rest(true);
    },
};

// The host is started, and dies there.
async function dieAt(campaign, place) {
    if (PLACES[place].leads === "deploy") campaign.deploy();
    await campaign.start(wishOf(place, campaign.visitors.length));
    await campaign.everybody();
    leads[PLACES[place].leads](campaign);
    await campaign.death(place);
    campaign.rest(false);
}

async function dieSometime(campaign) {
    await campaign.start();
    await campaign.everybody();
    await pause(50 + Math.random() * 500);
    await campaign.host.kill();
}

test(`${KILLS} kills lose no acknowledged click of ${VISITORS} visitors, and double none`, async () => {
    const places = Object.keys(PLACES);
    await openCampaign(VISITORS, async (campaign) => {
        await campaign.host.kill();
        for (let number = 0; number < KILLS; number++) {
            if (number % 2 && HAS_PLACES) await dieAt(campaign, places[(number >> 1) % places.length]);
            else await dieSometime(campaign);
        }
        await campaign.start();
        const clicks = await campaign.account();
        const waits = campaign.visitors.flatMap((visitor) => visitor.waits);
        console.log(
            `# ${clicks} clicks; from a restart to the first patch: p50 ${percentile(waits, 0.5).toFixed(0)} ms, ` +
                `p99 ${percentile(waits, 0.99).toFixed(0)} ms, of ${waits.length}`,
        );
        assert.ok(clicks > KILLS * 10, `only ${clicks} clicks`);
    });
});

test("at each place where a host can die, nothing is lost and nothing doubled", { skip: !HAS_PLACES }, async () => {
    await openCampaign(FEW, async (campaign) => {
        await campaign.host.kill();
        for (const place of Object.keys(PLACES)) await dieAt(campaign, place);
        await campaign.start();
        await campaign.account();
    });
});

test("a master that dies while one worker follows another loses nothing", { skip: !HAS_PLACES }, async () => {
    await openCampaign(
        FEW,
        async (campaign) => {
            await campaign.host.kill();
            for (const place of MASTERS_PLACES) {
                campaign.deploy();
                await campaign.start({ LIGHTSPEED_DIES: `${place}:1` });
                await campaign.everybody();
                campaign.host.child.kill("SIGUSR2");
                await campaign.death(place);
            }
            await campaign.start();
            await campaign.account();
        },
        ["--master"],
    );
});

test("every place at which a host can die has its turn", () => {
    const found = new Set();
    for (const name of readdirSync(join(ROOT, "host"), { recursive: true }).filter((file) => file.endsWith(".c")))
        for (const [, place] of readFileSync(join(ROOT, "host", name), "utf8").matchAll(/mortal_at\("(\w+)"\)/g))
            found.add(place);
    assert.deepEqual([...found].sort(), [...Object.keys(PLACES), ...MASTERS_PLACES].sort());
});
