// Whether an address may stand in href, src, action and their like.
#pragma once

#include "base/bytes.h"

// Judged as a browser reads it: leading control characters and spaces dropped, tabs and line feeds removed anywhere,
// letters in any case. Relative addresses and the schemes http, https, mailto, tel, sms, ftp, ws(s), blob and
// data:image/(png|jpeg|gif|webp|avif) are safe; everything else (javascript:, vbscript:, data:text/html, unknown
// schemes) is not.
bool url_is_safe(struct bytes address);

// What stands in the place of an unsafe one.
#define URL_REFUSED "about:invalid#refused"

// Whether an attribute of this name (in any case) holds an address.
bool url_is_attribute(struct bytes name);
