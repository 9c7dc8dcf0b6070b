-- What HTML and Lightspeed call things: the elements and attributes that the compiler treats in a way of their own.

local names = {}

-- The words of a text, as a set.
function names.set(words)
    local members = {}
    for word in words:gmatch "%S+" do
        members[word] = true
    end
    return members
end

local set = names.set

local function list(words)
    local members = {}
    for word in words:gmatch "%S+" do
        members[#members + 1] = word
    end
    return members
end

-- What may hold operations of ls.js beside the attributes of events (host/tree/attribute.c).
names.takes_operations = set "ls-mounted ls-removed ls-window"

-- <ls-raw>{html}</ls-raw> is how the stdlib's ls.raw shows HTML as it is; it is no element, and no app may write it.
names.vouched = "ls-raw"

-- Elements without content and end tag.
names.void = set "area base br col embed hr img input link meta param source track wbr"

-- Their content is text to the browser, braces and all.
names.raw_text = set "script style"

-- Their content is text with character references; a slot in it is the only thing in it.
names.escaped_text = set "textarea title"

-- What ls.el can make. Not among them are elements that load or run something, or steer the page.
names.made_by_el = list [[
    a abbr address article aside audio b bdi bdo blockquote button canvas caption cite code colgroup data
    datalist dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hgroup i ins kbd label legend li main map mark menu meter nav ol optgroup option output p picture
    pre progress q rp rt ruby s samp search section select small span strong sub summary sup table tbody td
    textarea tfoot th thead time tr u ul var video area br col hr img input track wbr]]

names.is_element = set [[
    acronym applet base big body center dir embed font frame frameset head html iframe link marquee meta nobr noembed
    noframes noscript object param script strike style svg template title tt]]
for _, name in ipairs(names.made_by_el) do
    names.is_element[name] = true
end

-- White space means something in them.
names.preformatted = set "pre listing textarea"

-- White space beside their tags cannot be seen.
names.block = set [[
    address article aside base blockquote body br caption center col colgroup datalist dd details dialog dir
    div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li
    link listing main menu meta nav ol optgroup option p pre search section summary table tbody td tfoot th
    thead title tr ul]]

-- White space just inside their tags cannot be seen, though it can outside.
names.trimmed_inside = set "button select textarea"

-- Text has no place in them, so white space between their children is nothing.
names.structural = set "colgroup datalist dl dir menu ol optgroup select table tbody tfoot thead tr ul"

-- Their value is an address, wherever they stand.
names.url = set "href src action formaction xlink:href poster cite background manifest ping"

-- Whether an attribute of an element holds one address.
function names.is_url(element, attribute)
    return names.url[attribute] or (attribute == "data" and element == "object") or false
end

-- Their attributes decide what runs, or what is set elsewhere, so each is written by its name.
names.no_spread = set "script animate set"

-- A start tag of these ends an open <p>.
names.ends_paragraph = set [[
    address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary
    table ul xmp]]

names.heading = set "h1 h2 h3 h4 h5 h6"

-- Where the parser stops looking upwards for an open element ("scope" in the HTML standard).
names.scope_end = set "applet caption foreignobject html marquee object table td template th"

-- The parser's "special" elements: they hide an open <li>, <dd> or <dt> further out; <address>, <div>, <p> do not.
names.hides_item = set [[
    applet area article aside base basefont bgsound blockquote body br button caption center col colgroup
    details dir dl embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html iframe img input keygen link listing main marquee menu meta nav noembed noframes noscript
    object ol param plaintext pre script search section select source style summary table tbody td template
    textarea tfoot th thead title tr track ul wbr xmp]]

-- In these only some elements may stand directly; the parser moves all others out of the table.
names.table_children = {
    table = set "caption colgroup tbody thead tfoot script style template",
    tbody = set "tr script style template",
    thead = set "tr script style template",
    tfoot = set "tr script style template",
    tr = set "td th script style template",
    colgroup = set "col template",
}

-- And these may stand directly in only some.
names.table_parents = {
    caption = list "table",
    colgroup = list "table",
    col = list "colgroup",
    tbody = list "table",
    thead = list "table",
    tfoot = list "table",
    tr = list "tbody thead tfoot",
    td = list "tr",
    th = list "tr",
}

-- HTML elements that end an <svg> or <math> around them.
names.ends_foreign = set [[
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu
    meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var]]

names.foreign = set "svg math"
names.html_in_foreign = set "foreignobject desc title annotation-xml mi mo mn ms mtext"

-- The client cannot look for slots in these: to the browser their content is text, or another document.
names.opaque = set "iframe noembed noframes noscript template xmp plaintext"

-- What to write in place of an inline handler.
names.instead_of_handler = {
    onclick = "ls-click",
    onsubmit = "ls-submit",
    onchange = "ls-change",
    oninput = "ls-change",
    onfocus = "ls-focus",
    onblur = "ls-blur",
    onkeydown = "ls-keydown",
    onkeyup = "ls-keyup",
}

return names
