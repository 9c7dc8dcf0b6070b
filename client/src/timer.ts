// One thing to be done later, at most; setting it again forgets what it was.

/** The clock, and chance; specs bring their own. */
export interface World {
    after(ms: number, call: () => void): unknown;
    cancel(timer: unknown): void;
    random(): number;
}

export class Timer {
    private timer: unknown = null;

    constructor(private readonly world: World) {}

    set(ms: number, call: () => void) {
        this.clear();
        this.timer = this.world.after(ms, () => {
            this.timer = null;
            call();
        });
    }

    clear() {
        if (this.timer !== null) this.world.cancel(this.timer);
        this.timer = null;
    }

    get runs(): boolean {
        return this.timer !== null;
    }
}
