// See origin.h.
#include "net/origin.h"

#include <string.h>
#include <strings.h>

enum { HOST_MAX = 256 };

bool origin_is_said(struct lws *wsi)
{
    return lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) > 0;
}

bool origin_is_same(struct lws *wsi)
{
    char origin[HOST_MAX];
    char host[HOST_MAX];
    if (!origin_is_said(wsi)) return true; // no browser
    if (lws_hdr_copy(wsi, origin, sizeof origin, WSI_TOKEN_ORIGIN) <= 0) return false;
    if (lws_hdr_copy(wsi, host, sizeof host, WSI_TOKEN_HOST) <= 0) return false;
    const char *name = strstr(origin, "://");
    return name && strcasecmp(name + 3, host) == 0;
}

bool origin_is_secure(struct lws *wsi)
{
    static const char header[] = "x-forwarded-proto:";
    char scheme[8] = "";
    if (lws_is_ssl(wsi)) return true;
    int size = lws_hdr_custom_copy(wsi, scheme, sizeof scheme, header, sizeof header - 1);
    return size > 0 && strcasecmp(scheme, "https") == 0;
}
