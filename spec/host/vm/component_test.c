// component.h: a state that was made again, by snapshot and by changes, has the very same components; random
// histories.
#include "support/house.h"

#include "value/codec.h"
#include "vm/vm.h"

static const struct bytes nothing = {"\x06\0\0", 3}; // the canonical empty table

// Which cells there are, and in what boxes, is the model's; each cell counts for itself. Handlers: the view's
// set(by), the cell's step and the box's shift.
static const char source[] =
    "local ls = require 'lightspeed'\n"
    "local Cell = ls.component { events = { 'step' } }\n"
    "function Cell.init(a) return { n = 0, luck = math.random(1000000) } end\n"
    "function Cell.update.step(m) m.n = m.n + math.random(10) end\n"
    "function Cell.render(m, a) return html[[<b>{a.id}:{m.n}:{m.luck}</b>]] end\n"
    "local Box = ls.component { events = { 'shift' }, messages = { 'greet' } }\n"
    "function Box.init() return { from = 0 } end\n"
    "function Box.update.shift(m) m.from = (m.from + 1) % 3 end\n"
    "function Box.update.greet() end\n"
    "function Box.render(m, a, slots)\n"
    "  return html[[<div>{for i = 1, 2 do}<Cell ls-key={m.from + i}/>{end}{slots()}</div>]]\n"
    "end\n"
    "local v = ls.view { events = { set = { by = 'integer' } } }\n"
    "function v.init() return { first = 1, shared = { 1 } } end\n"
    "function v.update.set(m, e) m.first = e.by end\n"
    "function v.render(m)\n"
    "  return html[[{for i = m.first, m.first + 3 do}<Box ls-key={i}><Cell "
    "id={i}/><i>{math.random(9)}</i></Box>{end}]]\n"
    "end\n"
    "return v\n";

static struct app *app;

static int enter(void **state)
{
    (void)state;
    app = house_load(source);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    app_delete(app);
    return 0;
}

static void finish(struct vm *vm, enum vm_step step)
{
    while (step == VM_AGAIN) step = vm_continue(vm);
    if (step != VM_DONE) fail_msg("%s", vm_error(vm)->text);
}

static void render(struct vm *vm, struct buffer *html)
{
    struct rendition page;
    struct error err;
    rendition_create(&page, &app->templates);
    finish(vm, vm_render(vm, 0, &rendition_sink, &page));
    assert_true(rendition_set_root(&page, vm_rendered(vm), &err));
    buffer_clear(html);
    html_write(&page, html);
    rendition_destroy(&page);
}

static struct vm *state_new(void)
{
    struct vm *vm = vm_new(app->image, &vm_limits_default);
    struct error err;
    uint64_t random[4] = {1, 2, 3, 4};
    vm_set_random(vm, random);
    assert_true(vm_load_page(vm, nothing, &err));
    return vm;
}

// The cids that a page names.
static size_t read_cids(const struct buffer *html, uint64_t *cids, size_t max)
{
    size_t count = 0;
    const char *end = html->data + html->size;
    for (const char *at = html->data; count < max && (at = memchr(at, '@', (size_t)(end - at))); at++) {
        uint64_t cid = strtoull(at + 1, NULL, 10);
        if (cid) cids[count++] = cid;
    }
    return count;
}

static void write_models(struct vm *vm, struct buffer *out)
{
    struct error err;
    buffer_clear(out);
    if (!vm_write_model(vm, out, &err)) fail_msg("%s", err.text);
}

static void expect_same(const struct buffer *left, const struct buffer *right)
{
    assert_int_equal(left->size, right->size);
    assert_memory_equal(left->data, right->data, left->size);
}

static void turn(struct vm *vm, uint64_t target, int64_t number)
{
    struct buffer payload = {0};
    size_t begin = codec_begin_table(&payload);
    if (!target) {
        codec_put_string(&payload, BYTES("by"));
        codec_put_integer(&payload, number);
    }
    codec_end_table(&payload, begin, 0, target ? 0 : 1);
    vm_begin(vm, number);
    unsigned view = target ? 1 + vm_declaration_of(target) : 0;
    finish(vm, vm_update_component(vm, view, target, 0, buffer_bytes(&payload)));
    vm_end(vm);
    buffer_destroy(&payload);
}

static void a_state_that_never_renders_has_the_same_components(void **state)
{
    (void)state;
    struct buffer html = {0}, again = {0}, models = {0}, followed = {0};
    struct error err;
    struct vm *vm = state_new();
    struct vm *follower = NULL;
    uint64_t cids[64];
    unsigned seed = 11;
    vm_begin(vm, 1);
    finish(vm, vm_init(vm, 0, nothing, nothing));
    for (int round = 0; round < 400; round++) {
        render(vm, &html);
        write_models(vm, &models);
        if (round % 50 == 0) { // anew from the snapshot
            vm_delete(follower);
            follower = state_new();
            assert_true(vm_load_model(follower, buffer_bytes(&models), &err));
            uint64_t random[4];
            vm_get_random(vm, random);
            vm_set_random(follower, random);
        } else {
            struct bytes changes = vm_component_changes(vm);
            assert_true(!changes.size || vm_change_components(follower, changes, &err));
        }
        write_models(follower, &followed);
        expect_same(&models, &followed);
        if (round % 20 == 0) { // and shows the same page, without a birth or a death
            struct vm *woken = state_new();
            assert_true(vm_load_model(woken, buffer_bytes(&models), &err));
            uint64_t random[4];
            vm_get_random(vm, random);
            vm_set_random(woken, random);
            vm_begin(woken, 1);
            render(woken, &again);
            assert_int_equal(vm_component_changes(woken).size, 0);
            expect_same(&html, &again);
            vm_delete(woken);
        }
        size_t count = read_cids(&html, cids, 64);
        assert_int_equal(count, 4 + 4 * 3);
        seed = seed * 1103515245 + 12345;
        uint64_t target = seed >> 16 & 1 ? cids[(seed >> 20) % count] : 0;
        assert_true(!target || (vm_has_component(vm, target) && vm_has_component(follower, target)));
        turn(vm, target, (int64_t)(seed >> 24) % 6);
        turn(follower, target, (int64_t)(seed >> 24) % 6);
    }
    vm_delete(vm);
    vm_delete(follower);
    buffer_destroy(&html);
    buffer_destroy(&again);
    buffer_destroy(&models);
    buffer_destroy(&followed);
}

static void numbers_are_never_given_again(void **state)
{
    (void)state;
    struct buffer html = {0}, models = {0};
    struct error err;
    struct vm *vm = state_new();
    uint64_t before[64], after[64];
    vm_begin_life(vm, 2);
    vm_begin(vm, 1);
    finish(vm, vm_init(vm, 0, nothing, nothing));
    render(vm, &html);
    size_t count = read_cids(&html, before, 64);
    turn(vm, 0, 100); // all of them go
    render(vm, &html);
    turn(vm, 0, 200); // and the second lot too
    render(vm, &html);
    write_models(vm, &models);
    struct vm *woken = state_new();
    assert_true(vm_load_model(woken, buffer_bytes(&models), &err));
    turn(woken, 0, 300);
    render(woken, &html);
    assert_int_equal(read_cids(&html, after, 64), count);
    for (size_t i = 0; i < count; i++) {
        assert_true(before[i] >> 10 > UINT64_C(2) << 32);
        assert_false(vm_has_component(woken, before[i]));
        for (size_t k = 0; k < count; k++) assert_true(after[i] > before[k]);
    }
    vm_delete(vm);
    vm_delete(woken);
    buffer_destroy(&html);
    buffer_destroy(&models);
}

static void a_number_made_up_is_nobodys(void **state)
{
    (void)state;
    struct vm *vm = state_new();
    struct buffer html = {0};
    assert_false(vm_has_component(vm, 0));
    assert_false(vm_has_component(vm, 1025));
    vm_begin(vm, 1);
    finish(vm, vm_init(vm, 0, nothing, nothing));
    render(vm, &html);
    static const uint64_t numbers[] = {0, 1, 1024, 1027, UINT64_C(1) << 53, UINT64_MAX, UINT64_MAX >> 1};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) assert_false(vm_has_component(vm, numbers[i]));
    assert_true(app_target(app, 0, 1024) == NULL); // no declaration has the number 0
    assert_true(app_target(app, 0, 1027) == NULL);
    assert_true(app_target(app, 0, 1025) == &app->views[1]);
    assert_true(app_target(app, 0, 0) == &app->views[0]);
    buffer_destroy(&html);
    vm_delete(vm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_that_never_renders_has_the_same_components),
        cmocka_unit_test(numbers_are_never_given_again),
        cmocka_unit_test(a_number_made_up_is_nobodys),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
