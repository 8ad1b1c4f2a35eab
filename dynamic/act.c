/*
 * act.c - the names of the roles, and what waits for a commit.
 */
#include "act.h"

struct act_after {
	void (*fn)(void *arg);
	void *arg;
	struct act_after *next;
};

static const struct {
	enum role role;
	const char *name, *label;
} roles[] = {
	{ ROLE_VISITOR, "visitor", "访客" },
	{ ROLE_GRADUATE, "graduate", "毕业生" },
	{ ROLE_EMPLOYER, "employer", "用人单位" },
	{ ROLE_FACULTY, "faculty", "院系" },
	{ ROLE_SCHOOL, "school", "学校" },
	{ ROLE_PREFECTURE, "prefecture", "地州人社部门" },
	{ ROLE_AUTHORITY, "authority", "主管部门" },
	{ ROLE_ADMIN, "admin", "管理员" },
	{ ROLE_SYSTEM, "system", "系统" },
	{ ROLE_CONSOLE, "console", "控制台" },
};
#define NROLES (sizeof(roles) / sizeof(roles[0]))

const char *
role_name(enum role role)
{
	for (size_t i = 0; i < NROLES; i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "";
}

const char *
role_label(enum role role)
{
	for (size_t i = 0; i < NROLES; i++)
		if (roles[i].role == role)
			return roles[i].label;
	return "";
}

enum role
role_of(struct str name)
{
	for (size_t i = 0; i < NROLES; i++)
		if (str_is(name, roles[i].name))
			return roles[i].role;
	return 0;
}

bool
act_after(struct act *act, void (*fn)(void *), void *arg)
{
	struct act_after *one;

	if (!db_grouped(act->db)) {
		fn(arg);
		return true;
	}
	if ((one = arena_alloc(act->arena, sizeof(*one))) == NULL)
		return false;
	*one = (struct act_after){ fn, arg, act->after };
	act->after = one;
	return true;
}

void
act_committed(struct act *act)
{
	for (struct act_after *one = act->after; one != NULL; one = one->next)
		one->fn(one->arg);
	act->after = NULL;
}
