-- What a spec says of a page, in luassert's words. A failure shows the page.

local assert = require "luassert"
local say = require "say"
local html = require "lightspeed.test.html"

local function check_page(page, name)
    if type(page) ~= "table" or not page.client then
        error(("assert.%s takes a page first, not a %s"):format(name, type(page)), 0)
    end
end

-- In place of what luassert would dump: our own words.
local function tell(arguments, ...)
    local words = { ... }
    arguments.nofmt = {}
    for i = 1, math.max(#words, arguments.n or 0) do
        arguments[i] = words[i]
        arguments.nofmt[i] = true
    end
    arguments.n = #words
end

local function shows(_, arguments)
    local page, text = arguments[1], arguments[2]
    check_page(page, "shows")
    local found = page.text:find(html.collapse(tostring(text)), 1, true) ~= nil
    tell(arguments, tostring(text), tostring(page))
    return found
end

local function has_element(_, arguments)
    local page, source, text = arguments[1], arguments[2], arguments[3]
    check_page(page, "element")
    local found, there = false, page:all(source)
    for _, element in ipairs(there) do
        found = found or text == nil or html.text(element):find(html.collapse(tostring(text)), 1, true) ~= nil
    end
    local wanted = text == nil and source or ("%s with '%s'"):format(source, text)
    if text ~= nil and #there > 0 and not found then
        wanted = ("%s (%d match without the text)"):format(wanted, #there)
    end
    tell(arguments, wanted, tostring(page))
    return found
end

local function went(_, arguments)
    local page, path = arguments[1], arguments[2]
    check_page(page, "went")
    tell(arguments, tostring(path), tostring(page.path), tostring(page))
    return page.path == path
end

-- assert.flash(page, text), or (page, kind, text).
local function flash(_, arguments)
    local page, kind, text = arguments[1], arguments[2], arguments[3]
    check_page(page, "flash")
    if arguments.n < 3 then
        kind, text = nil, kind
    end
    local found, said = false, {}
    for i, one in ipairs(page.flash) do
        found = found or (kind == nil or one.kind == kind) and one.text:find(tostring(text), 1, true) ~= nil
        said[i] = ("%s: %s"):format(one.kind, one.text)
    end
    local wanted = kind and ("%s: %s"):format(kind, text) or tostring(text)
    tell(arguments, wanted, said[1] and table.concat(said, "\n") or "nothing")
    return found
end

local function patch_bytes(_, arguments)
    local page, most = arguments[1], arguments[2]
    check_page(page, "patch_bytes")
    local bytes = page.patch_bytes
    local core = require "lightspeed.core"
    local patches = {}
    for i, patch in ipairs(page.client.patches) do
        patches[i] = core.json.encode(patch)
    end
    tell(arguments, tostring(most), tostring(bytes), table.concat(patches, "\n"))
    return bytes <= most
end

local function register(name, callback, positive, negative)
    say:set("assertion." .. name .. ".positive", positive)
    say:set("assertion." .. name .. ".negative", negative)
    assert:register(
        "assertion",
        name,
        callback,
        "assertion." .. name .. ".positive",
        "assertion." .. name .. ".negative"
    )
end

local SHOWS = "The page does not show:\n%s\nThe page is:\n%s"
local SHOWS_NOT = "The page shows:\n%s\nThe page is:\n%s"
register("shows", shows, SHOWS, SHOWS_NOT)
register("show", shows, SHOWS, SHOWS_NOT)
register(
    "element",
    has_element,
    "No element matches:\n%s\nThe page is:\n%s",
    "An element matches:\n%s\nThe page is:\n%s"
)
register(
    "went",
    went,
    "The page did not go to:\n%s\nbut is at:\n%s\nThe page is:\n%s",
    "The page is at:\n%s\n%s\nThe page is:\n%s"
)
register("flash", flash, "Nobody said:\n%s\nbut:\n%s", "It was said:\n%s\namong:\n%s")
register(
    "patch_bytes",
    patch_bytes,
    "The patch has more than %s bytes: %s\n%s",
    "The patch has no more than %s bytes: %s\n%s"
)
