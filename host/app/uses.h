// The events that templates send, held against what the views declare: names, fields, literal values, and what is
// missing. lua/html/events.lua collects them; a click that could only be refused is told when the app loads.
#pragma once

#include "app/app.h"
#include "app/findings.h"

struct use_field {
    struct bytes name;
    struct bytes shown; // as the template has it: ls-value-id="7"
    struct bytes value; // NULL data where it is known only at run time
    int64_t line;
    int64_t column;
    bool is_button; // that submits the form; a t.form need not declare it
};

struct event_use {
    struct bytes file;
    struct bytes name;
    struct bytes attribute;
    int64_t line;
    int64_t column;
    bool is_open;  // at run time there may be more fields
    bool is_form;  // fields are those of a form
    bool is_named; // those that are taken from what happens in the browser are named behind the event's name
    const struct use_field *fields;
    size_t fields_count;
    struct bytes takes; // the browser's event ("drop") whose fields the declaration asks for; empty where none may
    int64_t template;   // of which the place behind the event's name is: its id, the static part from 1, and how many
    int64_t static_part; // bytes are before it there
    int64_t offset;
    const struct schema *schema; // of the declaration that it fits best
};

// Keeps what the compiler found in a file, for uses_check.
void uses_keep(struct app *app, const struct value *events, const char *file);

// Adds what is wrong to the app's findings; false where there was an error.
//
// A template's events are those of the views of its own file; where a file has no view (components do not), those of
// all. An event that several declare must fit one of them.
bool uses_check(const struct app *app);

// Behind the names of events (ls-on-drop="dropped") the fields of their declarations are written that nothing else
// gives and that a browser may have (dom.h), into the app's list of templates, before these are built. So the page
// has them without a word: ls-on-drop="dropped clientX clientY". After uses_check.
void uses_take(struct app *app);
