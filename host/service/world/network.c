// See network.h.
#include "service/world/network.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct block {
    uint32_t first;
    unsigned bits;
};

// IANA's registry of special addresses.
static const struct block special[] = {
    {0x00000000, 8},  // "this network"
    {0x0a000000, 8},  // private
    {0x64400000, 10}, // shared behind one provider
    {0x7f000000, 8},  // loopback
    {0xa9fe0000, 16}, // link-local; clouds tell secrets there
    {0xac100000, 12}, // private
    {0xc0000000, 24}, // protocols
    {0xc0000200, 24}, // documentation
    {0xc0586300, 24}, // relays of 6to4
    {0xc0a80000, 16}, // private
    {0xc6120000, 15}, // benchmarks
    {0xc6336400, 24}, // documentation
    {0xcb007100, 24}, // documentation
    {0xe0000000, 3},  // multicast and reserved
};

static bool is_public_v4(uint32_t address)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if ((address ^ special[i].first) >> (32 - special[i].bits) == 0) return false;
    return true;
}

static uint32_t v4_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool begins(const uint8_t *address, const char *prefix, size_t size)
{
    return memcmp(address, prefix, size) == 0;
}

static bool is_public_v6(const uint8_t *address)
{
    if (begins(address, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12)) return is_public_v4(v4_at(address + 12));
    if (begins(address, "\0\x64\xff\x9b\0\0\0\0\0\0\0\0", 12)) return is_public_v4(v4_at(address + 12)); // NAT64
    if (begins(address, "\x20\x02", 2)) return is_public_v4(v4_at(address + 2));                         // 6to4
    if (begins(address, "\x20\x01\x0d\xb8", 4)) return false; // documentation
    if (begins(address, "\x20\x01\0\0", 4)) return false;     // Teredo
    return (address[0] & 0xe0) == 0x20;                       // what is handed out: 2000::/3
}

bool network_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_public_v4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return is_public_v6(((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
    return false;
}
