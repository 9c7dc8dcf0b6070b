// Which addresses are everybody's.
#include "service/world/network.h"
#include "support/house.h"

#include <arpa/inet.h>
#include <sys/un.h>

static bool is_public(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) return network_is_public((struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return network_is_public((struct sockaddr *)&v6);
}

static void knows_what_is_public(void **state)
{
    static const char *const texts[] = {
        "1.1.1.1",        "8.8.8.8",          "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",    "126.255.255.255",  "128.0.0.0",       "169.253.0.1",     "169.255.0.0",
        "172.15.255.255", "172.32.0.0",       "192.0.1.0",       "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0",       "223.255.255.255", "2606:4700::1111", "2a00::1",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!is_public(texts[i])) fail_msg("%s is public", texts[i]);
}

static void knows_what_is_not(void **state)
{
    static const char *const texts[] = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "224.0.0.1",
        "240.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2002:c0a8:101::",
        "2001::1",
        "2001:db8::1",
        "100::1",
        "4000::1",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (is_public(texts[i])) fail_msg("%s is not public", texts[i]);
}

static void takes_only_the_internet(void **state)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    (void)state;
    assert_false(network_is_public((struct sockaddr *)&local));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_is_public),
        cmocka_unit_test(knows_what_is_not),
        cmocka_unit_test(takes_only_the_internet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
