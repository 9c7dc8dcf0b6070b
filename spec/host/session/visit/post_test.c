// Forms that a browser posts without a script: their event goes through the session, and the page is the answer.
#include "support/keeper.h"

#include "session/visit/post.h"

static const char tasks[] =
    "local ls = require 'lightspeed'\n"
    "local t = ls.types\n"
    "local Task = t.form { title = t.string { min = 1, label = 'Title' },\n"
    "    id = t.integer { optional = true } }\n"
    "local Keeper = ls.actor { messages = { 'who' } }\n"
    "function Keeper.init() return {} end\n"
    "function Keeper.update.who() end\n"
    "local view = ls.view { params = { page = t.integer { default = 1 } },\n"
    "    events = { save = Task, mark = { id = 'integer', tags = t.list('string') }, ask = { id = 'integer' }, "
    "'fail', 'leave', 'move' },\n"
    "    messages = { 'told' } }\n"
    "function view.init(p) return { page = p.page, form = Task:blank(), list = {}, marks = '' } end\n"
    "function view.params(m, p) m.page = p.page end\n"
    "function view.update.save(m, form)\n"
    "    m.form = form\n"
    "    m.by = form.submitter and form.submitter.name .. form.submitter.value\n"
    "    if form.valid then m.list[#m.list + 1] = form.values.title end\n"
    "end\n"
    "function view.update.mark(m, e) m.marks = m.marks .. e.id .. table.concat(e.tags) end\n"
    "function view.update.fail() error('it fails') end\n"
    "function view.update.ask(m) return m, ls.ask('keeper', 'who'):to 'told' end\n"
    "function view.update.told(m, name, err) m.marks = name or err end\n"
    "function view.update.leave(m) return m, ls.navigate '/other' end\n"
    "function view.update.move(m) m.marks = 'moved' return m, ls.patch { page = 7 } end\n"
    "function view.render(m) return html[[<form id=\"f\" ls-submit={m.event or 'save'} ls-value-id={#m.list}>\n"
    "    </form><p>{m.page} {m.marks}|{m.by}|{m.form.errors.title}|{table.concat(m.list, ',')}</p>]] end\n"
    "local other = ls.view {}\n"
    "function other.render() return html[[<p>other</p>]] end\n"
    "return ls.app():live('/', view):live('/other', "
    "other)\n";

// The query that the page's form posts to.
static void read_action(struct page *page, char query[256])
{
    const char *at = strstr(page_html(page), "action=\"/?");
    assert_non_null(at);
    size_t size = 0;
    for (at += 10; *at != '"' && size < 255; at++) {
        query[size++] = *at;
        if (strncmp(at, "&amp;", 5) == 0) at += 4;
    }
    query[size] = 0;
}

static void post(struct page *page, struct hall *hall, const char *query, const char *form)
{
    *page = (struct page){
        .visit = {
            .hall = hall, .path = BYTES("/"), .query = bytes_of(query), .form = bytes_of(form), .is_post = true}};
    page->visit.owner = &page->answers;
    visit_begin(&page->visit);
}

// The paragraph of a page, without comments.
static void read_said(struct page *page, char said[200])
{
    size_t size = 0;
    const char *at = strstr(page_html(page), "<p>");
    while (at && *at && size < 199 && strncmp(at, "</p>", 4) != 0) {
        if (strncmp(at, "<!--", 4) == 0) at = strstr(at, "-->") + 3;
        else said[size++] = *at++;
    }
    said[size] = 0;
}

// What its page says after a post to `query`, in which "save" is another event where `event` is one.
static int outcome(struct house *house, const char *query, const char *event, const char *form, char said[200])
{
    struct page page;
    char address[300];
    const char *at = strstr(query, "ls-event=save");
    assert_non_null(at);
    snprintf(address, sizeof address, "%.*sls-event=%s%s", (int)(at - query), query, event, at + 13);
    post(&page, house->hall, address, form);
    house_run(house);
    int status = page.visit.status;
    read_said(&page, said);
    page_destroy(&page);
    return status;
}

static struct house *open_page(struct page *page, char query[256])
{
    struct house *house = house_open(tasks);
    page_begin(page, house->hall, "/", "page=3");
    house_run(house);
    page_read_ticket(page);
    read_action(page, query);
    return house;
}

static void goes_through_the_session_and_shows_the_page(void **state)
{
    (void)state;
    struct page page;
    char query[256], said[200];
    struct house *house = open_page(&page, query);
    assert_int_equal(outcome(house, query, "save", "title=one+%26&who=me", said), 200);
    assert_contains(said, "|whome|");
    assert_contains(said, "|one &amp;");
    assert_int_equal(outcome(house, query, "save", "title=", said), 200);
    assert_contains(said, "can&#39;t be blank");
    assert_contains(said, "|one &amp;");
    assert_int_equal(outcome(house, query, "mark", "id=7&tags=a&tags=b", said), 200); // the form's id goes before
    assert_contains(said, "7ab");
    assert_int_equal(house->hall->sessions_count, 1);
    assert_int_equal(house->hall->counters.visits, 4);
    struct session *session = house_session(house, page.ticket);
    assert_null(session->vm); // it sleeps until somebody joins
    assert_int_equal(session->state, STATE_MOUNTED);
    assert_int_equal(session->outbox.last, 0);
    page_destroy(&page);
    house_close(house);
}

static void the_page_that_answers_is_joined_like_any_other(void **state)
{
    (void)state;
    struct page page, answer;
    char query[256];
    struct house *house = open_page(&page, query);
    post(&answer, house->hall, query, "title=one");
    house_run(house);
    page_read_ticket(&answer);
    assert_string_equal(answer.ticket, page.ticket);
    struct peer *peer = peer_enter(house->hall, answer.ticket, "0");
    house_run(house);
    peer_take_all(peer);
    peer_event(peer, "save", "{\"title\":\"two\"}");
    house_run(house);
    peer_take_all(peer);
    assert_contains(peer_last(peer), "[1,1,"); // the first frame, the first event
    assert_contains(peer_last(peer), "one,two");
    // The page is posted once more: its line ends, and who joins then begins at the start.
    page_destroy(&answer);
    post(&answer, house->hall, query, "title=three");
    house_run(house);
    assert_contains(page_html(&answer), "one,two,three");
    peer_take_all(peer);
    assert_contains(peer_last(peer), "replaced");
    assert_int_equal(house_session(house, page.ticket)->ref_received, 0);
    peer_leave(peer);
    page_destroy(&answer);
    page_destroy(&page);
    house_close(house);
}

static void a_session_that_is_gone_begins_anew_where_it_was(void **state)
{
    (void)state;
    struct page page;
    char query[256], said[200];
    struct house *house = open_page(&page, query);
    session_end(house_session(house, page.ticket), ERROR_GONE, "its time is over");
    assert_int_equal(outcome(house, query, "save", "title=one", said), 200);
    assert_contains(said, "<p>3 |");
    assert_contains(said, "|one");
    assert_int_equal(house->hall->sessions_count, 1);
    page_destroy(&page);
    house_close(house);
}

static void is_looked_for_on_other_shards(void **state)
{
    (void)state;
    for (int is_gone = 0; is_gone < 2; is_gone++) {
        struct house *house = house_open_with(house_load(tasks), 3, NULL);
        struct page page, answer;
        char query[256];
        page_begin(&page, house->halls[1], "/", "page=4");
        house_run(house);
        page_read_ticket(&page);
        read_action(&page, query);
        if (is_gone) session_end(hall_find(house->halls[1], house->halls[1]->parked.first->id), ERROR_GONE, "gone");
        post(&answer, house->halls[2], query, "title=one");
        assert_false(answer.visit.is_done);
        house_run(house);
        assert_int_equal(answer.visit.status, 200);
        assert_contains(page_html(&answer), "one<");
        assert_contains(page_html(&answer), "4<");
        assert_int_equal(house->halls[1]->sessions_count, 0);
        assert_int_equal(house->halls[2]->sessions_count, 1);
        assert_null(house->halls[2]->posts);
        page_destroy(&answer);
        // A request may go away while it is looked for.
        post(&answer, house->halls[0], query, "title=two");
        visit_abandon(&answer.visit);
        page_destroy(&answer);
        assert_null(house->halls[0]->posts);
        house_run(house);
        page_destroy(&page);
        house_close(house);
    }
}

static struct slow_keeper slow;

static void keep(struct settings *settings)
{
    settings->keeper = &slow.keeper;
}

static void is_looked_for_among_those_that_the_host_before_wrote_down(void **state)
{
    (void)state;
    struct page page, answer;
    char query[256];
    struct directory directory = directory_make();
    slow_keeper_open(&slow, &directory);
    struct house *house = house_open_with(house_load(tasks), 1, keep);
    page_begin(&page, house->hall, "/", "page=4");
    house_run(house);
    read_action(&page, query);
    page_destroy(&page);
    post(&page, house->hall, query, "title=one");
    house_run(house);
    page_destroy(&page);
    slow_keeper_end(&slow, house);

    for (int times = 0; times < 2; times++) {
        slow_keeper_open(&slow, &directory);
        house = house_open_with(house_load(tasks), 1 + (unsigned)times, keep);
        post(&answer, house->hall, query, times ? "title=three" : "title=two");
        assert_false(answer.visit.is_done);
        slow_keeper_rest(&slow, house);
        assert_contains(page_html(&answer), times ? "one,two,three<" : "one,two<");
        assert_null(house->hall->posts);
        page_destroy(&answer);
        slow_keeper_end(&slow, house);
    }
    directory_remove(&directory);
}

static void goes_where_the_view_sends_it(void **state)
{
    (void)state;
    struct page page, answer;
    char query[256], said[200], address[300];
    struct house *house = open_page(&page, query);
    assert_int_equal(outcome(house, query, "move&", "", said), 422); // none of its fields
    char *event = strstr(query, "ls-event=");
    snprintf(address, sizeof address, "%.*sls-event=move", (int)(event - query), query);
    post(&answer, house->hall, address, "");
    house_run(house);
    assert_int_equal(answer.visit.status, 200);
    assert_contains(page_html(&answer), "7<");
    assert_contains(page_html(&answer), "moved");
    page_destroy(&answer);
    snprintf(address, sizeof address, "%.*sls-event=leave", (int)(event - query), query);
    post(&answer, house->hall, address, "");
    house_run(house);
    assert_int_equal(answer.visit.status, 303);
    assert_string_equal(answer.visit.location.data ? "there" : "", "there");
    assert_memory_equal(answer.visit.location.data, "/other", 6);
    page_destroy(&answer);
    page_destroy(&page);
    house_close(house);
}

static void what_is_not_ours_or_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct page page, answer;
    char query[256], said[200], address[300];
    struct house *house = open_page(&page, query);
    const char *forged[] = {"", "ls-event=save", "ls-post=&ls-event=save", "ls-post=abcd&ls-event=save",
                            "xls-post=abcd&ls-event=save"};
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        post(&answer, house->hall, forged[i], "title=x");
        assert_int_equal(answer.visit.status, 403);
        page_destroy(&answer);
    }
    // The ticket of a page is none for its forms, nor the other way round.
    snprintf(address, sizeof address, "ls-post=%s&ls-event=save", page.ticket);
    post(&answer, house->hall, address, "title=x");
    assert_int_equal(answer.visit.status, 403);
    page_destroy(&answer);
    char token[64];
    sscanf(strstr(query, "ls-post=") + 8, "%63[^&]", token);
    struct peer *peer = peer_enter(house->hall, token, "0");
    peer_take_all(peer);
    assert_contains(peer_last(peer), "forbidden");
    peer_leave(peer);

    assert_int_equal(outcome(house, query, "sav", "title=x", said), 422);
    assert_int_equal(outcome(house, query, "save", "titel=x&title=y&a=b", said), 422);
    assert_int_equal(outcome(house, query, "mark", "tags=a&id=x", said), 422);
    assert_int_equal(outcome(house, query, "fail&ls-x=", "", said), 422);
    char *event = strstr(query, "ls-event=");
    snprintf(address, sizeof address, "%.*sls-event=fail", (int)(event - query), query);
    post(&answer, house->hall, address, "");
    house_run(house);
    assert_int_equal(answer.visit.status, 500);
    page_destroy(&answer);
    snprintf(address, sizeof address, "%.*sls-event=save&ls-to=77", (int)(event - query), query);
    post(&answer, house->hall, address, "title=x");
    house_run(house);
    assert_int_equal(answer.visit.status, 422);
    page_destroy(&answer);
    // After all that the session is as it was.
    assert_int_equal(outcome(house, query, "save", "title=one", said), 200);
    assert_contains(said, "|one");
    page_destroy(&page);
    house_close(house);
}

static void has_a_limit_of_fields(void **state)
{
    (void)state;
    struct page page;
    char query[256], said[200];
    struct house *house = open_page(&page, query);
    struct buffer form = {0};
    for (int i = 0; i < 1100; i++) buffer_print(&form, "f%d=&", i);
    buffer_put_byte(&form, 0);
    assert_int_equal(outcome(house, query, "save", form.data, said), 413);
    buffer_destroy(&form);
    page_destroy(&page);
    house_close(house);
}

static void what_an_actor_answers_that_it_asks_is_in_the_page(void **state)
{
    (void)state;
    struct page page;
    char query[256], said[200];
    struct house *house = open_page(&page, query);
    assert_int_equal(outcome(house, query, "ask", "", said), 200);
    assert_contains(said, " there is no actor of this name|");
    page_destroy(&page);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_through_the_session_and_shows_the_page),
        cmocka_unit_test(the_page_that_answers_is_joined_like_any_other),
        cmocka_unit_test(a_session_that_is_gone_begins_anew_where_it_was),
        cmocka_unit_test(is_looked_for_on_other_shards),
        cmocka_unit_test(is_looked_for_among_those_that_the_host_before_wrote_down),
        cmocka_unit_test(goes_where_the_view_sends_it),
        cmocka_unit_test(what_is_not_ours_or_does_not_fit_is_refused),
        cmocka_unit_test(has_a_limit_of_fields),
        cmocka_unit_test(what_an_actor_answers_that_it_asks_is_in_the_page),
    };
    return cmocka_run_group_tests_name("post", tests, NULL, NULL);
}
