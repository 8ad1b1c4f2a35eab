/*
 * import_pages.c - see import_pages.h.
 */
#include "http/view.h"
#include "import/import_pages.h"
#include "sheet/pages.h"

#define FAULTS_SHOWN 200

/* clang-format off */
const struct field import_fields[1] = {
	{ "file", "CSV 文件", FIELD_FILE, 1, 2 * 1024 * 1024, F_REQUIRED,
	  "UTF-8 或 GB18030（GBK）编码，第一行为列名，最大 2 MB、5000 行", NULL, NULL, ".csv,text/csv" },
};
/* clang-format on */

/* What is told of a file, for the page. */
struct report {
	struct arena *arena;
	struct val faults, notes;
	size_t told;
};

static void
say(void *arg, bool fault, unsigned line, struct str column, struct str text)
{
	struct report *r = arg;
	struct val v = val_map(r->arena);

	if (fault && ++r->told > FAULTS_SHOWN)
		return;
	val_set(&v, "line", val_int(line));
	val_set(&v, "column", val_str(column));
	val_set(&v, "text", val_str(text));
	val_push(fault ? &r->faults : &r->notes, v);
}

/* The first of a column's names that is Chinese. */
static struct str
column_label(const struct import_column *c)
{
	struct str rest = str_of(c->names), one, first = STR_NONE;

	while (str_split(&rest, '|', &one)) {
		if (first.p == NULL)
			first = one;
		if ((unsigned char)one.p[0] >= 0x80)
			return one;
	}
	return first;
}

/* 毕业年度、身份证号: the columns that must, or may, be there. */
static struct str
column_labels(struct arena *a, const struct import_kind *kind, bool required)
{
	struct str all = STR(""), one;

	for (size_t i = 0; i < kind->read; i++) {
		if (kind->columns[i].required != required)
			continue;
		one = column_label(&kind->columns[i]);
		all = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(all),
		    all.n > 0 ? "、" : "", STR_ARG(one));
	}
	return all;
}

static void
put_notes(struct arena *a, struct val *data, const struct import_page *page)
{
	struct val list = val_list(a), one;

	for (size_t i = 0; page->notes != NULL && page->notes[i] != NULL; i += 2) {
		one = val_map(a);
		val_set(&one, "term", val_text(page->notes[i]));
		val_set(&one, "text", val_text(page->notes[i + 1]));
		val_push(&list, one);
	}
	val_set(data, "about", list);
}

static enum jy_err
draw(struct request *rq, const struct import_page *page, struct val data)
{
	struct arena *a = rq->act.arena;

	val_set(&data, "list", val_text(page->list));
	val_set(&data, "list_label", val_text(page->list_label));
	val_set(&data, "blank", val_text(page->blank));
	val_set(&data, "rule", val_text(page->rule));
	val_set(&data, "must", val_str(column_labels(a, page->kind, true)));
	val_set(&data, "may", val_str(column_labels(a, page->kind, false)));
	put_notes(a, &data, page);
	return reply_page(rq, 200, "import", page->title, data);
}

enum jy_err
import_draw(struct request *rq, const struct import_page *page)
{
	return draw(rq, page, val_map(rq->act.arena));
}

/* A file with faults: the same page, with what is wrong. */
static enum jy_err
refused(struct request *rq, const struct import_page *page, const struct import *im,
    struct report *r)
{
	struct val data = val_map(rq->act.arena);
	const struct diag *d = im->diag;
	struct str text;
	enum jy_err err;

	if (im->faults > 0)
		text = arena_printf(rq->act.arena,
		    "%zu 行中有 %zu 行有误，没有导入任何数据。请改正后重新上传整个文件。",
		    im->csv->row_count, im->bad);
	else if (d->line > 0)
		text = arena_printf(rq->act.arena, "文件第 %u 行：%s", d->line, d->text);
	else
		text = arena_printf(rq->act.arena, "文件有误：%s", d->text);
	if (text.p == NULL)
		return JY_ENOMEM;
	(void)form_fail(&rq->form, "file", text.p);
	val_set(&data, "faults", r->faults);
	val_set(&data, "has_faults", val_bool(val_len(&r->faults) > 0));
	if (r->told > FAULTS_SHOWN)
		val_set(&data, "more", val_int((int64_t)(r->told - FAULTS_SHOWN)));
	if ((err = draw(rq, page, data)) == JY_OK)
		rq->reply.status = err_info(JY_EINPUT)->http;
	return err;
}

static enum jy_err
taken(struct request *rq, const struct import_page *page, const struct import *im,
    struct report *r)
{
	struct val data = val_map(rq->act.arena), done = val_map(rq->act.arena);

	val_set(&done, "rows", val_int((int64_t)im->csv->row_count));
	val_set(&done, "added", val_int((int64_t)im->added));
	val_set(&done, "changed", val_int((int64_t)im->changed));
	val_set(&done, "same",
	    val_int((int64_t)(im->csv->row_count - im->added - im->changed)));
	val_set(&data, "imported", done);
	val_set(&data, "notes", r->notes);
	val_set(&data, "has_notes", val_bool(val_len(&r->notes) > 0));
	return draw(rq, page, data);
}

enum jy_err
import_take(struct request *rq, const struct import_page *page)
{
	struct form_value *file = form_value(&rq->form, "file");
	struct report r = { rq->act.arena, val_list(rq->act.arena),
		val_list(rq->act.arena), 0 };
	struct diag d = { .text = "" };
	struct import im = { .act = &rq->act, .diag = &d, .say = say, .arg = &r };
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = db_end(rq->act.db, import_bytes(&im, page->kind,
				     arena_cstr(rq->act.arena, file->text), file->bytes));
	if (err == JY_EPARSE || err == JY_ETOOBIG)
		return refused(rq, page, &im, &r);
	return err != JY_OK ? err : taken(rq, page, &im, &r);
}

static void
add_heads(struct arena *a, const struct import_kind *kind, bool required,
    const char **heads, size_t *n)
{
	for (size_t i = 0; i < kind->read; i++)
		if (kind->columns[i].required == required)
			heads[(*n)++] = arena_cstr(a, column_label(&kind->columns[i]));
}

enum jy_err
import_blank(struct request *rq, const struct import_page *page)
{
	const struct import_kind *kind = page->kind;
	const char **heads = arena_array(rq->act.arena, kind->read, sizeof(*heads));
	struct sheet *sheet = arena_alloc(rq->act.arena, sizeof(*sheet));
	struct str name = arena_printf(rq->act.arena, "%s-template", kind->name);
	size_t n = 0;

	if (heads == NULL || sheet == NULL || name.p == NULL)
		return JY_ENOMEM;
	add_heads(rq->act.arena, kind, true, heads, &n); /* first what must be there */
	add_heads(rq->act.arena, kind, false, heads, &n);
	*sheet = (struct sheet){ .arena = rq->act.arena,
		.title = page->title,
		.heads = heads,
		.columns = kind->read };
	return sheet_reply(rq, sheet, STR("csv"), name.p);
}
