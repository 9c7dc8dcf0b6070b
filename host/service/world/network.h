// Which addresses belong to everybody, and which to this machine or a network of its own.
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

// False for loopback, private, link-local, shared, reserved and multicast addresses, for what wraps one of these in
// IPv6, and for what is no address of the Internet.
bool network_is_public(const struct sockaddr *address);
