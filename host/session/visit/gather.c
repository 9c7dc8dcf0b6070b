// See gather.h.
#include "session/visit/gather.h"

#include "session/actor/ties.h"
#include "session/calls.h"
#include "session/command.h"
#include "session/session.h"
#include "session/visit/passage.h"
#include "session/visit/visit.h"
#include "value/value.h"

static bool is_asked_for(const struct session *session)
{
    return session->visit || session->passage;
}

bool gather_is_for(const struct session *session, const struct value *command)
{
    const struct value *lazy = value_get(command, "lazy");
    if (!is_asked_for(session) || (lazy && lazy->kind == VALUE_BOOLEAN && lazy->boolean)) return false;
    return (session->visit && session->visit->post) || value_get(command, "message");
}

void gather_begin(struct session *session)
{
    if (!is_asked_for(session) || session->is_replay || !commands_await(session, vm_commands(session->vm))) return;
    session->gathers = true;
    if (session->visit) visit_be_patient(session->visit);
    else passage_be_patient(session);
}

bool gather_is_on(const struct session *session)
{
    return is_asked_for(session) && session->gathers && session->has_model;
}

bool gather_is_over(const struct session *session)
{
    if (session->sent_to) return true; // nobody will see it
    return session->visit ? session->visit->is_impatient : passage_is_impatient(session);
}

bool gather_waits(const struct session *session)
{
    return gather_is_on(session) && !session->mailbox.first && (calls_await(session) || ties_await(session)) &&
           !gather_is_over(session);
}
