/*
 * job_links.c - see job_links.h.
 */
#include "buf.h"
#include "job/job_links.h"

#define TEXT_MAX 64 /* bytes of a path or a salary */

/* Pages show many of them: put together by hand, not by printf. */
static struct str
joined(struct arena *a, const char *before, int64_t n, const char *between, int64_t m,
    const char *behind)
{
	char text[TEXT_MAX];
	struct buf b = { .data = text, .cap = sizeof(text), .max = sizeof(text) - 1 };

	buf_puts(&b, before);
	buf_int(&b, n);
	if (between != NULL) {
		buf_puts(&b, between);
		buf_int(&b, m);
	}
	buf_puts(&b, behind);
	return buf_ok(&b) ? arena_str(a, buf_view(&b)) : STR_NONE;
}

struct str
job_href(struct arena *a, int64_t job_id)
{
	return joined(a, "/my/jobs/", job_id, NULL, 0, "");
}

struct str
employer_href(struct arena *a, int64_t employer_id)
{
	return joined(a, "/my/employers/", employer_id, NULL, 0, "");
}

struct str
salary_text(struct arena *a, int64_t min, int64_t max)
{
	if (max == 0)
		return STR("面议");
	if (min == max || min == 0)
		return joined(a, "", max, NULL, 0, " 元/月");
	return joined(a, "", min, "–", max, " 元/月");
}
