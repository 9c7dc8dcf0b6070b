// A line between browser and host that can be cut, held and closed, as lines in the world are.
//
//     cut()      every connection there is breaks; new ones are taken
//     close()    the same, and nobody gets through until open()
//     delay(ms)  from now on everything takes so long, each way
//     hold(way)  bytes that go "up" (to the host), "down" or both ways wait until release() or cut()

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
        this.isClosed = false;
        this.latency = 0;
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
        const pair = { browser, host, up: [], down: [] };
        this.pairs.add(pair);
        const end = () => this.break(pair);
        for (const socket of [browser, host]) socket.on("error", end).on("close", end);
        browser.on("data", (bytes) => this.pass(pair, "up", bytes));
        host.on("data", (bytes) => this.pass(pair, "down", bytes));
    }

    pass(pair, way, bytes) {
        if (this.held[way]) pair[way].push(bytes);
        else if (this.latency) setTimeout(() => this.write(pair, way, bytes), this.latency);
        else this.write(pair, way, bytes);
    }

    write(pair, way, bytes) {
        (way === "up" ? pair.host : pair.browser).write(bytes);
    }

    delay(ms) {
        this.latency = ms;
    }

    break(pair) {
        this.pairs.delete(pair);
        pair.browser.destroy();
        pair.host.destroy();
    }

    hold(...ways) {
        for (const way of ways.length ? ways : ["up", "down"]) this.held[way] = true;
    }

    release() {
        this.held = { up: false, down: false };
        for (const pair of this.pairs)
            for (const way of ["up", "down"]) for (const bytes of pair[way].splice(0)) this.pass(pair, way, bytes);
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
