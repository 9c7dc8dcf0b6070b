// See answer.h. A JSON text is walked by one small scanner that knows strings and brackets and nothing else, so a
// patch of a megabyte costs the generator about a millisecond and the usual twenty bytes next to nothing.
#include "answer.h"

struct scan {
    const char *at;
    const char *end;
};

static bool take(struct scan *scan, char byte)
{
    if (scan->at == scan->end || *scan->at != byte) return false;
    scan->at++;
    return true;
}

static void skip_string(struct scan *scan)
{
    for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
        if (*scan->at == '\\') scan->at++;
    if (scan->at < scan->end) scan->at++;
    if (scan->at > scan->end) scan->at = scan->end;
}

// One value of any kind; stands on the comma or bracket after it.
static struct bytes take_value(struct scan *scan)
{
    const char *start = scan->at;
    for (int depth = 0; scan->at < scan->end;) {
        char byte = *scan->at;
        bool closes = byte == ']' || byte == '}';
        if (depth == 0 && (closes || byte == ',' || byte == ':')) break;
        if (byte == '"') {
            skip_string(scan);
            continue;
        }
        depth += byte == '[' || byte == '{';
        depth -= closes;
        scan->at++;
    }
    return (struct bytes){start, (size_t)(scan->at - start)};
}

static bool take_integer(struct scan *scan, uint64_t *integer)
{
    const char *start = scan->at;
    for (*integer = 0; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'; scan->at++)
        *integer = *integer * 10 + (uint64_t)(*scan->at - '0');
    return scan->at > start;
}

static struct bytes unquoted(struct bytes string)
{
    bool quoted = string.size >= 2 && string.data[0] == '"';
    return quoted ? (struct bytes){string.data + 1, string.size - 2} : string;
}

// The code in {"no": CODE, …}.
static struct bytes refusal_in(struct bytes extra)
{
    struct scan scan = {extra.data, extra.data + extra.size};
    if (!take(&scan, '{')) return (struct bytes){NULL, 0};
    while (scan.at < scan.end && *scan.at == '"') {
        struct bytes key = take_value(&scan);
        if (!take(&scan, ':')) break;
        struct bytes value = take_value(&scan);
        if (bytes_equal(key, BYTES("\"no\""))) return unquoted(value);
        take(&scan, ',');
    }
    return (struct bytes){NULL, 0};
}

// `SEQ,REF` and then, for a patch and a full, up to two values of which the second is EXTRA.
static bool read_numbered(struct scan *scan, struct answer *answer)
{
    bool ok = take_integer(scan, &answer->seq) && take(scan, ',') && take_integer(scan, &answer->ref);
    if (ok && take(scan, ',')) take_value(scan);
    if (ok && take(scan, ',')) answer->code = refusal_in(take_value(scan));
    return ok && take(scan, ']') && scan->at == scan->end;
}

static bool read_named(struct scan *scan, struct answer *answer)
{
    struct bytes name = unquoted(take_value(scan));
    if (bytes_equal(name, BYTES("h"))) {
        answer->kind = ANSWER_HEARTBEAT;
        return take(scan, ']') && scan->at == scan->end;
    }
    if (!take(scan, ',')) return false;
    if (bytes_equal(name, BYTES("bye"))) {
        answer->kind = ANSWER_BYE;
        answer->code = unquoted(take_value(scan));
        return true;
    }
    bool ok = bytes_equal(name, BYTES("ok")), full = bytes_equal(name, BYTES("full"));
    answer->kind = ok ? ANSWER_OK : ANSWER_FULL;
    return (ok || full) && read_numbered(scan, answer);
}

void answer_read(struct bytes text, struct answer *answer)
{
    struct scan scan = {text.data, text.data + text.size};
    *answer = (struct answer){.kind = ANSWER_PATCH, .text = text};
    bool ok = take(&scan, '[');
    bool named = ok && scan.at < scan.end && *scan.at == '"';
    ok = ok && (named ? read_named(&scan, answer) : read_numbered(&scan, answer));
    if (!ok) answer->kind = ANSWER_STRANGE;
}
