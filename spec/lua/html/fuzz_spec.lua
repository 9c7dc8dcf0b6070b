-- Broken templates of every sort: the compiler never raises, says the same each time, and what it lets through
-- is Lua.

require "spec.lua.support"
local html = require "html"

local seeds = {
    "<h1>{m.n}</h1><button ls-click=\"add\" ls-value-by='1'>+</button>",
    "{if a then}<p>{x}</p>{elseif b then}{y}{else}z{end}",
    '<ul>{for _, t in ipairs(m.t) do}<li ls-key={t.id} class={"task", done = t.done}>{t.n}</li>{end}</ul>',
    '{local a, b = f(1), [[x]]}<p style={width = a .. "%", ["--x"] = b}>{a}{" "}</p>',
    '<Card title="Disk {m.d} &amp;" {rest} on><p>{m.free} free</p></Card><ls.input form={m.f} />',
    "<textarea>a {x}</textarea><script>if (a < b) {}</script><!-- c --><pre>\n a</pre>{-- {d} --}",
    "<table><tbody>{for i = 1, 3 do}<tr><td colspan={i}>{html[=[<b>{i}</b>]=]}</td></tr>{end}</tbody></table>",
    "<p ls-verbatim>{x}</p><svg><title>{t}</title><path d='M0'/></svg>&eacute;&#10;",
}
local pieces = {
    "<",
    ">",
    "</",
    "/>",
    "{",
    "}",
    "{if ",
    " then}",
    "{end}",
    "{else}",
    "{for i = 1, 2 do}",
    "{local ",
    '"',
    "'",
    "[[",
    "[=[",
    "]=]",
    "--",
    "{--",
    "--}",
    "<!--",
    "-->",
    "<p>",
    "</p>",
    "<table>",
    "<script>",
    "</textarea>",
    "class={",
    "ls-key={i}",
    "...",
    "&",
    "&#",
    ";",
    "=",
    ",",
    "\n",
    "\r",
    "\0",
    "\xFF",
    "é",
    "end",
    "function",
    "html[[",
    "<A",
    "<:a>",
}

-- A small generator of its own (xorshift), so that the cases are the same everywhere.
local function generator(seed)
    local state = seed
    return function(count)
        state = state ~ (state << 13)
        state = state ~ (state >> 7)
        state = state ~ (state << 17)
        return (state >> 1) % count + 1
    end
end

local mutations = {
    function(text, random) -- cut off
        return text:sub(1, random(#text + 1) - 1)
    end,
    function(text, random) -- one byte gone
        local at = random(#text + 1)
        return text:sub(1, at - 1) .. text:sub(at + 1)
    end,
    function(text, random) -- something put in
        local at = random(#text + 1)
        return text:sub(1, at - 1) .. pieces[random(#pieces)] .. text:sub(at)
    end,
    function(text, random) -- one byte changed
        local at = random(#text + 1)
        return text:sub(1, at - 1) .. string.char(random(256) - 1) .. text:sub(at + 1)
    end,
    function(text, random) -- a part twice
        local from = random(#text + 1)
        local to = math.min(#text, from + random(30))
        return text:sub(1, to) .. text:sub(from)
    end,
    function(text, random) -- another one behind it
        return text .. seeds[random(#seeds)]
    end,
}

local function mutated(random)
    local text = seeds[random(#seeds)]
    for _ = 1, random(6) do
        text = mutations[random(#mutations)](text, random)
    end
    return text
end

local function outcome(source)
    local result, errors = html.compile(source, { name = "fuzz.lua" })
    local parts = { result and result.text or "" }
    for _, template in ipairs(result and result.templates or {}) do
        parts[#parts + 1] = table.concat(template.statics, "\1") .. #template.slots
    end
    for _, found in ipairs(errors or {}) do
        parts[#parts + 1] = found.message
    end
    return result, errors, table.concat(parts, "\2")
end

local function check_errors(source, errors)
    assert(#errors > 0, source)
    local lines = select(2, source:gsub("[\r\n]", "\n")) + 1
    local before = 0
    for _, found in ipairs(errors) do
        assert(math.type(found.line) == "integer" and found.line >= before and found.line <= lines, source)
        assert(found.message:find(("fuzz.lua:%d: "):format(found.line), 1, true) == 1, found.message)
        assert(not found.message:find("the compiler failed", 1, true), found.message .. "\n" .. source)
        before = found.line
    end
end

local function check_result(source, result)
    assert(load(result.text, "=fuzz.lua", "t", {}), source)
    for _, template in ipairs(result.templates) do
        assert(#template.statics == #template.slots + 1, source)
    end
end

-- Whether it is taken: then what came of it is sound, else what is said of it.
local function check(source)
    local result, errors, text = outcome(source)
    if result then
        check_result(source, result)
    else
        check_errors(source, errors)
    end
    return result ~= nil, text
end

describe("the compiler", function()
    it("survives 3000 broken templates, and says the same of each twice", function()
        local random, accepted = generator(20240607), 0
        for _ = 1, 3000 do
            local source = "local m = {}\nreturn html[==[\n" .. mutated(random) .. "]==]\n"
            local is_taken, first = check(source)
            local _, _, second = outcome(source)
            assert(first == second, source)
            accepted = accepted + (is_taken and 1 or 0)
        end
        -- the mutations must leave something sound, or this would test refusals alone
        assert.is_true(accepted > 100)
    end)

    it("survives every truncation of its seeds", function()
        for _, seed in ipairs(seeds) do
            for length = 0, #seed do
                local source = "return html[==[" .. seed:sub(1, length) .. "]==]"
                check(source)
            end
        end
    end)

    it("survives files of random pieces", function()
        local random = generator(77)
        for _ = 1, 500 do
            local parts = { "html[[" }
            for index = 2, random(40) do
                parts[index] = pieces[random(#pieces)]
            end
            local source = table.concat(parts)
            check(source)
        end
    end)

    it("is done in time with hostile files", function()
        local start = os.clock()
        for _, piece in ipairs {
            "<b>",
            "{if a then}",
            "{a}",
            "{",
            "<!--",
            "{--",
            "&",
            "<p ",
            '<a b="',
            "[[",
            "{'\\",
            "html[[",
        } do
            local source = "return html[=====[" .. piece:rep(100000 // #piece) .. "]=====]"
            check(source)
        end
        local blank = "return html[=[" .. ("{if a then}{end} "):rep(5000) .. "]=]"
        assert(html.compile(blank))
        assert.is_true(os.clock() - start < 20)
    end)
end)
