// Which keys an attribute means: ls-keydown.ctrl.k, ls-keyup.up.down. Of several keys any will do. A key that is named
// is meant without other modifiers than those that are named too; but a character may need shift to be typed at all.

const MODIFIERS = ["ctrl", "alt", "shift", "meta"];
const OTHERS = ["window", "once", "stop", "prevent", ...MODIFIERS];
// What the name of an attribute cannot hold.
const NAMES: Record<string, string> = { " ": "space", "/": "slash", ".": "period" };

/** Whether the keys and modifiers of an event are those that `words` ask for. */
export function fits(words: string[], event: Event): boolean {
    const keys = words.filter((word) => !OTHERS.includes(word));
    const { key = "", isComposing } = event as KeyboardEvent;
    const isHeld = (name: string) => (event as unknown as Record<string, boolean>)[`${name}Key`]!;
    const isTyped = key.length === 1;
    const isMeant = (name: string) => {
        if (words.includes(name)) return isHeld(name);
        return !keys.length || !isHeld(name) || (isTyped && name === "shift");
    };
    if (key && isComposing) return false; // it is the input method's
    if (keys.length && !keys.includes(NAMES[key] ?? key.toLowerCase().replace("arrow", ""))) return false;
    return MODIFIERS.every(isMeant);
}
