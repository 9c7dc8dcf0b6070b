// Clients without a page, for specs: they open topics of spec/apps/channels.lua on sockets of their own.
#pragma once

#include "house.h"

// Limits are the defaults; `tune` (may be NULL) changes them.
static inline struct house *channels_house(unsigned halls_count, void (*tune)(struct settings *settings))
{
    struct error err = {0};
    struct app *app = app_load("spec/apps/channels.lua", &err);
    if (!app) fail_msg("%s", err.text);
    return house_open_with(app, halls_count, tune);
}

static inline void channels_open(struct peer *peer, int number, const char *topic, const char *name)
{
    char text[200];
    snprintf(text, sizeof text, "%d[\"open\",1,\"%s\",{\"name\":\"%s\"}]", number, topic, name);
    peer_say(peer, text);
}

// A client that has opened a topic on channel 1 of its socket, or was refused.
static inline struct peer *channels_enter(struct house *house, struct hall *hall, const char *topic, const char *name)
{
    struct peer *peer = peer_new(hall);
    channels_open(peer, 1, topic, name);
    house_run(house);
    return peer;
}

// One that comes back with this ticket.
static inline struct peer *channels_enter_again(struct house *house, struct hall *hall, const char *ticket)
{
    char text[200];
    struct peer *peer = peer_new(hall);
    snprintf(text, sizeof text, "1[\"join\",1,\"%s\",1]", ticket);
    peer_say(peer, text);
    house_run(house);
    return peer;
}

// The ticket in the answer to who came in.
static inline void channels_read_ticket(const char *answer, char ticket[64])
{
    const char *joined = strstr(answer, "[\"joined\",\"");
    assert_non_null(joined);
    assert_int_equal(sscanf(joined + 11, "%63[^\"]", ticket), 1);
}
