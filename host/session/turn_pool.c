// The pool of turns: renditions keep their memory from one turn to the next. See turn.h.
#include "base/clock.h"
#include "base/mem.h"
#include "session/session.h"
#include "session/turn.h"

struct turn *turn_new(struct session *session)
{
    struct hall *hall = session->hall;
    struct turn *turn = hall->turns;
    if (turn) {
        hall->turns = turn->pool_next;
    } else {
        turn = mem_new_clear(sizeof *turn);
        rendition_create(&turn->next, &session->app->templates);
        rendition_create(&turn->layout, &session->app->templates);
    }
    struct rendition next = turn->next;
    struct rendition layout = turn->layout;
    *turn = (struct turn){.session = session, .next = next, .layout = layout, .now_ms = hall_wall_ms(hall)};
    rendition_clear(&turn->next);
    if (session->steps) turn->began_ns = clock_ns();
    turn->next.templates = turn->layout.templates = &session->app->templates;
    session->turn = turn;
    return turn;
}

void turn_delete(struct turn *turn)
{
    struct hall *hall = turn->session->hall;
    if (turn->message) message_delete(turn->message);
    turn->message = NULL;
    turn->session->turn = NULL;
    turn->pool_next = hall->turns;
    hall->turns = turn;
}

void turns_destroy(struct hall *hall)
{
    while (hall->turns) {
        struct turn *turn = hall->turns;
        hall->turns = turn->pool_next;
        rendition_destroy(&turn->next);
        rendition_destroy(&turn->layout);
        mem_free(turn);
    }
}

void turn_abort(struct session *session)
{
    if (!session->turn) return;
    session_drop_state(session);
    turn_delete(session->turn);
}
