-- Hints: what a template leaves out without being wrong.

local support = require "spec.lua.support"

local function hints_of(template)
    local source = "function view.render(m) return html[==[" .. template .. "]==] end"
    local messages = {}
    for index, hint in ipairs(support.compile(source).hints) do
        messages[index] = hint.message:gsub("^app.lua:1: ", "")
    end
    return messages
end

local function hints_at(hint, templates)
    for _, template in ipairs(templates) do
        it("hints at " .. template, function()
            assert.same({ hint }, hints_of(template))
        end)
    end
end

local function is_silent_about(templates)
    for _, template in ipairs(templates) do
        it("is silent about " .. template, function()
            assert.same({}, hints_of(template))
        end)
    end
end

describe("a picture without words", function()
    hints_at('<img> has no alt: say what it shows, or alt="" where it only decorates', {
        '<img src="a.png">',
        "<img src={m.src}>",
        "<p><b>{m.a}</b><img></p>",
        "<Card><:head><img></:head></Card>",
    })
    hints_at('<input type="image"> has no alt: say what it does', { '<input type="image" src="go.png">' })
    is_silent_about {
        '<img alt="">',
        '<img alt="A cat">',
        "<img alt={m.words}>",
        "<img {m.more}>",
        '<img aria-hidden="true">',
        '<img role="presentation">',
        '<input type="image" alt="Go">',
    }
end)

describe("a button without a name", function()
    hints_at('<button> has no name: write text in it, or aria-label="…"', {
        "<button></button>",
        "<button> \n </button>",
        '<button><i class="icon"></i></button>',
        '<button><img alt=""></button>',
        "<button><svg><path></path></svg></button>",
    })
    hints_at('<a> has no name: write text in it, or aria-label="…"', {
        '<a href="/"></a>',
        "<a href={m.path}><i></i></a>",
    })
    is_silent_about {
        "<button>Go</button>",
        "<button>{m.label}</button>",
        '<button>{"×"}</button>',
        "<button><b>Go</b></button>",
        '<button><img alt="Go"></button>',
        '<button aria-label="Go"></button>',
        '<button title="Go"></button>',
        "<button {m.more}></button>",
        "<button>{if m.a then}a{end}</button>",
        "<button><Icon /></button>",
        "<button><svg><title>Go</title></svg></button>",
        '<a name="here"></a>',
    }
end)

describe("a row without a key", function()
    local hint = "this {for} over m.list has no ls-key; with one, only rows that changed are sent"
    hints_at(hint, {
        "{for _, x in ipairs(m.list) do}<p>{x}</p>{end}",
        "{for k, x in pairs( m.list ) do}<p>{x}</p>{end}",
        "{if m.a then}{for _, x in ipairs(m.list) do}<p>{x}</p>{end}{end}",
    })
    is_silent_about {
        "{for _, x in ipairs(m.list) do}<p ls-key={x}>{x}</p>{end}",
        "{for _, x in ipairs(m.list) do}<Row ls-key={x} />{end}",
        "{for i = 1, 3 do}<p>{i}</p>{end}",
        "{for _, x in ipairs(list) do}<p>{x}</p>{end}",
        "{for _, x in ipairs(other.list) do}<p>{x}</p>{end}",
        "{for _, x in ipairs(sorted(m.list)) do}<p>{x}</p>{end}",
    }

    it("goes by the name that render gives the model", function()
        local template = "html[[{for _, x in ipairs(model.list) do}<p>{x}</p>{end}]]"
        local function count(source)
            return #support.compile(source).hints
        end
        assert.equal(1, count("function view.render(model) return " .. template .. " end"))
        assert.equal(1, count("local t = { render = function(model, page) return " .. template .. " end }"))
        assert.equal(0, count("function view.render(m) return " .. template .. " end"))
        assert.equal(0, count("function Row(model) return " .. template .. " end"))
    end)
end)
