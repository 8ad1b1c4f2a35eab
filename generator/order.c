/*
 * order.c - depth-first over the links between the pages of a plan (see order.h).
 */
#include <stdlib.h>

#include "links.h"
#include "order.h"

bool
order_init(struct order *o, struct arena *a, size_t n)
{
	memset(o, 0, sizeof(*o));
	o->a = a;
	o->n = n;
	o->path = arena_array(a, n, sizeof(*o->path));
	o->edge_end = arena_array(a, n, sizeof(*o->edge_end));
	o->out = arena_array(a, n, sizeof(*o->out));
	o->held = arena_array(a, n, sizeof(*o->held));
	o->holds = arena_array(a, n, sizeof(*o->holds));
	return o->path != NULL && o->edge_end != NULL && o->out != NULL &&
	       o->held != NULL && o->holds != NULL;
}

static int
by_path(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct gather {
	struct order *o;
	size_t from;
	struct arena scratch;
	bool failed;
};

static bool
add_edge(struct order *o, int to)
{
	int *wider;

	if (o->edges == o->edge_room) {
		o->edge_room = o->edge_room * 2 + 256;
		if ((wider = arena_array(o->a, o->edge_room, sizeof(*wider))) == NULL)
			return false;
		if (o->edges > 0)
			memcpy(wider, o->edge, o->edges * sizeof(*wider));
		o->edge = wider;
	}
	o->edge[o->edges++] = to;
	return true;
}

static bool
on_link(void *arg, enum link_find what, struct str value)
{
	struct gather *ga = arg;
	struct str path, *hit;

	if (what != LINK_TO ||
	    !links_resolve(&ga->scratch, ga->o->path[ga->from], value, &path))
		return true;
	hit = bsearch(&path, ga->o->path, ga->o->n, sizeof(path), by_path);
	if (hit != NULL && hit != &ga->o->path[ga->from])
		ga->failed = !add_edge(ga->o, (int)(hit - ga->o->path));
	return !ga->failed;
}

enum jy_err
order_links(struct order *o, size_t i, struct str html)
{
	struct gather ga = { .o = o, .from = i };

	arena_init(&ga.scratch, 0);
	links_scan(&ga.scratch, html, on_link, &ga);
	arena_release(&ga.scratch);
	o->edge_end[i] = (int)o->edges;
	return ga.failed ? JY_ENOMEM : JY_OK;
}

struct visit {
	int page, next; /* next: edge to follow */
};

enum colour { WHITE, GREY, BLACK };

/* Everything that can be reached from `root`, deepest first. */
static void
visit_from(struct order *o, int root, struct visit *stack, char *colour, size_t *done)
{
	size_t depth = 0;
	struct visit *v;
	int to;

	stack[depth++] = (struct visit){ root, root == 0 ? 0 : o->edge_end[root - 1] };
	colour[root] = GREY;
	while (depth > 0) {
		v = &stack[depth - 1];
		if (v->next == o->edge_end[v->page]) {
			colour[v->page] = BLACK;
			o->out[(*done)++] = v->page;
			depth--;
			continue;
		}
		to = o->edge[v->next++];
		if (colour[to] == GREY) {
			o->held[to] = true;
			o->holds[v->page] = true;
		} else if (colour[to] == WHITE) {
			colour[to] = GREY;
			stack[depth++] =
			    (struct visit){ to, to == 0 ? 0 : o->edge_end[to - 1] };
		}
	}
}

enum jy_err
order_solve(struct order *o)
{
	struct visit *stack = arena_array(o->a, o->n, sizeof(*stack));
	char *colour = arena_array(o->a, o->n, 1);
	size_t i, done = 0;

	if (stack == NULL || colour == NULL)
		return JY_ENOMEM;
	for (i = 0; i < o->n; i++) {
		if (colour[i] == WHITE)
			visit_from(o, (int)i, stack, colour, &done);
	}
	return JY_OK;
}
