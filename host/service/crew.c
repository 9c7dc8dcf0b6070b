// See crew.h. Whatever happens - an errand, a line, an end, a moment - changes what is known, and `settle` does what
// follows from that: starts who is missing, gives work to who is idle, and sets the clock to the next moment.
#include "service/crew.h"

#include "base/log.h"
#include "base/mem.h"
#include "service/hand.h"
#include "service/talk.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

enum { GOODBYE_MS = 1000, TEXT_MAX = 400 };

enum place_state {
    PLACE_EMPTY,
    PLACE_STARTING, // was greeted and has not answered
    PLACE_IDLE,
    PLACE_WORKING,
    PLACE_LEAVING, // was killed or dismissed
};

struct place {
    struct crew *crew;
    enum place_state state;
    struct hand *hand;
    struct errand *errand;
    uint64_t id;       // of what it is at
    uint64_t since_ms; // in this state; of an empty one: when it is filled
    bool is_overdue;   // killed at a deadline, or by hand: not the program's failure
};

struct crew {
    const struct crew_settings *settings;
    uv_loop_t *loop;
    uv_timer_t timer;
    struct inbox inbox;
    struct hand_plan plan;
    struct place *places;
    struct errand *first; // those that wait
    struct errand *last;
    struct failures failures;
    uint64_t rests_until_ms; // 0: it does not rest
    uint64_t ids;
    bool is_closing;
    unsigned handles; // of its own, still open
    void (*closed)(void *self);
    void *closed_self;
    struct arena arena;
    struct buffer text;
    struct buffer value;
    struct crew_counters counters;
    pthread_mutex_t lock; // of the text
    char trouble[CREW_TROUBLE_MAX];
};

static void settle(struct crew *crew);

static void add(_Atomic uint64_t *counter, uint64_t amount)
{
    uint64_t now = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, now + amount, memory_order_relaxed);
}

static void step(struct place *place, enum place_state state)
{
    struct crew_counters *counters = &place->crew->counters;
    bool was_up = place->state == PLACE_IDLE || place->state == PLACE_WORKING;
    bool is_up = state == PLACE_IDLE || state == PLACE_WORKING;
    add(&counters->processes, (uint64_t)is_up - was_up);
    add(&counters->working, (uint64_t)(state == PLACE_WORKING) - (place->state == PLACE_WORKING));
    place->state = state;
    place->since_ms = uv_now(place->crew->loop);
}

static void note_trouble(struct crew *crew, const char *how)
{
    pthread_mutex_lock(&crew->lock);
    snprintf(crew->trouble, sizeof crew->trouble, "a process %s", how);
    pthread_mutex_unlock(&crew->lock);
}

void crew_read_trouble(struct crew *crew, char text[CREW_TROUBLE_MAX])
{
    pthread_mutex_lock(&crew->lock);
    memcpy(text, crew->trouble, CREW_TROUBLE_MAX);
    pthread_mutex_unlock(&crew->lock);
}

// --- answers ---

static void answer(struct crew *crew, struct errand *errand, enum errand_end end, struct bytes content)
{
    struct crew_counters *counters = &crew->counters;
    add(end == ERRAND_DONE      ? &counters->done_total
        : end == ERRAND_REFUSED ? &counters->refused_total
                                : &counters->failed_total,
        1);
    errand->end = end;
    buffer_clear(&errand->answer);
    buffer_put(&errand->answer, content);
    errand->answered(errand);
}

__attribute__((format(printf, 4, 5))) static void disappoint(struct crew *crew, struct errand *errand,
                                                             enum errand_end end, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list arguments;
    int used = snprintf(text, sizeof text, "%s.%.*s: ", crew->settings->name, (int)errand->function.size,
                        errand->function.data);
    if (used > TEXT_MAX / 2) used = TEXT_MAX / 2;
    va_start(arguments, format);
    vsnprintf(text + used, sizeof text - (size_t)used, format, arguments);
    va_end(arguments);
    answer(crew, errand, end, bytes_of(text));
}

static struct errand *take_work(struct place *place)
{
    struct errand *errand = place->errand;
    place->errand = NULL;
    return errand;
}

// --- the queue ---

static void keep_waiting(struct crew *crew, struct errand *errand)
{
    errand->next = NULL;
    if (crew->last) crew->last->next = errand;
    else crew->first = errand;
    crew->last = errand;
    add(&crew->counters.waiting, 1);
}

static struct errand *take_first(struct crew *crew)
{
    struct errand *errand = crew->first;
    if (!errand) return NULL;
    crew->first = errand->next;
    if (!crew->first) crew->last = NULL;
    add(&crew->counters.waiting, (uint64_t)-1);
    return errand;
}

// They hold a place that somebody else may need.
static void end_cancelled(struct crew *crew)
{
    struct errand *waiting = crew->first;
    crew->first = crew->last = NULL;
    crew->counters.waiting = 0;
    for (struct errand *next; waiting; waiting = next) {
        next = waiting->next;
        if (!atomic_load(&waiting->is_cancelled)) keep_waiting(crew, waiting);
        else disappoint(crew, waiting, ERRAND_LOST, "nobody waits for it any more");
    }
}

static void take_in(struct inbox_message *message, void *receiver)
{
    struct crew *crew = receiver;
    struct errand *errand = (struct errand *)message;
    if (crew) uv_update_time(crew->loop);
    if (!crew || crew->is_closing) { // the counters are no more, or of no interest
        errand->end = ERRAND_LOST;
        buffer_put(&errand->answer, BYTES("the host is going down"));
        errand->answered(errand);
        return;
    }
    add(&crew->counters.calls_total, 1);
    if (crew->counters.waiting >= crew->settings->queue_max) end_cancelled(crew);
    if (crew->rests_until_ms) {
        disappoint(crew, errand, ERRAND_FAILED, "its program failed more than %u times in %u s and rests for a while",
                   crew->settings->intensity.restarts_max, crew->settings->intensity.window_ms / 1000);
    } else if (crew->counters.waiting >= crew->settings->queue_max) {
        add(&crew->counters.full_total, 1);
        disappoint(crew, errand, ERRAND_FULL, "%u calls already wait", crew->settings->queue_max);
    } else {
        errand->since_ms = uv_now(crew->loop);
        keep_waiting(crew, errand);
    }
    settle(crew);
}

void crew_call(struct crew *crew, struct errand *errand)
{
    errand->message.deliver = take_in;
    inbox_put(&crew->inbox, &errand->message);
}

// --- work ---

static struct place *find(struct crew *crew, enum place_state state)
{
    for (unsigned i = 0; i < crew->settings->hands; i++)
        if (crew->places[i].state == state) return &crew->places[i];
    return NULL;
}

// False where it cannot be said; it is answered then.
static bool begin(struct place *place, struct errand *errand)
{
    struct crew *crew = place->crew;
    struct error err;
    arena_reset(&crew->arena);
    buffer_clear(&crew->text);
    bool ok = talk_ask(++crew->ids, buffer_bytes(&errand->function), buffer_bytes(&errand->arguments), &crew->arena,
                       &crew->text, &err);
    if (ok && crew->text.size > crew->settings->line_max)
        ok = fail(&err, ERROR_TOO_LARGE, "%zu bytes, more than %zu", crew->text.size, crew->settings->line_max);
    if (!ok) {
        disappoint(crew, errand, ERRAND_FAILED, "its arguments cannot be sent: %s", err.text);
        return false;
    }
    place->errand = errand;
    place->id = crew->ids;
    step(place, PLACE_WORKING);
    hand_tell(place->hand, buffer_bytes(&crew->text));
    return true;
}

static void hand_out(struct crew *crew)
{
    struct place *idle = find(crew, PLACE_IDLE);
    while (idle && crew->first) {
        struct errand *errand = take_first(crew);
        if (atomic_load(&errand->is_cancelled)) disappoint(crew, errand, ERRAND_LOST, "nobody waits for it any more");
        else begin(idle, errand);
        if (idle->state != PLACE_IDLE) idle = find(crew, PLACE_IDLE);
    }
}

// It says what nobody asked for, or nothing that can be understood.
static void misbehave(struct place *place, const char *what, struct bytes line)
{
    char why[TEXT_MAX];
    int shown = line.size < 80 ? (int)line.size : 80;
    snprintf(why, sizeof why, "was killed: it wrote %.200s: %.*s", what, shown, line.data);
    step(place, PLACE_LEAVING);
    hand_kill(place->hand, why);
}

static void hear_greeting(struct place *place)
{
    struct crew *crew = place->crew;
    crew->counters.cold_start_ms = uv_now(crew->loop) - place->since_ms;
    step(place, hand_is_alive(place->hand) ? PLACE_IDLE : PLACE_LEAVING);
}

static void said(void *owner, struct bytes line)
{
    struct place *place = owner;
    struct crew *crew = place->crew;
    struct talk_answer said;
    struct error err;
    uv_update_time(crew->loop);
    arena_reset(&crew->arena);
    if (place->state == PLACE_LEAVING) return;
    if (line.size > crew->settings->line_max) return misbehave(place, "a line that is too long", line);
    if (!talk_read(line, &crew->arena, &crew->value, &said, &err)) return misbehave(place, err.text, line);
    if (place->state == PLACE_IDLE || said.id != place->id) return misbehave(place, "what nobody asked for", line);
    if (place->state == PLACE_STARTING) hear_greeting(place);
    else {
        struct errand *errand = take_work(place);
        supervisor_praise(&crew->failures);
        step(place, hand_is_alive(place->hand) ? PLACE_IDLE : PLACE_LEAVING);
        if (errand) answer(crew, errand, said.is_ok ? ERRAND_DONE : ERRAND_REFUSED, said.content);
    }
    settle(crew);
}

// --- ends ---

static void rest(struct crew *crew)
{
    const struct intensity *intensity = &crew->settings->intensity;
    log_line(LOG_ERROR, "%s: its program failed more than %u times in %u s: it rests as long (docs/programs.md)",
             crew->settings->name, intensity->restarts_max, intensity->window_ms / 1000);
    crew->rests_until_ms = uv_now(crew->loop) + intensity->window_ms;
    crew->counters.resting = 1;
    for (struct errand *errand; (errand = take_first(crew));)
        disappoint(crew, errand, ERRAND_FAILED, "its program failed more than %u times in %u s and rests for a while",
                   intensity->restarts_max, intensity->window_ms / 1000);
}

static void judge(struct crew *crew, struct place *place)
{
    uint64_t now_ms = uv_now(crew->loop);
    add(&crew->counters.crashed_total, 1);
    if (crew->rests_until_ms) return;
    enum verdict verdict =
        supervisor_decide(&crew->settings->intensity, &crew->failures, FAILURE_PROCESS, (int64_t)now_ms);
    if (verdict == VERDICT_END) rest(crew);
    else place->since_ms = now_ms + supervisor_pause_ms(&crew->failures);
}

static void ended(void *owner, const char *how)
{
    struct place *place = owner;
    struct crew *crew = place->crew;
    struct errand *errand = take_work(place);
    uv_update_time(crew->loop);
    bool is_expected = place->is_overdue || crew->is_closing;
    if (!crew->is_closing) note_trouble(crew, how);
    if (!is_expected) log_line(LOG_ERROR, "%s: the process %d %s", crew->settings->name, hand_pid(place->hand), how);
    step(place, PLACE_EMPTY);
    place->hand = NULL;
    place->is_overdue = false;
    if (!is_expected) judge(crew, place);
    if (errand) disappoint(crew, errand, ERRAND_FAILED, "its process %s", how);
    settle(crew);
}

static const struct hand_owner hand_owner = {.said = said, .ended = ended};

// The first thing it is asked tells that it is up, whatever it answers.
static void greet(struct place *place)
{
    char text[80];
    place->id = ++place->crew->ids;
    snprintf(text, sizeof text, "{\"id\":%" PRIu64 ",\"fn\":\"hello\",\"args\":[]}", place->id);
    hand_tell(place->hand, bytes_of(text));
}

static void start(struct place *place)
{
    struct crew *crew = place->crew;
    struct error err;
    if (place->id) add(&crew->counters.restarts_total, 1);
    place->hand = hand_start(crew->loop, &crew->plan, &hand_owner, place, &err);
    if (place->hand) {
        step(place, PLACE_STARTING);
        greet(place);
        return;
    }
    place->id = ++crew->ids;
    log_line(LOG_ERROR, "%s: %s", crew->settings->name, err.text);
    judge(crew, place);
}

static void start_missing(struct crew *crew)
{
    uint64_t now_ms = uv_now(crew->loop);
    if (crew->rests_until_ms && now_ms >= crew->rests_until_ms) {
        crew->rests_until_ms = 0;
        crew->failures = (struct failures){.window_began_ms = (int64_t)now_ms};
        crew->counters.resting = 0;
    }
    for (unsigned i = 0; i < crew->settings->hands; i++) {
        struct place *place = &crew->places[i];
        bool is_due = place->state == PLACE_EMPTY && now_ms >= place->since_ms;
        if (is_due && !crew->rests_until_ms) start(place);
    }
}

// --- ended by hand ---

struct ending {
    struct inbox_message message; // first
};

static void end_hand(struct place *place)
{
    place->is_overdue = true;
    step(place, PLACE_LEAVING);
    hand_kill(place->hand, "was ended by hand");
}

static void end_hands(struct inbox_message *message, void *receiver)
{
    struct crew *crew = receiver;
    mem_free(message);
    if (!crew || crew->is_closing) return;
    uv_update_time(crew->loop);
    for (unsigned i = 0; i < crew->settings->hands; i++)
        if (crew->places[i].hand && crew->places[i].state != PLACE_LEAVING) end_hand(&crew->places[i]);
    settle(crew);
}

void crew_end_hands(struct crew *crew)
{
    struct ending *ending = mem_new_clear(sizeof *ending);
    ending->message.deliver = end_hands;
    inbox_put(&crew->inbox, &ending->message);
}

// --- moments ---

static uint64_t patience_ms(const struct place *place)
{
    const struct crew_settings *settings = place->crew->settings;
    switch (place->state) {
    case PLACE_STARTING: return settings->start_ms;
    case PLACE_WORKING: return settings->deadline_ms;
    default: return UINT64_MAX / 2;
    }
}

static void give_up(struct place *place)
{
    struct crew *crew = place->crew;
    struct errand *errand = take_work(place);
    bool is_at_work = place->state == PLACE_WORKING;
    char why[TEXT_MAX];
    snprintf(why, sizeof why, "was killed: it did not %s within %" PRIu64 " ms", is_at_work ? "answer" : "come up",
             patience_ms(place));
    if (is_at_work) {
        log_line(LOG_WARNING, "%s: the process %d %s", crew->settings->name, hand_pid(place->hand), why);
        add(&crew->counters.killed_total, 1);
        place->is_overdue = true;
    }
    step(place, PLACE_LEAVING);
    hand_kill(place->hand, why);
    if (errand) disappoint(crew, errand, ERRAND_OVERDUE, "its process %s", why);
}

static uint64_t begins_by_ms(const struct crew *crew, const struct errand *errand)
{
    uint64_t deadline_ms = crew->settings->deadline_ms;
    bool is_sooner = errand->timeout_ms && errand->timeout_ms < deadline_ms;
    return errand->since_ms + (is_sooner ? errand->timeout_ms : deadline_ms);
}

// Whoever asked waits no longer; the process may still come to its end, and is then free for others.
static uint64_t ends_by_ms(const struct errand *errand)
{
    return errand && errand->timeout_ms ? errand->since_ms + errand->timeout_ms : UINT64_MAX;
}

static void end_overdue_waiting(struct crew *crew, uint64_t now_ms)
{
    struct errand *waiting = crew->first;
    crew->first = crew->last = NULL;
    crew->counters.waiting = 0;
    for (struct errand *next; waiting; waiting = next) {
        next = waiting->next;
        if (now_ms < begins_by_ms(crew, waiting)) {
            keep_waiting(crew, waiting);
            continue;
        }
        uint64_t waited_ms = begins_by_ms(crew, waiting) - waiting->since_ms;
        add(&crew->counters.late_total, 1);
        disappoint(crew, waiting, ERRAND_OVERDUE, "all of its processes were busy for %" PRIu64 " ms", waited_ms);
    }
}

static void end_overdue(struct crew *crew)
{
    uint64_t now_ms = uv_now(crew->loop);
    for (unsigned i = 0; i < crew->settings->hands; i++) {
        struct place *place = &crew->places[i];
        if (place->hand && now_ms >= place->since_ms + patience_ms(place)) give_up(place);
        if (now_ms < ends_by_ms(place->errand)) continue;
        struct errand *errand = take_work(place);
        disappoint(crew, errand, ERRAND_OVERDUE, "no answer within %" PRIu64 " ms", errand->timeout_ms);
    }
    end_overdue_waiting(crew, now_ms);
}

static uint64_t earlier(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

static uint64_t next_moment(const struct crew *crew)
{
    uint64_t next = crew->rests_until_ms ? crew->rests_until_ms : UINT64_MAX;
    for (const struct errand *errand = crew->first; errand; errand = errand->next)
        next = earlier(next, begins_by_ms(crew, errand));
    for (unsigned i = 0; i < crew->settings->hands; i++) {
        const struct place *place = &crew->places[i];
        next = earlier(next, ends_by_ms(place->errand));
        if (place->hand) next = earlier(next, place->since_ms + patience_ms(place));
        else if (!crew->rests_until_ms) next = earlier(next, place->since_ms);
    }
    return next;
}

static void ring(uv_timer_t *timer)
{
    struct crew *crew = timer->data;
    end_overdue(crew);
    settle(crew);
}

static void close_if_over(struct crew *crew);

static void settle(struct crew *crew)
{
    if (crew->is_closing) return close_if_over(crew);
    start_missing(crew);
    hand_out(crew);
    uint64_t next = next_moment(crew), now_ms = uv_now(crew->loop);
    if (next == UINT64_MAX) uv_timer_stop(&crew->timer);
    else uv_timer_start(&crew->timer, ring, next > now_ms ? next - now_ms : 0, 0);
}

// --- life ---

struct crew *crew_new(uv_loop_t *loop, const struct crew_settings *settings)
{
    struct crew *crew = mem_new_clear(sizeof *crew);
    crew->settings = settings;
    pthread_mutex_init(&crew->lock, NULL);
    crew->loop = loop;
    crew->plan = (struct hand_plan){settings->name, settings->child, settings->line_max};
    crew->places = mem_new_clear(settings->hands * sizeof *crew->places);
    for (unsigned i = 0; i < settings->hands; i++) crew->places[i].crew = crew;
    uv_timer_init(loop, &crew->timer);
    crew->timer.data = crew;
    inbox_create(&crew->inbox, loop, crew);
    uv_timer_start(&crew->timer, ring, 0, 0);
    return crew;
}

const struct crew_settings *crew_settings(const struct crew *crew)
{
    return crew->settings;
}

const struct crew_counters *crew_counters(const struct crew *crew)
{
    return &crew->counters;
}

static void timer_closed(uv_handle_t *handle)
{
    struct crew *crew = handle->data;
    crew->closed(crew->closed_self);
}

static void close_if_over(struct crew *crew)
{
    for (unsigned i = 0; i < crew->settings->hands; i++)
        if (crew->places[i].hand) return;
    if (uv_is_closing((uv_handle_t *)&crew->timer)) return;
    inbox_close(&crew->inbox);
    uv_close((uv_handle_t *)&crew->timer, timer_closed);
}

static void end_all(uv_timer_t *timer)
{
    struct crew *crew = timer->data;
    for (unsigned i = 0; i < crew->settings->hands; i++)
        if (crew->places[i].hand) hand_kill(crew->places[i].hand, "was killed: it did not go");
}

void crew_close(struct crew *crew, void (*closed)(void *self), void *self)
{
    crew->is_closing = true;
    crew->closed = closed;
    crew->closed_self = self;
    for (struct errand *errand; (errand = take_first(crew));)
        disappoint(crew, errand, ERRAND_LOST, "the host is going down");
    for (unsigned i = 0; i < crew->settings->hands; i++) {
        struct place *place = &crew->places[i];
        struct errand *errand = take_work(place);
        if (!place->hand) continue;
        step(place, PLACE_LEAVING);
        hand_dismiss(place->hand);
        if (errand) disappoint(crew, errand, ERRAND_LOST, "the host is going down");
    }
    uv_timer_start(&crew->timer, end_all, GOODBYE_MS, 0);
    close_if_over(crew);
}

void crew_delete(struct crew *crew)
{
    if (!crew) return;
    inbox_drain(&crew->inbox);
    pthread_mutex_destroy(&crew->lock);
    mem_free(crew->places);
    arena_destroy(&crew->arena);
    buffer_destroy(&crew->text);
    buffer_destroy(&crew->value);
    mem_free(crew);
}
