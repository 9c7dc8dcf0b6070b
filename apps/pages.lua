-- Pages of a small library: a list whose page is in the address, a book, and a desk for those who work there.
--
--     /               the list; ?page=2 is the same view with other params: ls-patch, and view.params
--     /books/:id      another view, over the same line: ls-navigate
--     /desk           a group of its own, with a guard: entered and left by loading a page

local ls = require "lightspeed"
local t = ls.types

local BOOKS, PAGE = 200, 20

local function title_of(id)
    return ("Volume %d"):format(id)
end

-- --- the list ---

local list = ls.view {
    title = function(m)
        return m.page == 1 and "Books" or ("Books, page %d"):format(m.page)
    end,
    params = { page = t.integer { min = 1, max = BOOKS // PAGE, default = 1 } },
    events = { "surprise" },
}

-- --- a book ---

local book = ls.view {
    title = function(m)
        return title_of(m.id)
    end,
    params = { id = t.integer { min = 1, max = BOOKS } },
    events = { "read" },
}

function list.init(params)
    return { page = params.page }
end

function list.params(m, params)
    m.page = params.page
end

function list.update.surprise(m)
    return m, ls.navigate(ls.path(book, { id = 1 + m.page * 7919 % BOOKS }))
end

function list.render(m)
    local first = (m.page - 1) * PAGE
    return html[[
        <h1>Books</h1>
        <ul id="books">
            {for id = first + 1, first + PAGE do}
                <li ls-key={id}><a href={ls.path(book, { id = id })} ls-navigate ls-prefetch>{title_of(id)}</a></li>
            {end}
        </ul>
        <nav aria-label="Pages">
            {for page = 1, BOOKS // PAGE do}
                <a ls-key={page} href={ls.path(list, { page = page })} ls-patch
                    aria-current={page == m.page and "page"}>{page}</a>
            {end}
        </nav>
        <p><button ls-click="surprise">Surprise me</button> <a href="/desk" ls-navigate>The desk</a></p>
    ]]
end

function book.init(params)
    return { id = params.id, read = false }
end

function book.params(m, params)
    m.id, m.read = params.id, false
end

function book.update.read(m)
    m.read = true
end

function book.render(m)
    return html[[
        <h1>{title_of(m.id)}</h1>
        <p>{m.read and "You have read it." or "Not read yet."} <button ls-click="read">I have read it</button></p>
        <nav>
            {if m.id > 1 then}<a href={ls.path(book, { id = m.id - 1 })} ls-patch>Before</a>{end}
            {if m.id < BOOKS then}<a href={ls.path(book, { id = m.id + 1 })} ls-patch>Next</a>{end}
            <a href="/" ls-navigate>All books</a>
        </nav>
    ]]
end

-- --- the desk ---

local OPENS, CLOSES = 0, 24

local function is_open()
    local hour = ls.now() // 3600000 % 24
    return hour >= OPENS and hour < CLOSES or "/"
end

local desk = ls.view { title = "The desk", events = { "stamp" } }

function desk.init()
    return { stamps = 0 }
end

function desk.update.stamp(m)
    m.stamps = m.stamps + 1
end

function desk.render(m)
    return html[[
        <h1>The desk</h1>
        <p>{m.stamps} books stamped. <button ls-click="stamp">Stamp</button></p>
        <p><a href="/" ls-navigate>Back to the books</a></p>
    ]]
end

return ls.app():live("/", list):live("/books/:id", book):scope("/desk", { guard = is_open }, function(s)
    s:live("/", desk)
end)
