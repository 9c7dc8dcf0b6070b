// ls.cache: what services say to the cache.
//
//     cache.get     { key }               { value? }
//     cache.set     { key, value, ttl? }  {}, or err "too large"
//     cache.delete  { key }               { value = whether there was one }
//     cache.fetch   { key }               { value }, or { is_claimed = true }: the caller is to compute it
//     cache.release { key }               {}
#pragma once

#include "service/world/agent.h"

bool caching_get(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool caching_set(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool caching_delete(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool caching_fetch(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool caching_release(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
