/*
 * sheet_pages.c - see pages.h.
 */
#include "sheet/pages.h"

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const struct choice sheet_formats[] = {
	{ "xlsx", "Excel 表格（.xlsx）" },
	{ "csv", "CSV 文件（.csv）" },
	{ NULL, NULL },
};

/* What the work and its end need. */
struct making {
	const struct sheet *sheet;
	const char *name;
	struct buf file;
	enum jy_err err;
};

static enum jy_err
send_file(struct request *rq, const char *type, const char *name, const char *end,
    struct str bytes)
{
	struct str as =
	    arena_printf(rq->act.arena, "attachment; filename=\"%s.%s\"", name, end);

	if (as.p == NULL)
		return JY_ENOMEM;
	reply_header(rq, "content-disposition", as);
	return reply_bytes(rq, type, bytes);
}

static void
make_xlsx(void *arg)
{
	struct making *m = arg;

	m->err = sheet_xlsx(m->sheet, &m->file);
}

static enum jy_err
made_xlsx(struct request *rq)
{
	struct making *m = rq->work_arg;

	if (m->err != JY_OK)
		return m->err;
	return send_file(rq, XLSX, m->name, "xlsx", buf_view(&m->file));
}

static void
forget(void *file)
{
	buf_release(file);
}

enum jy_err
sheet_reply(struct request *rq, struct sheet *sheet, struct str format, const char *name)
{
	struct making *m = arena_alloc(rq->act.arena, sizeof(*m));
	enum jy_err err;

	if (m == NULL)
		return JY_ENOMEM;
	*m = (struct making){ .sheet = sheet, .name = name, .file = BUF_INIT };
	if (!arena_defer(rq->act.arena, forget, &m->file))
		return JY_ENOMEM;
	if (str_is(format, "xlsx"))
		return request_defer(rq, make_xlsx, m, made_xlsx);
	if ((err = sheet_csv(sheet, &m->file)) != JY_OK)
		return err;
	return send_file(rq, "text/csv; charset=utf-8", name, "csv", buf_view(&m->file));
}
