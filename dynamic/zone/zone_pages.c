/*
 * zone_pages.c - 个人专区 /my/ and the desks /org/ and /office/: a list of what one
 * can do, from zone.c's table, and a few facts.
 */
#include "desk/desk.h"
#include "profile/profile.h"
#include "zone/zone.h"
#include "zone/zone_cases.h"

SQL(SQL_ZONE_UNIT, "SELECT name, state, reason FROM employer WHERE id = :id");
SQL(SQL_ZONE_OFFICE, "SELECT name FROM office WHERE id = :id");

static const struct {
	const char *state, *label;
} unit_states[] = {
	{ "pending", "待审核。审核通过后方可发布职位和发送签约邀请。" },
	{ "verified", "已认证" },
	{ "rejected", "审核未通过" },
	{ "suspended", "已停用" },
};

static void
fact(struct request *rq, struct val *facts, const char *label, struct str value)
{
	struct val v = val_map(rq->act.arena);

	val_set(&v, "label", val_text(label));
	val_set(&v, "value", val_str(arena_str(rq->act.arena, value)));
	val_push(facts, v);
}

/* The unit's name, and whether it is verified yet (1.1.i3). */
static enum jy_err
unit_facts(struct request *rq, struct val *facts)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_ZONE_UNIT);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", rq->act.who.employer_id);
	if ((err = db_one(st)) == JY_OK) {
		fact(rq, facts, "单位名称", db_str(st, 0));
		for (size_t i = 0; i < sizeof(unit_states) / sizeof(unit_states[0]); i++)
			if (str_is(db_str(st, 1), unit_states[i].state))
				fact(rq, facts, "审核状态", str_of(unit_states[i].label));
		if (db_str(st, 2).n > 0)
			fact(rq, facts, "审核意见", db_str(st, 2));
	}
	db_finish(st);
	return err;
}

/* What waits at the desks of an office, beside the entries that lead to them. */
static enum jy_err
count_tasks(struct act *act, const struct val *tasks, int64_t *total)
{
	const struct desk *desk;
	const struct val *href;
	struct val task;
	int64_t n;
	enum jy_err err;

	for (size_t i = 0; i < val_len(tasks); i++) {
		task = val_at(tasks, i);
		href = val_get(&task, STR("href"));
		if (href == NULL ||
		    (desk = desk_at(arena_cstr(act->arena, href->s))) == NULL)
			continue;
		if ((err = desk_waiting(act, desk, &n)) != JY_OK)
			return err;
		*total += n;
		if (n > 0)
			val_set(&task, "state",
			    val_str(
				arena_printf(act->arena, "%lld 件待办", (long long)n)));
	}
	return JY_OK;
}

static enum jy_err
count_desks(struct act *act, const struct val *groups, struct val *data)
{
	struct val group;
	int64_t total = 0;
	enum jy_err err = JY_OK;

	if ((act->who.role & ROLES_OFFICE) == 0)
		return JY_OK;
	for (size_t i = 0; i < val_len(groups) && err == JY_OK; i++) {
		group = val_at(groups, i);
		err = count_tasks(act, val_get(&group, STR("tasks")), &total);
	}
	val_set(data, "inbox", val_bool(true));
	if (total > 0)
		val_set(data, "waiting", val_int(total));
	return err;
}

static enum jy_err
office_facts(struct request *rq, struct val *facts)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (rq->act.who.office_id == 0)
		return JY_OK; /* an administrator */
	if ((err = db_prepare(rq->act.db, &st, SQL_ZONE_OFFICE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", rq->act.who.office_id);
	if ((err = db_one(st)) == JY_OK)
		fact(rq, facts, "所属机构", db_str(st, 0));
	db_finish(st);
	return err;
}

/* At the first login a graduate is asked for the profile (2.1.f1). */
static enum jy_err
ask_profile(struct request *rq, struct val *data)
{
	struct val v = val_map(rq->act.arena);
	bool first = false;
	enum jy_err err = JY_OK;

	if (rq->act.who.role == ROLE_GRADUATE)
		err = profile_first(&rq->act, rq->session.created_at, &first);
	val_set(&v, "href", val_text("/my/profile"));
	if (first)
		val_set(data, "first", v);
	return err;
}

/* What of a graduate's is under way. */
static enum jy_err
put_cases(struct request *rq, struct val *data)
{
	struct val todo, going;
	enum jy_err err;

	if (rq->act.who.role != ROLE_GRADUATE)
		return JY_OK;
	if ((err = zone_cases(&rq->act, &todo, &going)) != JY_OK)
		return err;
	val_set(data, "todo", todo);
	val_set(data, "some_todo", val_bool(val_len(&todo) > 0));
	val_set(data, "count", val_int((int64_t)val_len(&todo)));
	val_set(data, "going", going);
	val_set(data, "some_going", val_bool(val_len(&going) > 0));
	return JY_OK;
}

static enum jy_err
zone_page(struct request *rq, struct val facts)
{
	struct val data = val_map(rq->act.arena), groups;
	unsigned reached;
	enum jy_err err = zone_reached(&rq->act, &reached);

	if (err != JY_OK)
		return err;
	if ((reached & GATE_PROFILE) == 0 && (err = ask_profile(rq, &data)) != JY_OK)
		return err;
	val_set(&data, "facts", facts);
	val_set(&data, "has_facts", val_bool(val_len(&facts) > 0));
	groups = zone_groups(rq->act.arena, zone_menu, zone_menu_count, rq->act.who.role,
	    reached, rq->app->routes, rq->app->nroutes);
	if ((err = count_desks(&rq->act, &groups, &data)) != JY_OK ||
	    (err = put_cases(rq, &data)) != JY_OK)
		return err;
	val_set(&data, "groups", groups);
	return reply_page(rq, 200, "my/zone", role_zone_label(rq->act.who.role), data);
}

static enum jy_err
my_zone(struct request *rq)
{
	return zone_page(rq, val_list(rq->act.arena));
}

static enum jy_err
org_zone(struct request *rq)
{
	struct val facts = val_list(rq->act.arena);
	enum jy_err err = unit_facts(rq, &facts);

	return err != JY_OK ? err : zone_page(rq, facts);
}

static enum jy_err
office_zone(struct request *rq)
{
	struct val facts = val_list(rq->act.arena);
	enum jy_err err = office_facts(rq, &facts);

	return err != JY_OK ? err : zone_page(rq, facts);
}

const struct route zone_routes[] = {
	{ METHOD_GET, "/my/", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, my_zone, NULL,
	    NULL },
	{ METHOD_GET, "/org/", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, org_zone,
	    NULL, NULL },
	{ METHOD_GET, "/office/", ROLES_STAFF, CSRF_NO, RATE_NONE, NO_FIELDS, office_zone,
	    NULL, NULL },
	{ .path = NULL },
};
