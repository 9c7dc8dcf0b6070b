// Loading the page again, where nothing else helps: the session is gone, or host and page do not understand each
// other any more. Never in circles: after a few times within a minute the page stays as it is.

export const RELOADS_MAX = 3;
export const RELOADS_WITHIN_MS = 60_000;
const KEY = "ls-reloads";

/** Whether this page may be loaded again now; if so, that is remembered across the reload. */
export function mayReload(storage: () => Storage, now: number): boolean {
    try {
        const before: number[] = JSON.parse(storage().getItem(KEY) ?? "[]");
        const recent = before.filter((time) => time > now - RELOADS_WITHIN_MS);
        if (recent.length >= RELOADS_MAX) return false;
        storage().setItem(KEY, JSON.stringify([...recent, now]));
        return true;
    } catch {
        return false; // nothing can be remembered here, so circles could not be noticed
    }
}
