// The attributes of a page that listen for something, read from their names: ls-keydown.ctrl.k.window is a `keydown`
// with the words `ctrl`, `k` and `window`.
//
// Which of them a page has is in the file of its templates, so nothing is listened for that no template mentions, and
// elements are found by selectors, which browsers are quick at. Beside the templates only a spread can bring more.

/**
 * The whole name; KIND as in ls-KIND, nothing for ls-on-TYPE, which means the bare event; the type of the DOM's event;
 * whatever stands behind a dot and is no part of that.
 */
export type Binding = [attribute: string, kind: string, type: string, words: string[]];

// It ends as in HTML, in JSON and in a list of names. What else begins like one of these is no event of the DOM.
const NAMES = /(?:data-)?ls-(on-|(?=click|submit|change|focus|blur|key))([^\s="\\/>]+)/g;
const WORDS = /^(window|once|stop|prevent|ctrl|alt|shift|meta)$/;

/** Who wants to know of every text that may mention such attributes. */
export const learners = new Set<(text: string) => void>();

export const mention = (text: string) => learners.forEach((learn) => void learn(text));

/** All that `text` mentions. */
export function bindingsIn(text: string): Binding[] {
    return [...text.matchAll(NAMES)].map(([attribute, on, name]) => {
        const [first, ...more] = name!.split(".");
        // A custom event may have dots of its own; a key event has none, but keys.
        const isWord = (word: string) => /^key/.test(name!) || WORDS.test(word);
        const type = [first, ...more.filter((word) => !isWord(word))].join(".");
        return [attribute, on ? "" : type, type, more.filter(isWord)];
    });
}
