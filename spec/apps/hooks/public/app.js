// Hooks that write down, in the order of things, what they are told.

const said = [];
window.said = said;

const say = (what) => (element) => said.push(`${what} ${element.id}`);

export const Log = {
    mounted(element, context) {
        said.push(`mounted ${element.id}`);
        context.n = 0;
        element.context = context;
    },
    beforeUpdate(_, context) {
        context.n++;
    },
    updated: say("updated"),
    removed: say("removed"),
    disconnected: say("disconnected"),
    reconnected: say("reconnected"),
    on: {
        points: (data, element) => said.push(`points ${element.id} ${JSON.stringify(data)}`),
    },
};

export const Second = { mounted: say("second"), removed: say("second removed") };

// A number as people write it, whatever the host says.
export const Phone = {
    mounted: (element) => Phone.updated(element),
    updated(element) {
        element.title = element.textContent.replace(/^(\d{4})(\d{3})(\d+)$/, "($1) $2 $3");
    },
};

export const Thrower = {
    mounted() {
        throw new Error("mounted badly");
    },
};

export default (client) => {
    window.client = client;
};
