/*
 * act.c - the names of the roles.
 */
#include "act.h"

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
