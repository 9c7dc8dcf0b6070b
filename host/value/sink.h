// What a render says: the alphabet between the Lua that speaks it (vm/) and the page that listens (tree/). The
// two do not know each other; session/turn.c introduces them.
//
// A template is finished before the one that contains it: its values come between `open` and `close`, and `close`
// gives a handle, which a later `child` or `row` puts in its place. Handles are small integers, valid until the sink
// is cleared. Opens nest (a value may be computed by code that renders something else in between), and only the
// innermost takes values.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>

typedef uint32_t sink_handle; // 0 is never a valid handle

enum sink_kind { SINK_NOTHING, SINK_TRUE, SINK_INTEGER, SINK_TEXT, SINK_CHILD };

// One slot's value, where a template is said all at once.
struct sink_value {
    enum sink_kind kind;
    sink_handle child;
    union {
        int64_t integer;   // shows its decimal digits
        struct bytes text; // borrowed until the call returns
    };
};

// What happens to a stream, a list whose rows the page keeps and nobody else does. An insert, or an update, is
// followed by its row.
enum sink_change {
    SINK_INSERT, // where no row has the key, at the place; else the row there is updated
    SINK_UPDATE, // where a row has the key
    SINK_REMOVE,
    SINK_RESET, // to nothing
};

struct sink_operation {
    enum sink_change change;
    int32_t at;       // of an insert: 0 the front, -1 the end, or an index
    int32_t limit;    // of an insert: so many rows stay, the last ones where it is negative; 0: all
    struct bytes key; // of a remove
};

// In the number of a nested view: it outlives the page that it stands in where the next one has it too.
#define SINK_LIVE_STICKY 0x40000000u

struct sink {
    // How many values template `id` takes; fails for an id that does not exist.
    bool (*slots)(void *self, uint32_t id, uint32_t *count, struct error *err);

    bool (*open)(void *self, uint32_t id, struct error *err);
    // The next slot's value. Each fails (MISFIT) where the slot is of another kind, naming the attribute where there
    // is one.
    bool (*text)(void *self, struct bytes text, struct error *err);
    bool (*flag)(void *self, bool on,
                 struct error *err); // true: a bare attribute, the text "true"; false: nothing there
    bool (*child)(void *self, sink_handle child, struct error *err);
    // What an event does in the page, made by ls.js and nobody else: JSON, for the attribute of an event.
    bool (*operations)(void *self, struct bytes json, struct error *err);
    // values[i].data == NULL: a bare attribute. `operations`: bit i where value i is JSON as above.
    bool (*spread)(void *self, const struct bytes *names, const struct bytes *values, uint64_t operations,
                   size_t count, struct error *err);
    bool (*close)(void *self, sink_handle *handle, struct error *err);

    // The same in one call, for a template without a spread: open, each value, close.
    bool (*whole)(void *self, uint32_t id, const struct sink_value *values, size_t count, sink_handle *handle,
                  struct error *err);

    // The same markup, marked: events of what is in it are for `owner` (0: the view), unless a mark further inside
    // says otherwise.
    bool (*own)(void *self, sink_handle markup, uint64_t owner, sink_handle *handle, struct error *err);

    // A place that the host itself will fill, as markup of no slots. Only a layout has such places, see
    // tree/document.h.
    bool (*hole)(void *self, unsigned number, sink_handle *handle, struct error *err);

    // A list of rows of one template. `key` is any bytes that identify the row, NULL data where the list has no keys.
    bool (*list_open)(void *self, uint32_t row_template, struct error *err);
    bool (*row)(void *self, struct bytes key, sink_handle row, struct error *err);
    // A template in one call, and as a row at once: most rows are said so. `key` is an integer or a text, NULL where
    // the list has no keys; 7 is the same key as the text "7".
    bool (*whole_row)(void *self, const struct sink_value *key, const struct sink_value *values, size_t count,
                      struct error *err);
    // The template of the rows of the list that is innermost open.
    bool (*row_template)(void *self, uint32_t *id, struct error *err);
    bool (*list_close)(void *self, sink_handle *handle, struct error *err);

    // Another view, which stands here as `name`: a session of its own, about which the page knows no more than this.
    // `params` are what it is to begin with, a canonical table; `where` is the place in the app's source, for
    // messages.
    bool (*live)(void *self, uint32_t view, struct bytes name, struct bytes params, struct bytes where,
                 sink_handle *handle, struct error *err);

    // The list that is innermost open, and has no rows, is a stream. Then what happens to it, in order.
    bool (*stream)(void *self, struct error *err);
    bool (*operation)(void *self, const struct sink_operation *operation, struct error *err);
};
