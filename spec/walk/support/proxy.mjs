// A line between browser and host that can be cut, held and closed, as lines in the world are.
//
//     cut()      every connection there is breaks; new ones are taken
//     close()    the same, and nobody gets through until open()
//     hold(way)  bytes that go "up" (to the host), "down" or both ways wait until release() or cut()
//     delay(up_ms, down_ms)   whatever is said from now on takes this long; nothing overtakes anything

import { connect, createServer } from "node:net";

export async function startProxy(port) {
    const proxy = new HoldingLine(port);
    await proxy.listen();
    return proxy;
}

class HoldingLine {
    constructor(port) {
        this.target = port;
        this.pairs = new Set();
        this.held = { up: false, down: false };
        this.delay_ms = { up: 0, down: 0 };
        this.isClosed = false;
        /** How many connections were taken. */
        this.taken = 0;
        /** How many came while it was closed. */
        this.turnedAway = 0;
        this.server = createServer({ noDelay: true }, (browser) => this.take(browser));
    }

    async listen() {
        await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
        this.url = `http://127.0.0.1:${this.server.address().port}/`;
    }

    take(browser) {
        if (this.isClosed) {
            this.turnedAway++;
            return void browser.destroy();
        }
        this.taken++;
        const host = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
        const pair = { browser, host, up: [], down: [], onTheWay: { up: [], down: [] } };
        this.pairs.add(pair);
        const end = () => this.break(pair);
        for (const socket of [browser, host]) socket.on("error", end).on("close", end);
        browser.on("data", (bytes) => this.travel(pair, "up", bytes));
        host.on("data", (bytes) => this.travel(pair, "down", bytes));
    }

    // Timers may meet in the wrong order; whoever is woken takes what has waited longest.
    travel(pair, way, bytes) {
        const queue = pair.onTheWay[way];
        if (!this.delay_ms[way] && !queue.length) return this.pass(pair, way, bytes);
        queue.push(bytes);
        setTimeout(() => this.pass(pair, way, queue.shift()), this.delay_ms[way]);
    }

    pass(pair, way, bytes) {
        if (this.held[way]) pair[way].push(bytes);
        else if (this.pairs.has(pair)) (way === "up" ? pair.host : pair.browser).write(bytes);
    }

    delay(up_ms, down_ms = up_ms) {
        this.delay_ms = { up: up_ms, down: down_ms };
    }

    break(pair) {
        this.pairs.delete(pair);
        pair.browser.destroy();
        pair.host.destroy();
    }

    hold(...ways) {
        for (const way of ways.length ? ways : ["up", "down"]) this.held[way] = true;
    }

    release(...ways) {
        for (const way of ways.length ? ways : ["up", "down"]) {
            this.held[way] = false;
            for (const pair of this.pairs) for (const bytes of pair[way].splice(0)) this.pass(pair, way, bytes);
        }
    }

    /** What waits is lost. */
    cut() {
        for (const pair of [...this.pairs]) this.break(pair);
        this.held = { up: false, down: false };
    }

    close() {
        this.isClosed = true;
        this.cut();
    }

    open() {
        this.isClosed = false;
    }

    async stop() {
        this.close();
        await new Promise((done) => this.server.close(done));
    }
}
