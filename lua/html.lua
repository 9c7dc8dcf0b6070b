-- The html[[ ]] compiler: a Lua file with templates in it becomes a plain Lua file, on the same lines, and a
-- list of templates. It runs when a file is loaded, in the host, and never beside users' code.
--
--   local result, errors = html.compile(source, { name = "app.lua", first_template = 0, numbers = { 5, 7 } })
--
-- The templates of the file get these numbers, those beyond them the first one and what follows it.
--
-- A file whose name ends in .html is one template, and becomes a function of its parameters.
--
--   result.text        the file with every html[[ … ]] replaced by an expression; same number of lines
--   result.templates   { { statics = { "<h1>", "</h1>" }, slots = { { kind = "s" } }, line = 12 }, … }
--   result.events      { { name = "add", line = 14, attribute = "ls-click", … }, … }: what it can send, events.lua
--   result.hints       { { line = 3, column = 5?, message = "app.lua:3: …" }, … }: what could be better
--   result.requires    { "models.task", … }: the modules that the file names
--   result.raw         { { line = 3, column = 5? }, … }: where it puts HTML on the page unescaped
--   errors             { { line = 3, column = 5?, message = "app.lua:3: …" }, … }: all there are; result is nil then,
--                      and errors.requires as above
--
-- What stands in css[[ … ]] is looked at (css.lua) and stays as it is.
--
-- It raises for no input whatever. How a file goes through it: scan.lua finds the templates, parse.lua (with
-- tag.lua and attribute.lua) makes trees of them, implied.lua completes and nesting.lua, ids.lua and manners.lua
-- judge these, events.lua notes what they send, space.lua cleans them, emit.lua writes. capitals.lua, uses.lua,
-- mention.lua and queries.lua look at the Lua around them.

local css = require "css"
local capitals = require "html.capitals"
local chain = require "html.chain"
local elements = require "html.elements"
local emit = require "html.emit"
local events = require "html.events"
local forms = require "html.forms"
local ids = require "html.ids"
local implied = require "html.implied"
local manners = require "html.manners"
local mention = require "html.mention"
local nesting = require "html.nesting"
local parse = require "html.parse"
local queries = require "html.queries"
local report = require "html.report"
local scan = require "html.scan"
local space = require "html.space"
local suggest = require "html.suggest"
local uses = require "html.uses"
local writer = require "html.writer"

local SOURCE_MAX = 1024 * 1024
local DEPTH_MAX = 64 -- of templates in expressions of templates

local html = {}

-- The candidate nearest to a name, for "did you mean …?"; nil when none is near.
html.suggest = suggest

-- Lua takes "\r\n", "\n\r" and "\r" for one line feed each; so do we, and write "\n".
local function with_line_feeds(source)
    if not source:find("\r", 1, true) then
        return source
    end
    local lines, position = {}, 1
    while true do
        local stop = source:find("[\r\n]", position)
        if not stop then
            lines[#lines + 1] = source:sub(position)
            return table.concat(lines, "\n")
        end
        lines[#lines + 1] = source:sub(position, stop - 1)
        local pair = source:sub(stop, stop + 1)
        position = stop + ((pair == "\r\n" or pair == "\n\r") and 2 or 1)
    end
end

local function read_template(source, base, found, context)
    local text = source:sub(found.text_start, found.text_stop - 1)
    local children, is_sound = parse.template(text, base + found.text_start - 1, found.level, context)
    if is_sound then
        implied.insert(children)
        nesting.check(children, context.report)
        ids.check(children, context.report)
        manners.check(children, context.report, context.models)
        events.collect(children, context)
    end
    if #context.report.errors == 0 then
        forms.complete(children)
        space.treat(children)
    end
    return { children = children, start = base + found.start, stop = base + found.stop - 1 }
end

local function check_css(text, base, context)
    css.check(text, function(position, message, ...)
        context.report:add(base + position, message:format(...))
    end)
end

-- A piece of Lua as strings and templates in turn; nil when there is no template in it. `base` + 1 is where it
-- begins in the file.
local function read_lua(source, base, context)
    if not (source:find("html", 1, true) or source:find("css", 1, true)) then
        return nil
    end
    local segments, position = {}, 1
    for _, found in ipairs(scan.templates(source)) do
        if not found.stop then
            local equals = ("="):rep(found.level)
            context.report:add(
                base + found.start,
                ("%s[%s[ is never closed: ]%s] is missing"):format(found.language, equals, equals)
            )
            break
        end
        if found.language == "css" then
            local text = source:sub(found.text_start, found.text_stop - 1)
            check_css(text, base + found.text_start - 1, context)
        else
            segments[#segments + 1] = source:sub(position, found.start - 1)
            segments[#segments + 1] = read_template(source, base, found, context)
            position = found.stop
        end
    end
    segments[#segments + 1] = source:sub(position)
    return #segments > 1 and segments or nil
end

local function new_context(name, source)
    local context = {
        report = report.new(name, source),
        events = {},
        tags = {},
        models = manners.models(source),
        is_stdlib = name:find "^stdlib/" ~= nil,
        is_file = name:find "%.html$" ~= nil,
    }
    context.alias = context.is_file and chain.alias_of_file(source)
        or chain.alias(source, uses.aliases(source))
    context.capitals = capitals.reader(source, context.is_file)
    local depth = 0
    function context.nested(code, base)
        depth = depth + 1
        local segments
        if depth <= DEPTH_MAX then
            segments = read_lua(code, base, context)
        else
            context.report:add(base + 1, ("templates in templates, more than %d deep"):format(DEPTH_MAX))
        end
        depth = depth - 1
        return segments
    end
    return context
end

-- What Lua itself says of the outcome: an error in the file around the templates, or a limit of its own.
local function check_result(text, context)
    local chunk, message = load(text:gsub("^#", "--", 1), "=t", "t", {})
    if chunk then
        return
    end
    local line, why = message:match "^t:(%d+): (.*)$"
    if message:find("overflow", 1, true) or message:find("too many C levels", 1, true) then
        why = "blocks and components nested too deep for Lua; make a component of a part"
    end
    context.report:add_at_line(tonumber(line) or 1, why or message)
end

local function sorted_events(list)
    table.sort(list, function(a, b)
        return a.at < b.at
    end)
    for _, event in ipairs(list) do
        event.at = nil
    end
    return list
end

local function write_lua(out, source, context)
    local segments = read_lua(source, 0, context) or { source }
    if #context.report.errors == 0 then
        emit.segments(out, segments)
    end
end

-- A file that is a template from its first byte to its last: ls.template "page.html".
local function write_file(out, source, context)
    local whole = { text_start = 1, text_stop = #source + 1, start = 1, stop = #source, level = 0 }
    local template = read_template(source, 0, whole, context)
    if #context.report.errors == 0 then
        emit.file(out, template.children)
    end
end

local function compile(source, name, first_template, numbers)
    if #source > SOURCE_MAX then
        return nil, { { line = 1, message = name .. ":1: the file is larger than 1 MiB" } }
    end
    source = with_line_feeds(source)
    local context = new_context(name, source)
    local out = writer.new(context.report, first_template, numbers)
    local write = context.is_file and write_file or write_lua
    write(out, source, context)
    if #context.report.errors == 0 then
        check_result(out:text(), context)
    end
    if not context.is_file then
        queries.check(source, uses.aliases(source), context.report)
    end
    local errors = context.report:sorted()
    if errors then
        errors.requires = context.is_file and {} or mention.read(source, source)
        return nil, errors
    end
    local text = context.is_stdlib and elements.expand(out:text(), out) or out:text()
    local requires, raw = mention.read(text, source)
    return {
        text = uses.note(text, name, context.tags) .. text,
        templates = out.templates,
        events = sorted_events(context.events),
        hints = context.report:sorted_hints(),
        requires = requires,
        raw = raw,
    }
end

-- Compiles a file; see above. A mistake of the compiler's own is told like any other error.
function html.compile(source, options)
    options = options or {}
    local name = options.name or "template"
    local ok, result, errors =
        pcall(compile, source, name, options.first_template or 0, options.numbers or {})
    if not ok then
        return nil,
            { { line = 1, message = ("%s:1: the compiler failed: %s"):format(name, tostring(result)) } }
    end
    return result, errors
end

return html
