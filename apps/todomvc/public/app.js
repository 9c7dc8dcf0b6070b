// Where the todos are between visits: in the browser's own storage, as the specification of TodoMVC wants it. The page
// hands over what it finds there when it comes, and is told whenever something has changed.

const KEY = "todos-lightspeed";

function stored() {
    try {
        return JSON.parse(localStorage.getItem(KEY)) ?? [];
    } catch {
        return []; // there is no storage, or somebody else wrote there
    }
}

export const Storage = {
    mounted(element, { push }) {
        const todos = stored();
        if (todos.length) push("restore", { todos }).catch(console.warn);
    },
    on: {
        todos({ todos }) {
            try {
                localStorage.setItem(KEY, JSON.stringify(todos));
            } catch (error) {
                console.warn(error); // full, or forbidden: they last as long as the session
            }
        },
    },
};
