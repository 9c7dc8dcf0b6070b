// A backtracking matcher for Lua patterns, written from the manual and held against liblua by random calls (the
// spec). It walks subject and pattern side by side; what can be tried in more than one way (a capture, a quantifier)
// recurses for the rest of the pattern, so its depth follows the number of such items, never the subject.
//
// Every try costs a step, a set costs more the longer it is. Where a step cannot be paid, or the pattern turns out to
// be malformed, `stop` is set and every level returns at once.
#include "value/pattern.h"

#include <stdint.h>

enum { UNFINISHED = -1, SET_BYTES_PER_STEP = 4, COMPARE_BYTES_PER_STEP = 16 };

typedef const unsigned char *place; // in the subject (s) or the pattern (p)

struct matcher {
    place subject, subject_end;
    place pattern_end;
    size_t steps;
    const struct pattern_purse *purse; // NULL: there is no more
    int depth;
    enum pattern_result stop; // FOUND while nothing stands in the way of going on
    struct error *err;
    struct pattern_match *match;
};

static place match_rest(struct matcher *m, place s, place p);

#define bad(m, ...) ((m)->stop = PATTERN_BAD, (void)fail((m)->err, ERROR_SYNTAX, __VA_ARGS__))

static bool spend(struct matcher *m, size_t steps)
{
    while (steps >= m->steps && m->purse && m->purse->more(m->purse->self)) m->steps += m->purse->portion;
    if (steps < m->steps) {
        m->steps -= steps;
        return true;
    }
    m->steps = 0;
    m->stop = PATTERN_SPENT;
    return false;
}

// The classes of the C locale, whatever the process has set.
static bool is_lower(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_alpha(unsigned char c)
{
    return is_lower(c | 0x20);
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_graph(unsigned char c)
{
    return c > ' ' && c < 127;
}

static bool in_class(unsigned char c, unsigned char name)
{
    bool in;
    switch (is_alpha(name) ? name | 0x20 : name) {
    case 'a': in = is_alpha(c); break;
    case 'c': in = c < ' ' || c == 127; break;
    case 'd': in = is_digit(c); break;
    case 'g': in = is_graph(c); break;
    case 'l': in = is_lower(c); break;
    case 'p': in = is_graph(c) && !is_alpha(c) && !is_digit(c); break;
    case 's': in = c == ' ' || (c >= '\t' && c <= '\r'); break;
    case 'u': in = c >= 'A' && c <= 'Z'; break;
    case 'w': in = is_alpha(c) || is_digit(c); break;
    case 'x': in = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); break;
    case 'z': in = c == 0; break;
    default: return name == c; // an escaped character stands for itself
    }
    return in == is_lower(name);
}

// `set` is the byte after '[', `end` the one after ']'.
static bool in_set(unsigned char c, place set, place end)
{
    place last = end - 1;
    bool yes = true;
    if (*set == '^') yes = false, set++;
    for (; set < last; set++) {
        if (*set == '%') {
            if (in_class(c, *++set)) return yes;
        } else if (set + 2 < last && set[1] == '-') {
            if (set[0] <= c && c <= set[2]) return yes;
            set += 2;
        } else if (*set == c) {
            return yes;
        }
    }
    return !yes;
}

// The byte after the set that `p` begins (behind its '['); NULL where no ']' closes it. A ']' that comes first is a
// member.
static place set_end(place p, place end)
{
    if (p < end && *p == '^') p++;
    for (bool first = true;; first = false) {
        if (p == end) return NULL;
        unsigned char c = *p++;
        if (c == ']' && !first) return p;
        if (c == '%' && p < end) p++;
    }
}

// The byte after the single-character item at `p`; NULL (and err) where it is malformed.
static place item_end(place p, place end, struct error *err)
{
    place after = p + 1;
    if (*p == '[') after = set_end(p + 1, end);
    if (!after) return fail(err, ERROR_SYNTAX, "malformed pattern (missing ']')"), NULL;
    if (*p != '%') return after;
    if (after == end) return fail(err, ERROR_SYNTAX, "malformed pattern (ends with '%%')"), NULL;
    return after + 1;
}

// Whether the subject goes on with a character of the item [p, end).
static bool match_item(const struct matcher *m, place s, place p, place end)
{
    if (s == m->subject_end) return false;
    switch (*p) {
    case '.': return true;
    case '%': return in_class(*s, p[1]);
    case '[': return in_set(*s, p + 1, end);
    default: return *p == *s;
    }
}

static size_t item_cost(place p, place end)
{
    return 1 + (size_t)(end - p) / SET_BYTES_PER_STEP;
}

// As often as possible, then less and less.
static place match_most(struct matcher *m, place s, place p, place end)
{
    size_t cost = item_cost(p, end);
    place most = s;
    while (match_item(m, most, p, end)) {
        if (!spend(m, cost)) return NULL;
        most++;
    }
    for (;; most--) {
        place found = match_rest(m, most, end + 1);
        if (found || m->stop || most == s) return found;
    }
}

// As seldom as possible, then more and more.
static place match_least(struct matcher *m, place s, place p, place end)
{
    size_t cost = item_cost(p, end);
    for (;; s++) {
        place found = match_rest(m, s, end + 1);
        if (found || m->stop) return found;
        if (!match_item(m, s, p, end) || !spend(m, cost)) return NULL;
    }
}

static place open_capture(struct matcher *m, place s, place p)
{
    struct pattern_match *match = m->match;
    if (match->captures_count == PATTERN_CAPTURES_MAX) return bad(m, "too many captures"), NULL;

    bool position = p < m->pattern_end && *p == ')';
    int index = match->captures_count++;
    match->captures[index].start = (size_t)(s - m->subject);
    match->captures[index].size = position ? PATTERN_POSITION : UNFINISHED;
    place found = match_rest(m, s, p + position);
    if (!found) match->captures_count--;
    return found;
}

static place close_capture(struct matcher *m, place s, place p)
{
    struct pattern_match *match = m->match;
    int index = match->captures_count - 1;
    while (index >= 0 && match->captures[index].size != UNFINISHED) index--;
    if (index < 0) return bad(m, "invalid pattern capture"), NULL;

    match->captures[index].size = (ptrdiff_t)((size_t)(s - m->subject) - match->captures[index].start);
    place found = match_rest(m, s, p);
    if (!found) match->captures[index].size = UNFINISHED;
    return found;
}

// What capture `digit` caught, again.
static place match_again(struct matcher *m, place s, unsigned char digit)
{
    int index = digit - '1';
    if (index < 0 || index >= m->match->captures_count || m->match->captures[index].size == UNFINISHED)
        return bad(m, "invalid capture index %%%d", index + 1), NULL;

    ptrdiff_t size = m->match->captures[index].size;
    if (size == PATTERN_POSITION || m->subject_end - s < size) return NULL;
    if (!spend(m, 1 + (size_t)size / COMPARE_BYTES_PER_STEP)) return NULL;
    return memcmp(m->subject + m->match->captures[index].start, s, (size_t)size) == 0 ? s + size : NULL;
}

// %bxy, with `p` at its x.
static place match_balanced(struct matcher *m, place s, place p)
{
    if (m->pattern_end - p < 2) return bad(m, "malformed pattern (missing arguments to '%%b')"), NULL;
    if (s == m->subject_end || *s != p[0]) return NULL;
    size_t open = 1;
    while (++s < m->subject_end) {
        if (!spend(m, 1)) return NULL;
        if (*s == p[1]) {
            if (--open == 0) return s + 1;
        } else if (*s == p[0]) {
            open++;
        }
    }
    return NULL;
}

// %f[set], with `p` behind the f. Gives the byte after the set where `s` is such a frontier.
static place match_frontier(struct matcher *m, place s, place p)
{
    if (p == m->pattern_end || *p != '[') return bad(m, "missing '[' after '%%f' in pattern"), NULL;
    place end = set_end(p + 1, m->pattern_end);
    if (!end) return bad(m, "malformed pattern (missing ']')"), NULL;

    unsigned char before = s == m->subject ? 0 : s[-1];
    unsigned char here = s == m->subject_end ? 0 : *s;
    if (!spend(m, item_cost(p, end))) return NULL;
    return !in_set(before, p + 1, end) && in_set(here, p + 1, end) ? end : NULL;
}

// The single-character item at *p with its quantifier. True where match_loop goes on from *s and *p; otherwise
// *found is the answer.
static bool match_quantified(struct matcher *m, place *s, place *p, place *found)
{
    *found = NULL;
    place end = item_end(*p, m->pattern_end, m->err);
    if (!end) return m->stop = PATTERN_BAD, false;
    if (!spend(m, item_cost(*p, end))) return false;

    switch (end < m->pattern_end ? *end : 0) {
    case '*': return *found = match_most(m, *s, *p, end), false;
    case '-': return *found = match_least(m, *s, *p, end), false;
    case '+':
        if (match_item(m, *s, *p, end)) *found = match_most(m, *s + 1, *p, end);
        return false;
    case '?':
        if (match_item(m, *s, *p, end)) {
            *found = match_rest(m, *s + 1, end + 1);
            if (*found || m->stop) return false;
        }
        *p = end + 1;
        return true;
    default:
        if (!match_item(m, *s, *p, end)) return false;
        *s += 1;
        *p = end;
        return true;
    }
}

// The item at *p that begins with '%'. Like match_quantified.
static bool match_escaped(struct matcher *m, place *s, place *p, place *found)
{
    *found = NULL;
    unsigned char kind = *p + 1 < m->pattern_end ? (*p)[1] : 0;
    place on;
    if (kind == 'b') {
        on = match_balanced(m, *s, *p + 2);
        *s = on;
        *p += 4;
    } else if (kind == 'f') {
        on = match_frontier(m, *s, *p + 2);
        *p = on;
    } else if (is_digit(kind)) {
        on = match_again(m, *s, kind);
        *s = on;
        *p += 2;
    } else {
        return match_quantified(m, s, p, found);
    }
    return on != NULL;
}

static place match_loop(struct matcher *m, place s, place p)
{
    place found;
    while (p != m->pattern_end) {
        bool on;
        switch (*p) {
        case '(': return open_capture(m, s, p + 1);
        case ')': return close_capture(m, s, p + 1);
        case '%': on = match_escaped(m, &s, &p, &found); break;
        case '$':
            if (p + 1 == m->pattern_end) return s == m->subject_end ? s : NULL;
            // fall through
        default: on = match_quantified(m, &s, &p, &found);
        }
        if (!on) return found;
    }
    return s;
}

// The rest of the pattern from `p` on, matched at `s`: where the match ends, or NULL.
static place match_rest(struct matcher *m, place s, place p)
{
    if (m->depth == PATTERN_DEPTH_MAX) return bad(m, "pattern too complex"), NULL;
    if (!spend(m, 1)) return NULL;
    m->depth++;
    place found = match_loop(m, s, p);
    m->depth--;
    return found;
}

static enum pattern_result finish(struct matcher *m, place start, place end)
{
    m->match->start = (size_t)(start - m->subject);
    m->match->end = (size_t)(end - m->subject);
    for (int i = 0; i < m->match->captures_count; i++)
        if (m->match->captures[i].size == UNFINISHED) return bad(m, "unfinished capture"), PATTERN_BAD;
    return PATTERN_FOUND;
}

// A byte that every match begins with, or -1.
static int first_byte(place p, place end)
{
    if (p == end || memchr("^$*+?.([%-)", *p, 11)) return -1;
    if (p + 1 < end && memchr("*?-", p[1], 3)) return -1;
    return *p;
}

// The next place from `s` on where a match may begin; NULL where there is none or it cannot be paid.
static place next_start(struct matcher *m, place s, int first)
{
    if (first < 0 || s == m->subject_end) return s;
    place at = memchr(s, first, (size_t)(m->subject_end - s));
    if (!spend(m, (size_t)((at ? at : m->subject_end) - s) / COMPARE_BYTES_PER_STEP)) return NULL;
    return at;
}

static enum pattern_result search(struct matcher *m, place s, place p)
{
    bool anchored = p < m->pattern_end && *p == '^';
    p += anchored;
    int first = anchored ? -1 : first_byte(p, m->pattern_end);
    for (; (s = next_start(m, s, first)); s++) {
        m->match->captures_count = 0;
        place end = match_rest(m, s, p);
        if (end) return finish(m, s, end);
        if (m->stop || anchored || s == m->subject_end) break;
    }
    return m->stop ? m->stop : PATTERN_NONE;
}

static enum pattern_result look(struct bytes subject, struct bytes pattern, size_t init,
                                const struct pattern_purse *purse, size_t *steps, struct pattern_match *match,
                                struct error *err)
{
    if (init > subject.size) return PATTERN_NONE;
    place s = subject.data ? (place)subject.data : (place) "";
    place p = pattern.data ? (place)pattern.data : (place) "";
    struct matcher m = {.subject = s,
                        .subject_end = s + subject.size,
                        .pattern_end = p + pattern.size,
                        .steps = *steps,
                        .purse = purse,
                        .err = err,
                        .match = match};
    enum pattern_result result = search(&m, s + init, p);
    *steps = m.steps;
    return result;
}

enum pattern_result pattern_find(struct bytes subject, struct bytes pattern, size_t init, size_t *steps,
                                 struct pattern_match *match, struct error *err)
{
    return look(subject, pattern, init, NULL, steps, match, err);
}

enum pattern_result pattern_find_paying(struct bytes subject, struct bytes pattern, size_t init,
                                        const struct pattern_purse *purse, size_t *steps, struct pattern_match *match,
                                        struct error *err)
{
    *steps = purse->portion;
    return look(subject, pattern, init, purse, steps, match, err);
}

// What pattern_check knows so far.
struct checker {
    bool closed[PATTERN_CAPTURES_MAX];
    int captures_count;
    int depth; // a capture's ends and a quantifier each take a level
};

static bool check_deeper(struct checker *c, struct error *err)
{
    return ++c->depth < PATTERN_DEPTH_MAX || fail(err, ERROR_SYNTAX, "pattern too complex");
}

static bool check_open(struct checker *c, bool position, struct error *err)
{
    if (c->captures_count == PATTERN_CAPTURES_MAX) return fail(err, ERROR_SYNTAX, "too many captures");
    c->closed[c->captures_count++] = position;
    return check_deeper(c, err);
}

static bool check_close(struct checker *c, struct error *err)
{
    int index = c->captures_count - 1;
    while (index >= 0 && c->closed[index]) index--;
    if (index < 0) return fail(err, ERROR_SYNTAX, "invalid pattern capture");
    c->closed[index] = true;
    return check_deeper(c, err);
}

static bool check_again(const struct checker *c, int index, struct error *err)
{
    if (index >= 0 && index < c->captures_count && c->closed[index]) return true;
    return fail(err, ERROR_SYNTAX, "invalid capture index %%%d", index + 1);
}

// Each check_* below that takes `place *p` moves it behind what it checked.
static bool check_item(struct checker *c, place *p, place end, struct error *err)
{
    *p = item_end(*p, end, err);
    if (!*p) return false;
    if (*p == end || !memchr("*+?-", **p, 4)) return true;
    *p += 1;
    return check_deeper(c, err);
}

static bool check_escaped(struct checker *c, place *p, place end, struct error *err)
{
    unsigned char kind = *p + 1 < end ? (*p)[1] : 0;
    if (kind == 'b') {
        if (end - *p < 4) return fail(err, ERROR_SYNTAX, "malformed pattern (missing arguments to '%%b')");
        *p += 4;
        return true;
    }
    if (kind == 'f') {
        if (end - *p < 3 || (*p)[2] != '[') return fail(err, ERROR_SYNTAX, "missing '[' after '%%f' in pattern");
        *p = item_end(*p + 2, end, err);
        return *p != NULL;
    }
    if (!is_digit(kind)) return check_item(c, p, end, err);
    *p += 2;
    return check_again(c, kind - '1', err);
}

static bool check_next(struct checker *c, place *p, place end, struct error *err)
{
    bool position;
    switch (**p) {
    case '(':
        position = *p + 1 < end && (*p)[1] == ')';
        *p += 1 + position;
        return check_open(c, position, err);
    case ')': *p += 1; return check_close(c, err);
    case '%': return check_escaped(c, p, end, err);
    default: return check_item(c, p, end, err);
    }
}

bool pattern_check(struct bytes pattern, struct error *err)
{
    if (!pattern.size) return true;
    place p = (place)pattern.data;
    place end = p + pattern.size;
    struct checker c = {.depth = 0};
    if (*p == '^') p++;
    while (p != end)
        if (!check_next(&c, &p, end, err)) return false;
    for (int i = 0; i < c.captures_count; i++)
        if (!c.closed[i]) return fail(err, ERROR_SYNTAX, "unfinished capture");
    return true;
}
