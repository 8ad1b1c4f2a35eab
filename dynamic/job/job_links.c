/*
 * job_links.c - see job_links.h.
 */
#include "job/job_links.h"

struct str
job_href(struct arena *a, int64_t job_id)
{
	return arena_printf(a, "/my/jobs/%lld", (long long)job_id);
}

struct str
employer_href(struct arena *a, int64_t employer_id)
{
	return arena_printf(a, "/my/employers/%lld", (long long)employer_id);
}

struct str
salary_text(struct arena *a, int64_t min, int64_t max)
{
	if (max == 0)
		return STR("面议");
	if (min == max || min == 0)
		return arena_printf(a, "%lld 元/月", (long long)max);
	return arena_printf(a, "%lld–%lld 元/月", (long long)min, (long long)max);
}
