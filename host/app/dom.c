// See dom.h. Lists of words; they are asked while an app loads.
#include "app/dom.h"

#include "value/suggest.h"

enum { NAMES_MAX = 128 };

#define HELD    " altKey ctrlKey metaKey shiftKey "
#define PLACE   " clientX clientY offsetX offsetY pageX pageY screenX screenY "
#define MOUSE   HELD PLACE " button buttons detail movementX movementY x y "
#define POINTER MOUSE " height isPrimary pointerId pointerType pressure tiltX tiltY twist width "

struct family {
    const char *types;
    const char *fields;
    bool is_bare; // the element has nothing to add
};

static const struct family families[] = {
    {" click ", HELD PLACE, true},
    {" auxclick contextmenu dblclick drag dragend dragenter dragleave dragover dragstart drop mousedown mouseenter "
     "mouseleave mousemove mouseout mouseover mouseup ",
     MOUSE, false},
    {" gotpointercapture lostpointercapture pointercancel pointerdown pointerenter pointerleave pointermove "
     "pointerout "
     "pointerover pointerup ",
     POINTER, false},
    {" wheel ", MOUSE " deltaMode deltaX deltaY deltaZ ", false},
    {" touchcancel touchend touchmove touchstart ", HELD, false},
    {" keydown keypress keyup ", HELD " code isComposing key location repeat ", false},
    {" beforeinput compositionend compositionstart compositionupdate input ", " data inputType isComposing ", false},
    {" animationcancel animationend animationiteration animationstart transitioncancel transitionend transitionrun "
     "transitionstart ",
     " animationName elapsedTime propertyName pseudoElement ", false},
    {" beforetoggle toggle ", " newState oldState ", false},
    {" hashchange ", " newURL oldURL ", false},
    {" storage ", " key newValue oldValue url ", false},
    {" message messageerror ", " data lastEventId origin ", false},
    {" deviceorientation deviceorientationabsolute ", " absolute alpha beta gamma ", false},
    {" progress ", " lengthComputable loaded total ", false},
    {" error ", " colno filename lineno message ", false},
    {" abort afterprint beforematch beforeprint blur cancel canplay canplaythrough change close copy cuechange cut "
     "durationchange emptied ended focus focusin focusout formdata fullscreenchange fullscreenerror invalid load "
     "loadeddata loadedmetadata loadstart offline online orientationchange pagehide pageshow paste pause play "
     "playing "
     "popstate ratechange reset resize scroll scrollend search seeked seeking select selectionchange selectstart "
     "slotchange stalled submit suspend timeupdate visibilitychange volumechange waiting ",
     "", false},
};

// Of elements: what changes while a person or the browser is at it.
static const char of_elements[] =
    " checked clientHeight clientWidth currentTime duration ended height indeterminate innerText muted naturalHeight "
    "naturalWidth offsetHeight offsetLeft offsetTop offsetWidth open paused playbackRate readyState scrollHeight "
    "scrollLeft scrollTop scrollWidth selectedIndex selectionEnd selectionStart textContent value valueAsNumber "
    "videoHeight videoWidth volume width ";

// Whether `word` stands in `words`, which have spaces around them.
static bool is_among(const char *words, struct bytes word)
{
    for (const char *at = words; word.size; at++) {
        at = memmem(at, strlen(at), word.data, word.size);
        if (!at) return false;
        if (at > words && at[-1] == ' ' && at[word.size] == ' ') return true;
    }
    return false;
}

static const struct family *find_family(struct bytes type)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (is_among(families[i].types, type)) return &families[i];
    return NULL;
}

bool dom_has_event(struct bytes type)
{
    return find_family(type) != NULL;
}

bool dom_has_field(struct bytes type, struct bytes field)
{
    const struct family *family = find_family(type);
    if (!family) return true;
    return is_among(family->fields, field) || (!family->is_bare && is_among(of_elements, field));
}

static size_t add_words(const char *words, struct bytes *names, size_t count)
{
    while (*(words += strspn(words, " ")) && count < NAMES_MAX) {
        names[count] = (struct bytes){words, strcspn(words, " ")};
        words += names[count++].size;
    }
    return count;
}

struct bytes dom_suggest(struct bytes type, struct bytes field)
{
    const struct family *family = find_family(type);
    struct bytes names[NAMES_MAX];
    if (!family) return (struct bytes){NULL, 0};
    size_t count = add_words(family->fields, names, 0);
    if (!family->is_bare) count = add_words(of_elements, names, count);
    return suggest_nearest(field, names, count);
}
