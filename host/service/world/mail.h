// ls.mail: a letter to a server that takes it over SMTP. In development, where none is named, it goes to a file in
// `mail` in the data directory, and the log says so.
//
//     a letter (mime.h), with recipients = { address, ... }     {}, or { err, why }
#pragma once

#include "service/world/agent.h"

#define MAIL_FOLDER "mail"

// "smtp://[user:password@]host[:port]", or smtps; fails with what it should be.
bool mail_check_server(const char *url, struct error *err);

bool mail_work(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
