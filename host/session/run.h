// What a session does when it gets a slice: it goes on with its turn, or takes what is next.
#pragma once

struct session;

// One slice of whatever the session has to do: the turn under way, or its next message.
void session_run(struct session *session);
