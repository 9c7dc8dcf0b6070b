// See error.h.
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

const char *error_code_name(enum error_code code)
{
    static const char *const names[] = {
#define X(name, text) text,
        ERROR_CODES(X)
#undef X
    };
    return code < ERROR_CODE_COUNT ? names[code] : "unknown";
}

bool fail(struct error *err, enum error_code code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    err->code = code;
    vsnprintf(err->text, sizeof err->text, format, list);
    va_end(list);
    return false;
}
