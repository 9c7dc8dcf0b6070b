// How long to wait before the next try: at random below a bound that doubles, so that a host that comes back is not
// met by all its visitors at once. It never ends. Where nobody looks, or the device knows that it has no network, tries
// are rare: the next one is due when that is over (`wake` in socket.ts).

export const WAIT_FIRST_MS = 500;
export const WAIT_MAX_MS = 10_000;
export const WAIT_AWAY_MS = 60_000;

/** `tries` have failed so far; `random` is in [0, 1). The host may have said `within` what time. */
export const backoff = (
    tries: number,
    random: number,
    isAway = false,
    within = Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** tries),
) => (isAway ? (WAIT_AWAY_MS * (1 + random)) / 2 : random * within);
