// The places at which the host dies (host/base/mortal.h): how often they may be passed before, and what leads there.

/** Passed by every click. */
const CLICKS = { most: 200, leads: "nothing" };
/** Passed by each visitor who comes back. */
const RETURNS = { most: Infinity, leads: "nothing" };

export const PLACES = {
    touched: CLICKS, // a turn is done, and nothing of it written
    recorded: CLICKS, // it is bytes
    handing: CLICKS,
    handed: CLICKS, // they are the writer's
    taken: CLICKS,
    written: CLICKS, // in a transaction that is not over
    committing: CLICKS,
    committed: CLICKS, // on disk, and nobody knows
    answered: CLICKS, // the shard is to know
    released: CLICKS, // the frame may go
    sending: CLICKS,
    sent: CLICKS,
    found: RETURNS, // somebody came back, and was asked for
    read: RETURNS,
    revived: RETURNS,
    restoring: RETURNS, // there is a model, of before the journal
    migrated: { most: Infinity, leads: "deploy" }, // the program is another
    renewing: { most: Infinity, leads: "reload" }, // the same, in the same process
    renewed: { most: Infinity, leads: "reload" },
    parting: { most: Infinity, leads: "end" }, // the host was asked to go
    tidied: { most: 1, leads: "rest" }, // nobody does anything
};

/** Those in which a master dies, while it puts a worker in the place of another. */
export const MASTERS_PLACES = ["replacing", "replaced"];

/** LIGHTSPEED_DIES for this place; each visitor of so many passes those of returns and more once. */
export function wishOf(place, visitors) {
    const most = Math.min(PLACES[place].most, PLACES[place].most === Infinity ? Math.ceil(visitors / 2) : Infinity);
    return { LIGHTSPEED_DIES: `${place}:${1 + Math.floor(Math.random() * most)}` };
}
