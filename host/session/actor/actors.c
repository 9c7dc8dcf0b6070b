// See actors.h.
#include "session/actor/actors.h"

#include "base/log.h"
#include "base/names.h"
#include "session/actor/actor.h"
#include "session/actor/letter.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/session.h"
#include "value/codec.h"

static struct actor *find(const struct hall *hall, struct bytes name)
{
    return (struct actor *)names_find(&hall->actors, name);
}

struct session *actors_find(const struct hall *hall, struct bytes name)
{
    const struct actor *actor = find(hall, name);
    return actor ? actor->session : NULL;
}

void actors_each(struct hall *hall, void (*meet)(void *self, struct session *session), void *self)
{
    for (struct session *session = hall->unseen.first; session; session = session->next) meet(self, session);
}

void actors_close(struct hall *hall)
{
    names_destroy(&hall->actors);
}

// --- tell and ask ---

// Who told it, or asked, hears that it did not arrive.
static void refuse(struct hall *hall, const struct letter *letter, const char *why)
{
    struct letter back = {.to = letter->from, .name = letter->name, .ask = letter->ask};
    count(&hall->counters.tells_refused);
    if (letter->ask) {
        back.kind = LETTER_ANSWER;
        back.word = bytes_of(why);
    } else {
        back.kind = LETTER_LOST;
        back.word = letter->word;
        back.data = bytes_of(why);
    }
    letter_to_session(hall, &back);
}

// What is said fits what the actor declares: its canonical bytes are in `data` then.
static bool check(struct session *session, const struct letter *letter, uint32_t *handler, struct bytes *data,
                  struct error *err)
{
    struct hall *hall = session->hall;
    const struct view *view = &session->app->views[session->view];
    struct value said, checked;
    if (!app_find_handler(view, letter->word, false, handler, err)) return false;
    const struct declaration *declared = &view->handlers[*handler];
    *data = letter->data;
    if (!declared->schema) return true;
    buffer_clear(&hall->letter);
    if (!codec_decode(letter->data, &hall->arena, &said, err) ||
        !schema_check(declared->schema, &said, declared->name.data, &hall->arena, &checked, err) ||
        !codec_encode(&checked, &hall->letter, err))
        return false;
    *data = buffer_bytes(&hall->letter);
    return true;
}

static void tell(struct hall *hall, const struct letter *letter)
{
    struct actor *actor = find(hall, letter->name);
    struct message message = {.kind = MESSAGE_INFO};
    struct bytes data;
    struct error err;
    if (!actor || actor->is_ending) {
        refuse(hall, letter, actor ? "it is just ending" : "there is no actor of this name");
        return;
    }
    struct session *session = actor->session;
    message.asker = letter->ask ? letter->from.session : 0;
    message.asker_hall = letter->from.hall;
    message.ask = letter->ask;
    if (!check(session, letter, &message.handler, &data, &err) ||
        !mailbox_put(&session->mailbox, (uint32_t)hall->settings->limits.mailbox, &message, data, &err)) {
        refuse(hall, letter, err.text);
        return;
    }
    count(&hall->counters.tells);
    keeping_touch(session);
    hall_queue(hall, session);
}

// --- watching ---

static void watch(struct hall *hall, const struct letter *letter)
{
    struct actor *actor = find(hall, letter->name);
    if (actor && actor_watch(actor, letter->from, letter->ask)) return;
    letter_to_session(hall, &(struct letter){.kind = LETTER_DOWN,
                                             .to = letter->from,
                                             .ask = letter->ask,
                                             .name = letter->name,
                                             .word = actor ? BYTES("too many watch it") : BYTES("nobody")});
}

static void unwatch(struct hall *hall, const struct letter *letter)
{
    struct actor *actor = find(hall, letter->name);
    if (actor) actor_unwatch(actor, letter->from, letter->ask);
}

// --- starting and stopping ---

static void answer_start(struct hall *hall, const struct letter *letter, const char *why)
{
    struct letter back = {.kind = LETTER_ANSWER, .to = letter->from, .ask = letter->ask};
    if (why) back.word = bytes_of(why);
    else back.data = BYTES("\x02"); // true
    if (letter->ask) letter_to_session(hall, &back);
    else if (why && !letter->from.session)
        log_line(LOG_WARNING, "the actor '%.*s' does not come back: %s", (int)letter->name.size, letter->name.data,
                 why);
    else if (why)
        letter_to_session(hall, &(struct letter){.kind = LETTER_LOST,
                                                 .to = letter->from,
                                                 .name = letter->name,
                                                 .word = BYTES("ls.start"),
                                                 .data = bytes_of(why)});
}

// Its place is taken from now on, so that what is told to it waits; it begins when the tree says so.
static void start(struct hall *hall, const struct letter *letter)
{
    const struct actor *there = find(hall, letter->name);
    if (there) {
        answer_start(hall, letter, there->is_ending || there->is_parting ? "it is just ending" : NULL);
        return;
    }
    struct error err;
    const struct session *made = actor_new(hall, letter->name, letter->word, letter->data, &err);
    if (!made) {
        answer_start(hall, letter, err.text);
        return;
    }
    if (made->is_durable) letter_write_start(letter, &made->actor->start);
    struct letter sent = *letter;
    sent.kind = LETTER_ADD;
    letter_to_tree(hall, &sent);
}

static void obey(struct hall *hall, const struct letter *letter)
{
    struct actor *actor = find(hall, letter->name);
    struct error err;
    // Another of that name may wait here to begin by now: it has no life yet.
    if (actor && letter->order != ORDER_START && actor->life != letter->life) actor = NULL;
    if (!actor && letter->order == ORDER_START) {
        struct session *made = actor_new(hall, letter->name, letter->word, letter->data, &err);
        actor = made ? made->actor : NULL;
    }
    if (actor) {
        actor_obey(actor, letter);
        return;
    }
    struct letter back = {.kind = LETTER_REPORT, .name = letter->name, .life = letter->life};
    if (letter->order == ORDER_DROP || letter->order == ORDER_GO_ON) return;
    back.report = letter->order == ORDER_START ? REPORT_FAILED_STATE : REPORT_STOPPED;
    if (letter->order == ORDER_START) back.word = bytes_of(err.text);
    letter_to_tree(hall, &back);
}

// The tree knows whom it is to stop, and whether it is there.
static void stop(struct hall *hall, const struct letter *letter)
{
    struct actor *actor = find(hall, letter->name);
    if (actor) actor->is_parting = true;
    struct letter sent = *letter;
    sent.kind = LETTER_REMOVE;
    letter_to_tree(hall, &sent);
}

void actors_hear(struct hall *hall, const struct letter *letter)
{
    switch (letter->kind) {
    case LETTER_TELL: tell(hall, letter); break;
    case LETTER_WATCH: watch(hall, letter); break;
    case LETTER_UNWATCH: unwatch(hall, letter); break;
    case LETTER_STOP: stop(hall, letter); break;
    case LETTER_START: start(hall, letter); break;
    case LETTER_ORDER: obey(hall, letter); break;
    default: break;
    }
}
