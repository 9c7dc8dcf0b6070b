-- ls.table and ls.pager: rows of a list, and the way through its pages.

local showing = require "spec.support.showing"

local MODEL = [[{
    by = "name",
    users = {
        { id = 1, name = "Ann", age = 3 },
        { id = 2, name = "Bob", age = 44 },
        { id = 3, name = "Cy", age = 7 },
    },
    page = 5,
}]]

local USERS = [[
    <ls.table rows={m.users} caption="Users" sort={m.by} descending={m.descending} event="sort"
        row_class={function(user) return user.age > 40 and "old" end}>
        <:col label="Name" sort="name" header let="user">{user.name}</:col>
        <:col label="Age" sort="age" number class="years" let="user">{user.age}</:col>
        <:col label="Id" let="user">{user.id}</:col>
        <:empty>Nobody yet.</:empty>
        <:foot><tr><td colspan="3">{#m.users} users</td></tr></:foot>
    </ls.table>
]]

describe("ls.table", function()
    local page

    before_each(function()
        page = showing.page(USERS, MODEL)
    end)

    it("has a caption, headings of columns and of rows, and cells", function()
        assert.has.element(page, "table > caption", "Users")
        assert.equal(3, #page:all "thead > tr > th[scope=col]")
        assert.has.element(page, "tbody > tr > th[scope=row]", "Ann")
        assert.has.element(page, "tbody > tr > td.years.ls-number", "44")
        assert.has.element(page, "tfoot > tr > td", "3 users")
    end)

    it("says by which column it is sorted, and which others it could be", function()
        assert.has.element(page, "th[aria-sort=ascending] > button", "Name")
        assert.has.element(page, "th[aria-sort=none] > button", "Age")
        assert.has.no.element(page, "th[aria-sort] > button", "Id")
        assert.has.element(page, "thead th", "Id")
    end)

    it("asks for another order", function()
        page:click "Age"
        assert.same({ "age", false }, { page.model.by, page.model.descending })
        assert.has.element(page, "th[aria-sort=ascending] > button", "Age")
        page:click "Age"
        assert.is_true(page.model.descending)
        assert.has.element(page, "th[aria-sort=descending] > button", "Age")
        page:click "Age"
        assert.is_false(page.model.descending)
    end)

    it("gives a row the class that the app wants", function()
        assert.equal(1, #page:all "tr.old")
        assert.has.element(page, "tr.old > th", "Bob")
    end)

    it("sends what changed of a row, and no other", function()
        local shown = showing.page(
            [[
                <ls.table rows={{ { id = 1, x = m.x or "one" }, { id = 2, x = "two" } }}>
                    <:col label="X" let="row">{row.x}</:col>
                </ls.table>
            ]],
            "{}"
        )
        shown:send("set", { name = "x", value = "new" })
        assert.has.element(shown, "td", "new")
        assert.patch_bytes(shown, 60)
    end)

    it("shows its empty slot where there are no rows", function()
        local shown = showing.page(USERS, "{ users = {} }")
        assert.has.element(shown, 'tbody > tr > td[colspan="3"]', "Nobody yet.")
        assert.has.no.element(page, "tbody td", "Nobody yet.")
    end)

    it("names rows by any field, or by a function", function()
        local by = '<ls.table rows={m.users} key="name"><:col label="N" let="u">{u.name}</:col></ls.table>'
        assert.has.element(showing.page(by, MODEL), "td", "Ann")
        by = [[
            <ls.table rows={{ "a", "b" }} key={function(letter) return letter end}>
                <:col label="N" let="letter">{letter}</:col>
            </ls.table>
        ]]
        assert.has.element(showing.page(by, MODEL), "td", "b")
    end)

    it("says which row has no name", function()
        local markup = '<ls.table rows={{ { id = 1 }, {} }}><:col label="A" let="r">{r.id}</:col></ls.table>'
        assert.has.match("<ls.table>: row 2 has no id; name rows by key=", showing.error_of(markup))
    end)

    it("says that it needs columns", function()
        assert.has.match(
            "<ls.table> needs the slot <:col>",
            showing.error_of "<ls.table rows={{}}></ls.table>"
        )
    end)
end)

local function numbers(page)
    local found = {}
    for _, item in ipairs(page:all "li") do
        found[#found + 1] = require("lightspeed.test.html").text(item)
    end
    return table.concat(found, " ")
end

describe("ls.pager", function()
    it("is a nav that says where one is", function()
        local page = showing.page('<ls.pager page={m.page} pages={20} event="page" label="Users" />', MODEL)
        assert.has.element(page, "nav[aria-label=Users] li > button[aria-current=page]", "5")
        assert.equal(1, #page:all "[aria-current]")
    end)

    it("goes to a page by an event", function()
        local page = showing.page('<ls.pager page={m.page} pages={20} event="page" />', MODEL)
        page:click "Next page"
        assert.equal(6, page.model.page)
        page:click "20"
        assert.equal(20, page.model.page)
        assert.has.element(page, 'button[aria-label="Next page"][disabled]')
        assert.has.no.element(page, 'button[aria-label="Previous page"][disabled]')
    end)

    it("goes to a page by a link", function()
        local page = showing.page('<ls.pager page={1} pages={3} href="?page=%d" />', MODEL)
        assert.has.element(page, 'a[href="?page=2"][ls-patch]', "2")
        assert.has.element(page, 'a[rel=next][href="?page=2"]')
        assert.has.element(page, 'a[rel=prev][role=link][aria-disabled="true"]')
        assert.has.no.element(page, "a[rel=prev][href]")
        page = showing.page("<ls.pager page={1} pages={2} href={function(n) return '/p/' .. n end} />", MODEL)
        assert.has.element(page, 'a[href="/p/2"]', "2")
    end)

    for _, case in ipairs {
        { 1, 0, "‹ ›" },
        { 1, 1, "‹ 1 ›" },
        { 3, 7, "‹ 1 2 3 4 5 6 7 ›" },
        { 1, 8, "‹ 1 2 3 4 5 … 8 ›" },
        { 4, 8, "‹ 1 2 3 4 5 … 8 ›" },
        { 5, 20, "‹ 1 … 4 5 6 … 20 ›" },
        { 17, 20, "‹ 1 … 16 17 18 19 20 ›" },
        { 20, 20, "‹ 1 … 16 17 18 19 20 ›" },
    } do
        it(("shows %s on page %d of %d"):format(case[3], case[1], case[2]), function()
            local markup = '<ls.pager page={%d} pages={%d} event="page" />'
            assert.equal(case[3], numbers(showing.page(markup:format(case[1], case[2]))))
        end)
    end

    it("shows more around the page where it is told to", function()
        local page = showing.page '<ls.pager page={10} pages={20} around={2} event="page" />'
        assert.equal("‹ 1 … 8 9 10 11 12 … 20 ›", numbers(page))
    end)

    it("is told how to go", function()
        local why = 'app.lua:18: <ls.pager> needs event="page" or href='
        assert.is_truthy(showing.error_of("<ls.pager page={1} pages={2} />"):find(why, 1, true))
    end)
end)
