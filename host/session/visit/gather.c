// See gather.h.
#include "session/visit/gather.h"

#include "session/calls.h"
#include "session/command.h"
#include "session/session.h"
#include "session/visit/visit.h"

void gather_begin(struct session *session)
{
    if (!session->visit || session->is_replay || !commands_await(session, vm_commands(session->vm))) return;
    session->gathers = true;
    visit_be_patient(session->visit);
}

bool gather_is_on(const struct session *session)
{
    return session->visit && session->gathers && session->has_model;
}

bool gather_waits(const struct session *session)
{
    return gather_is_on(session) && !session->mailbox.first && calls_await(session) && !session->visit->is_impatient;
}
