/*
 * desk_rows.c - see desk_rows.h: runs the statements of a desk.
 */
#include "clock.h"
#include "desk/desk_rows.h"
#include "escape.h"

#define DAY 86400
#define FILTER_CHARS 40
#define FIXED_COLUMNS 4 /* id, state, at, key */

const struct desk_sql *
desk_sql_of(const struct act *act, const struct desk *desk)
{
	for (size_t i = 0; i < DESK_SCOPES && desk->scopes[i].sql != NULL; i++)
		if (desk->scopes[i].role == act->who.role)
			return desk->scopes[i].sql;
	return NULL;
}

bool
desk_view(const struct act *act, const struct desk *desk, const char *state,
    struct desk_view *out)
{
	*out = (struct desk_view){ .desk = desk,
		.sql = desk_sql_of(act, desk),
		.state = flow_state(desk->flow, str_of(state)),
		.waits = flow_waits_for(desk->flow, state, act->who.role),
		.until = INT64_MAX };
	for (size_t i = 0; i < DESK_FILTERS; i++)
		out->values[i].text = STR("");
	return out->sql != NULL;
}

void
desk_view_days(const struct act *act, struct desk_view *v, int64_t days)
{
	if (days <= 0)
		return;
	v->days = days;
	v->until = act->now - days * DAY;
	v->filtered = true;
}

static const char *
asked_state(struct request *rq, const struct desk *desk)
{
	struct str asked = request_query(rq, "state");

	for (size_t i = 0; i < DESK_STATES && desk->states[i] != NULL; i++)
		if (str_is(asked, desk->states[i]))
			return desk->states[i];
	for (size_t i = 0; i < DESK_STATES && desk->states[i] != NULL; i++)
		if (flow_waits_for(desk->flow, desk->states[i], rq->act.who.role))
			return desk->states[i];
	return desk->states[0];
}

static bool
is_number(enum desk_filter_type type)
{
	return type == FILTER_YEAR || type == FILTER_OFFICE;
}

/* The filters that are typed as numbers. */
static enum jy_err
read_years(struct request *rq, const struct desk_filter *filters)
{
	struct field *fields = arena_array(rq->act.arena, DESK_FILTERS, sizeof(*fields));
	size_t n = 0;

	if (fields == NULL)
		return JY_ENOMEM;
	for (size_t i = 0; i < DESK_FILTERS && filters[i].name != NULL; i++) {
		if (filters[i].type != FILTER_YEAR)
			continue;
		fields[n] = (struct field)YEAR_CONDITION;
		fields[n].name = filters[i].name;
		fields[n++].label = filters[i].label;
	}
	return request_conditions(rq, fields, n);
}

static void
read_year(struct request *rq, struct desk_view *v, size_t i)
{
	const char *name = v->desk->filters[i].name;
	const struct form_value *typed = form_value(&rq->conditions, name);

	v->values[i].text = form_good(&rq->conditions, name);
	v->values[i].number = form_number(&rq->conditions, name);
	if (typed->error != NULL)
		v->values[i].wrong = typed;
	v->filtered = v->filtered || typed->given;
}

enum jy_err
desk_view_of(struct request *rq, const struct desk *desk, struct desk_view *v)
{
	const struct desk_filter *f = desk->filters;
	int64_t days;
	enum jy_err err;

	if (!desk_view(&rq->act, desk, asked_state(rq, desk), v))
		return JY_EFORBIDDEN;
	if ((err = read_years(rq, f)) != JY_OK)
		return err;
	for (size_t i = 0; i < DESK_FILTERS && f[i].name != NULL; i++) {
		if (f[i].type == FILTER_YEAR) {
			read_year(rq, v, i);
			continue;
		}
		v->values[i].text = request_words(rq, f[i].name, FILTER_CHARS);
		if (f[i].type == FILTER_OFFICE &&
		    !str_int(v->values[i].text, 1, INT64_MAX, &v->values[i].number))
			v->values[i].text = STR("");
		v->filtered = v->filtered || v->values[i].text.n > 0;
	}
	if (str_int(request_query(rq, "days"), 1, DESK_DAYS_MAX, &days))
		desk_view_days(&rq->act, v, days);
	return JY_OK;
}

struct str
desk_query(struct arena *a, const struct desk_view *v)
{
	struct buf b = BUF_INIT;
	struct str query;

	buf_printf(&b, "state=%s", v->state->name);
	if (v->days > 0)
		buf_printf(&b, "&days=%lld", (long long)v->days);
	for (size_t i = 0; i < DESK_FILTERS; i++) {
		if (v->values[i].text.n == 0)
			continue;
		buf_printf(&b, "&%s=", v->desk->filters[i].name);
		url_escape(&b, v->values[i].text);
	}
	query = buf_ok(&b) ? arena_str(a, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return query;
}

struct val
desk_days(struct request *rq)
{
	static const int days[] = { 1, 3, 7, 30 };
	struct val list = val_list(rq->act.arena), one;
	int64_t asked = 0;

	(void)str_int(request_query(rq, "days"), 1, DESK_DAYS_MAX, &asked);
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		one = val_map(rq->act.arena);
		val_set(&one, "value", val_int(days[i]));
		val_set(&one, "label",
		    val_str(arena_printf(rq->act.arena, "%d 天以上", days[i])));
		val_set(&one, "selected", val_bool(asked == days[i]));
		val_push(&list, one);
	}
	return list;
}

struct str
desk_age(const struct act *act, int64_t at)
{
	int64_t days = (act->now - at) / DAY;

	return days <= 0 ? STR("不到 1 天")
			 : arena_printf(act->arena, "%lld 天", (long long)days);
}

struct str
desk_href(struct arena *a, const struct desk_view *v, struct str key)
{
	return arena_printf(a, "%s/" STR_FMT "?" STR_FMT, v->desk->path, STR_ARG(key),
	    STR_ARG(desk_query(a, v)));
}

/* --- the statements */

/* What scope and filters want. The statement names exactly these. */
static void
bind_filters(const struct act *act, struct db_stmt *st, const struct desk_view *v)
{
	const struct desk_filter *f = v->desk->filters;
	struct str name;

	for (size_t i = 0; i < DESK_FILTERS && f[i].name != NULL; i++) {
		if ((name = arena_printf(act->arena, ":%s", f[i].name)).p == NULL)
			return;
		if (is_number(f[i].type))
			db_bind_int(st, name.p, v->values[i].number);
		else
			db_bind_str(st, name.p, v->values[i].text);
	}
}

static void
read_case(
    struct act *act, struct db_stmt *st, const struct desk *desk, struct desk_case *out)
{
	const struct desk_column *c = desk->columns;
	struct str text;
	struct val cell;

	*out = (struct desk_case){ .id = db_int(st, 0),
		.state = arena_str(act->arena, db_str(st, 1)),
		.at = db_int(st, 2),
		.key = arena_str(act->arena, db_str(st, 3)),
		.name = arena_str(act->arena, db_str(st, FIXED_COLUMNS)),
		.cells = val_list(act->arena) };
	for (int i = 1; i < DESK_COLUMNS && c[i].label != NULL; i++) {
		text = arena_str(act->arena, db_str(st, FIXED_COLUMNS + i));
		cell = val_map(act->arena);
		val_set(&cell, "label", val_text(c[i].label));
		val_set(&cell, "text", val_null());
		val_set(&cell, "tone", val_null());
		if (c[i].show != NULL)
			c[i].show(act, text, &cell);
		else
			val_set(&cell, "text", val_str(text));
		val_push(&out->cells, cell);
	}
}

enum jy_err
desk_cases(struct act *act, const struct desk_view *v, bool newest,
    struct desk_place from, size_t limit, struct desk_case *out, size_t *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*n = 0;
	if ((err = db_prepare(act->db, &st, newest ? v->sql->newest : v->sql->oldest)) !=
	    JY_OK)
		return err;
	db_bind_text(st, ":state", v->state->name);
	db_bind_int(st, ":office", act->who.office_id);
	db_bind_int(st, ":at", from.at);
	db_bind_int(st, ":id", from.id);
	db_bind_int(st, ":until", v->until);
	db_bind_int(st, ":limit", (int64_t)limit);
	bind_filters(act, st, v);
	while ((err = db_step(st, &row)) == JY_OK && row && *n < limit)
		read_case(act, st, v->desk, &out[(*n)++]);
	db_finish(st);
	return err;
}

enum jy_err
desk_case(struct act *act, const struct desk_view *v, int64_t id, struct desk_case *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, v->sql->one)) != JY_OK)
		return err;
	db_bind_int(st, ":office", act->who.office_id);
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		read_case(act, st, v->desk, out);
	db_finish(st);
	return err;
}

enum jy_err
desk_whose(struct act *act, const struct desk_view *v, struct str who, size_t limit,
    struct desk_case *out, size_t *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*n = 0;
	if ((err = db_prepare(act->db, &st, v->sql->whose)) != JY_OK)
		return err;
	db_bind_int(st, ":office", act->who.office_id);
	db_bind_str(st, ":who", who);
	/* the last character that there can be: all that begins with `who` */
	db_bind_str(
	    st, ":whom", arena_printf(act->arena, STR_FMT "\U0010FFFF", STR_ARG(who)));
	db_bind_int(st, ":limit", (int64_t)limit);
	while ((err = db_step(st, &row)) == JY_OK && row && *n < limit)
		read_case(act, st, v->desk, &out[(*n)++]);
	db_finish(st);
	return err;
}

bool
desk_shows(const struct desk *desk, struct str state)
{
	for (size_t i = 0; i < DESK_STATES && desk->states[i] != NULL; i++)
		if (str_is(state, desk->states[i]))
			return true;
	return false;
}

enum jy_err
desk_count(
    struct act *act, const struct desk_view *v, int64_t most, int64_t *n, int64_t *oldest)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*n = *oldest = 0;
	if ((err = db_prepare(act->db, &st, v->sql->count)) != JY_OK)
		return err;
	db_bind_text(st, ":state", v->state->name);
	db_bind_int(st, ":office", act->who.office_id);
	db_bind_int(st, ":until", v->until);
	db_bind_int(st, ":limit", most);
	bind_filters(act, st, v);
	if ((err = db_one(st)) == JY_OK) {
		*n = db_int(st, 0);
		*oldest = db_int(st, 1);
	}
	db_finish(st);
	return err;
}
