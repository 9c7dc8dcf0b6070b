// See steps.h.
#include "session/replay/steps.h"

#include "app/models.h"
#include "app/secrets.h"
#include "base/clock.h"
#include "base/mem.h"
#include "session/hall.h"
#include "session/replay/twice.h"
#include "session/session.h"
#include "session/turn.h"
#include "session/visit/place.h"
#include "tree/diff.h"
#include "tree/live.h"
#include "value/codec.h"

#include <xxhash.h>

struct steps *steps_new(void)
{
    return mem_new_clear(sizeof(struct steps));
}

static void chapter_destroy(struct chapter *chapter)
{
    buffer_destroy(&chapter->models);
    buffer_destroy(&chapter->place);
    buffer_destroy(&chapter->steps);
}

void steps_delete(struct steps *steps)
{
    if (!steps) return;
    chapter_destroy(&steps->earlier);
    chapter_destroy(&steps->now);
    buffer_destroy(&steps->heard);
    buffer_destroy(&steps->models);
    buffer_destroy(&steps->place);
    buffer_destroy(&steps->secrets);
    mem_free(steps);
}

// --- hashes ---

uint64_t steps_hash(struct bytes bytes)
{
    return bytes.size ? XXH3_64bits(bytes.data, bytes.size) : 0;
}

static bool forget_ticket(void *self, const struct live *live)
{
    (void)self;
    *live->ticket = 0;
    return true;
}

// Tickets are chance; all else a page shows goes by models. In a copy, for the page needs them.
uint64_t steps_hash_page(struct rendition *page)
{
    struct rendition copy;
    struct buffer all = {0};
    if (!page->nodes.size) return 0; // an actor shows none
    rendition_create(&copy, page->templates);
    rendition_copy(&copy, page);
    if (copy.has_lives) lives_visit(&copy, forget_ticket, NULL);
    diff_write_full(&copy, true, &all);
    uint64_t hash = steps_hash(buffer_bytes(&all));
    buffer_destroy(&all);
    rendition_destroy(&copy);
    return hash;
}

// Of models without the secrets that are in them: a hash of the others would tell whoever guesses.
static uint64_t hash_models(const struct steps *steps)
{
    struct arena arena = {0};
    struct buffer masked = {0};
    struct models models;
    struct error err;
    uint64_t hash = 0;
    if (!steps->secrets.size) return steps_hash(buffer_bytes(&steps->models));
    if (models_read(buffer_bytes(&steps->models), &arena, &models, &err)) {
        models.view = secrets_mask(&steps->secrets, &arena, &models.view);
        models.components = secrets_mask(&steps->secrets, &arena, &models.components);
        if (models_write(&models, &masked, &err)) hash = steps_hash(buffer_bytes(&masked));
    }
    buffer_destroy(&masked);
    arena_destroy(&arena);
    return hash;
}

// --- what the browser said ---

struct heard {
    uint32_t ref;
    uint32_t size;
};

void steps_hear(struct session *session, uint32_t ref, const struct value *payload)
{
    struct buffer *heard = &session->steps->heard;
    struct heard head = {.ref = ref};
    struct error err;
    if (heard->size > STEPS_BYTES_MAX) buffer_clear(heard); // of events that were refused, all of them
    size_t begin = heard->size;
    buffer_put(heard, (struct bytes){(const char *)&head, sizeof head});
    if (!codec_encode(payload, heard, &err)) heard->size = begin + sizeof head;
    head.size = (uint32_t)(heard->size - begin - sizeof head);
    memcpy(heard->data + begin, &head, sizeof head);
}

// What was said in the event `ref`, borrowed; *used is how much of `heard` is of no more use then.
static struct bytes find_heard(const struct buffer *heard, uint32_t ref, size_t *used)
{
    struct heard head;
    struct bytes found = {0};
    size_t at = 0;
    while (at < heard->size) {
        memcpy(&head, heard->data + at, sizeof head);
        if (head.ref > ref) break;
        found = (struct bytes){heard->data + at + sizeof head, head.ref == ref ? head.size : 0};
        at += sizeof head + head.size;
    }
    *used = at;
    return found;
}

static void forget_heard(struct buffer *heard, size_t used)
{
    if (!used) return;
    memmove(heard->data, heard->data + used, heard->size - used);
    heard->size -= used;
}

// --- chapters ---

struct head {
    struct step step; // without its bytes
    uint32_t payload_size;
    uint32_t said_size;
    uint32_t text_size;
    uint32_t changes_size;
};

void chapter_put(struct chapter *chapter, const struct step *step)
{
    struct head head = {*step, (uint32_t)step->payload.size, (uint32_t)step->said.size, (uint32_t)step->text.size,
                        (uint32_t)step->changes.size};
    buffer_put(&chapter->steps, (struct bytes){(const char *)&head, sizeof head});
    buffer_put(&chapter->steps, step->payload);
    buffer_put(&chapter->steps, step->said);
    buffer_put(&chapter->steps, step->text);
    buffer_put(&chapter->steps, step->changes);
    chapter->count++;
}

static struct bytes take(const char **at, uint32_t size)
{
    struct bytes bytes = {*at, size};
    *at += size;
    return bytes;
}

static bool read_step(const struct chapter *chapter, size_t *at, struct step *step)
{
    struct head head;
    if (*at >= chapter->steps.size) return false;
    const char *bytes = chapter->steps.data + *at;
    memcpy(&head, bytes, sizeof head);
    bytes += sizeof head;
    *step = head.step;
    step->payload = take(&bytes, head.payload_size);
    step->said = take(&bytes, head.said_size);
    step->text = take(&bytes, head.text_size);
    step->changes = take(&bytes, head.changes_size);
    *at = (size_t)(bytes - chapter->steps.data);
    return true;
}

bool steps_read(const struct steps *steps, struct steps_place *place, struct step *step)
{
    if (!place->is_now && read_step(&steps->earlier, &place->at, step)) return true;
    if (!place->is_now) *place = (struct steps_place){.is_now = true};
    return read_step(&steps->now, &place->at, step);
}

const struct chapter *steps_first(const struct steps *steps)
{
    return steps->earlier.models.size ? &steps->earlier : &steps->now;
}

bool steps_find(const struct steps *steps, uint64_t number, struct step *step)
{
    struct steps_place place = {0};
    while (steps_read(steps, &place, step))
        if (step->number == number) return true;
    return false;
}

const struct chapter *steps_chapter(const struct steps *steps, uint64_t number)
{
    bool is_earlier = steps->earlier.models.size && number < steps->now.first;
    return is_earlier ? &steps->earlier : &steps->now;
}

static void set(struct buffer *to, const struct buffer *from)
{
    buffer_clear(to);
    buffer_put(to, buffer_bytes(from));
}

void steps_rewind(struct steps *steps, uint64_t number, const struct steps *then)
{
    struct step step;
    size_t end = 0;
    if (steps_chapter(steps, number) == &steps->earlier) {
        chapter_destroy(&steps->now);
        steps->now = steps->earlier;
        steps->earlier = (struct chapter){0};
    }
    struct chapter *chapter = &steps->now;
    for (size_t at = 0; read_step(chapter, &at, &step) && step.number <= number;) end = at;
    chapter->steps.size = end;
    chapter->count = (uint32_t)(number - chapter->first);
    steps->last = number;
    set(&steps->models, &then->models);
    set(&steps->place, &then->place);
    memcpy(steps->random, then->random, sizeof steps->random);
}

static void begin_chapter(struct steps *steps, int64_t time_ms, uint64_t page)
{
    chapter_destroy(&steps->earlier);
    steps->earlier = steps->now;
    steps->now = (struct chapter){.first = steps->last, .time_ms = time_ms, .page = page};
    memcpy(steps->now.random, steps->random, sizeof steps->random);
    buffer_put(&steps->now.models, buffer_bytes(&steps->models));
    buffer_put(&steps->now.place, buffer_bytes(&steps->place));
}

static bool is_full(const struct chapter *chapter)
{
    return chapter->count >= STEPS_MAX || chapter->steps.size >= STEPS_BYTES_MAX;
}

// --- keeping ---

// How it is after a turn that succeeded. False where the models cannot be written down: the turn is found out when it
// is played again.
static bool note_state(struct session *session)
{
    struct steps *steps = session->steps;
    struct error err;
    buffer_clear(&steps->models);
    buffer_clear(&steps->place);
    if (!vm_write_model(session->vm, &steps->models, &err)) return false;
    vm_get_random(session->vm, steps->random);
    buffer_put(&steps->place, place_of(session));
    return true;
}

static void begin(struct session *session, int64_t time_ms, uint64_t page, bool is_birth)
{
    struct steps *steps = session->steps;
    if (!steps || !note_state(session)) return;
    chapter_destroy(&steps->earlier);
    chapter_destroy(&steps->now);
    steps->earlier = (struct chapter){0};
    steps->now = (struct chapter){0};
    begin_chapter(steps, time_ms, page);
    steps->now.is_birth = is_birth;
    steps->app = session->app->number;
}

bool steps_are_known(const struct session *session)
{
    const struct steps *steps = session->steps;
    return steps && steps->now.models.size && steps->app == session->app->number;
}

void steps_begin(struct session *session, int64_t time_ms, struct rendition *page)
{
    if (session->steps) begin(session, time_ms, steps_hash_page(page), true);
}

void steps_resume(struct session *session)
{
    begin(session, session->journal.time_ms, 0, false);
}

void steps_renew(struct session *session, int64_t time_ms, struct rendition *page)
{
    steps_begin(session, time_ms, page);
    if (session->steps) session->steps->now.is_birth = false;
}

static struct step step_of(const struct turn *turn, size_t *heard_used)
{
    struct session *session = turn->session;
    const struct message *message = turn->message;
    struct step step = {
        .number = ++session->steps->last,
        .time_ms = turn->now_ms,
        .handler = message->handler,
        .is_event = message->kind == MESSAGE_EVENT,
        .target = message->target,
        .spent_ns = clock_ns() - turn->began_ns,
        .payload = message_data(message),
    };
    if (step.is_event) step.said = find_heard(&session->steps->heard, message->ref, heard_used);
    if (session->vm) step.fuel = vm_spent(session->vm);
    return step;
}

void steps_keep(struct turn *turn, size_t patch_size)
{
    struct session *session = turn->session;
    struct steps *steps = session->steps;
    size_t heard_used = 0;
    if (!steps || !turn->message) return;
    if (!steps_are_known(session)) {
        begin(session, turn->now_ms, 0, false);
        return;
    }
    struct step step = step_of(turn, &heard_used);
    struct twice before = twice_begin(steps);
    struct buffer changes = {0};
    step.patch_size = patch_size;
    bool is_known = note_state(session);
    step.model = hash_models(steps);
    if (!steps->secrets.size) step.page = steps_hash_page(&turn->next);
    models_put_difference(buffer_bytes(&before.models), buffer_bytes(&steps->models), STEPS_CHANGES_MAX, &changes);
    step.changes = buffer_bytes(&changes);
    chapter_put(&steps->now, &step);
    buffer_destroy(&changes);
    if (is_known && !session->is_replay) twice_check(session, &step, &before);
    twice_end(&before);
    forget_heard(&steps->heard, heard_used);
    if (is_known && is_full(&steps->now)) begin_chapter(steps, step.time_ms, step.page);
}

void steps_keep_failure(struct turn *turn, const struct error *err)
{
    struct steps *steps = turn->session->steps;
    size_t heard_used = 0;
    if (!turn->message || !steps_are_known(turn->session)) return;
    struct step step = step_of(turn, &heard_used);
    step.code = err->code;
    step.text = bytes_of(err->text);
    step.model = hash_models(steps);
    chapter_put(&steps->now, &step);
    forget_heard(&steps->heard, heard_used);
}
