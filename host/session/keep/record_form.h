// What both sides of a record agree on, see record.h.
#pragma once

enum { RECORD_FORMAT = 1 };

// What a handler's name is the name of.
enum record_kind { RECORD_EVENT, RECORD_MESSAGE, RECORD_PARAMS, RECORD_CHANGES, RECORD_KINDS };
