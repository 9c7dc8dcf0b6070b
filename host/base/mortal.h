// Places at which a test build lets the host be killed: LIGHTSPEED_DIES="written:40" ends the process, as a power cut
// would, when it is at the place `written` for the 40th time. In any other build there is no such place.
#pragma once

#ifdef LIGHTSPEED_MORTAL
void mortal_at(const char *place);
#else
static inline void mortal_at(const char *place)
{
    (void)place;
}
#endif
