// What happens to the nodes of a page: which are the same as before, which came, went and moved.

/** Remembers every node of the view by a property that no patch can bring back. */
export const mark = (page) =>
    page.evaluate(() => {
        const walker = document.createTreeWalker(document.querySelector("#ls-view"), NodeFilter.SHOW_ALL);
        let count = 0;
        do walker.currentNode.isMarked = true;
        while (++count && walker.nextNode());
        return count;
    });

/** How many nodes of the view are marked, and how many are not. */
export const marks = (page) =>
    page.evaluate(() => {
        const walker = document.createTreeWalker(document.querySelector("#ls-view"), NodeFilter.SHOW_ALL);
        const found = { kept: 0, fresh: 0 };
        do walker.currentNode.isMarked ? found.kept++ : found.fresh++;
        while (walker.nextNode());
        return found;
    });

/**
 * Watches the view from now on. `tell()` gives what has happened since it was last asked: elements and texts that
 * came, went or moved, attributes that changed (each as "element name"; what shows that something is on its way is
 * not counted), texts that changed in place.
 */
export async function watch(page) {
    const handle = await page.evaluateHandle(startWatch);
    return { tell: () => handle.evaluate((watcher) => watcher.tell()) };
}

function startWatch() {
    const records = [];
    const observer = new MutationObserver((more) => records.push(...more));
    const everything = { subtree: true, childList: true, attributes: true, characterData: true };
    observer.observe(document.querySelector("#ls-view"), everything);
    const tell = () => {
        const all = [...records.splice(0), ...observer.takeRecords()];
        const came = new Set(all.flatMap(({ addedNodes }) => [...addedNodes]));
        const went = new Set(all.flatMap(({ removedNodes }) => [...removedNodes]));
        const names = (nodes) => nodes.map((node) => node.nodeName.toLowerCase());
        return {
            added: names([...came].filter((node) => node.isConnected && !went.has(node))),
            removed: names([...went].filter((node) => !node.isConnected)),
            moved: names([...came].filter((node) => node.isConnected && went.has(node))),
            attributes: all
                .filter(({ type, attributeName }) => type === "attributes" && !/^(ls|aria)-busy$/.test(attributeName))
                .map(({ target, attributeName }) => `${target.localName} ${attributeName}`),
            texts: all.filter(({ type }) => type === "characterData").length,
        };
    };
    return { tell };
}

/** What `watch` tells where nothing at all has happened. */
export const STILL = { added: [], removed: [], moved: [], attributes: [], texts: 0 };
