// See page.h.
#include "page.h"

#include <stdio.h>

static struct page *page_of(struct line *line)
{
    return (struct page *)((char *)line - offsetof(struct page, line));
}

static void on_lost(struct line *line)
{
    struct page *page = page_of(line);
    if (!page->waits) return; // an idle connection may end whenever the host likes
    page->waits = false;
    page->fetched(page, NULL);
}

static ssize_t on_bytes(struct line *line, char *data, size_t size)
{
    struct page *page = page_of(line);
    struct http_reply reply;
    ssize_t used = http_read(data, size, &reply);
    if (used <= 0) return used;
    page->waits = false;
    if (!reply.stays) line_close(line);
    page->fetched(page, &reply);
    return used;
}

void page_create(struct page *page, struct loop *loop, const struct place *place)
{
    *page = (struct page){.loop = loop, .place = place};
    page->line.watch.fd = -1;
    page->line.take = on_bytes;
    page->line.lost = on_lost;
}

void page_destroy(struct page *page)
{
    line_destroy(&page->line);
}

void page_get(struct page *page, const char *path)
{
    char request[1024];
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\n\r\n", path,
                        page->place->name);
    if (!line_is_open(&page->line)) line_open(&page->line, page->loop, page->place);
    page->waits = true;
    page->sent_ns = clock_now_ns();
    line_send(&page->line, (struct bytes){request, (size_t)size});
}
