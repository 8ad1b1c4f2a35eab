/*
 * feedparse.c - JSON, CSV, RSS and Atom as rows (see feedparse.h).
 */
#include <stdlib.h>
#include <time.h>

#include <expat.h>

#include "clock.h"
#include "csvfile.h"
#include "escape.h"
#include "feedparse.h"
#include "utf8.h"

#define ROWS_MAX 20000

struct rows {
	struct arena *a;
	const char *name;
	const struct source *src;
	struct row *v;
	size_t n, room;
	struct diag *d;
};

static enum jy_err
add_row(struct rows *r, struct key key, struct val fields, unsigned line)
{
	struct row *wider;

	if (r->n == ROWS_MAX)
		return diag_set(
		    r->d, JY_EPARSE, r->name, line, 0, "more than %d entries", ROWS_MAX);
	if (!key.is_int && key.s.n == 0)
		return diag_set(r->d, JY_EPARSE, r->name, line, 0, "an entry has no %s",
		    r->src->key != NULL ? r->src->key : "id or link");
	if (r->v == NULL || r->n == r->room) {
		r->room = r->room * 2 + 64;
		if ((wider = arena_array(r->a, r->room, sizeof(*wider))) == NULL)
			return diag_set(
			    r->d, JY_ENOMEM, r->name, 0, 0, "memory is exhausted");
		if (r->n > 0)
			memcpy(wider, r->v, r->n * sizeof(*wider));
		r->v = wider;
	}
	val_set(&fields, "key", key.is_int ? val_int(key.i) : val_str(key.s));
	r->v[r->n++] = (struct row){ .key = key, .fields = fields };
	return JY_OK;
}

/* --- JSON */

static enum jy_err
from_json(struct rows *r, struct str text)
{
	struct str path = str_of(r->src->items), part;
	struct val doc, item;
	const struct val *at = &doc, *key;
	enum jy_err err;
	size_t i;

	if ((err = val_from_json(r->a, r->name, text, &doc, r->d)) != JY_OK)
		return err;
	while (at != NULL && str_split(&path, '.', &part))
		at = val_get(at, part);
	if (at == NULL || at->type != VAL_LIST)
		return diag_set(r->d, JY_EPARSE, r->name, 0, 0,
		    "no list of entries at \"%s\"",
		    r->src->items != NULL ? r->src->items : "");
	for (i = 0; i < val_len(at); i++) {
		item = val_at(at, i);
		key = val_get(&item, str_of(r->src->key));
		if (key == NULL || (key->type != VAL_INT && key->type != VAL_TEXT))
			return diag_set(r->d, JY_EPARSE, r->name, 0, 0,
			    "entry %zu has no %s", i + 1, r->src->key);
		err = add_row(
		    r, key->type == VAL_INT ? key_int(key->i) : key_str(key->s), item, 0);
		if (err != JY_OK)
			return err;
	}
	return JY_OK;
}

/* --- CSV */

static enum jy_err
from_csv(struct rows *r, struct str text)
{
	struct csv_limits limits = { (size_t)r->src->max, ROWS_MAX, 64 };
	struct str key = STR_NONE;
	struct csv *csv;
	struct val fields;
	enum jy_err err;
	size_t i, k;

	if ((err = csv_open(r->a, r->name, text, &limits, &csv, r->d)) != JY_OK)
		return err;
	for (i = 0; i < csv->row_count; i++) {
		fields = val_map(r->a);
		for (k = 0; k < csv->header.n; k++) {
			val_set_str(
			    &fields, csv->header.cell[k], val_str(csv->rows[i].cell[k]));
			if (str_is(csv->header.cell[k], r->src->key))
				key = csv->rows[i].cell[k];
		}
		if ((err = add_row(r, key_str(key), fields, csv->rows[i].line)) != JY_OK)
			return err;
		key = STR_NONE;
	}
	return JY_OK;
}

/* --- RSS, Atom */

struct xml {
	struct rows *rows;
	XML_Parser parser;
	struct val entry;
	struct buf text;
	int depth, entry_depth; /* of elements; 0: outside an entry */
	enum jy_err err;
};

/* An element's or attribute's name without namespace. */
static const char *
local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

/* Feeds put HTML into text: without tags, entities undone, blanks squeezed. */
static struct str
plain(struct arena *a, struct str s)
{
	static const struct {
		const char *name, *text;
	} known[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&#39;", "'" }, { "&nbsp;", " " } };
	struct buf b = BUF_INIT;
	struct str out;
	bool tag = false;
	size_t i, k;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '<' || (tag && s.p[i] == '>')) {
			tag = s.p[i] == '<';
			continue;
		}
		for (k = 0; !tag && k < 6; k++) {
			if (str_starts(str_from(s, i), known[k].name))
				break;
		}
		if (!tag && k < 6) {
			buf_puts(&b, known[k].text);
			i += strlen(known[k].name) - 1;
		} else if (!tag && strchr(" \t\r\n", s.p[i]) != NULL) {
			if (b.len > 0 && b.data[b.len - 1] != ' ')
				buf_char(&b, ' ');
		} else if (!tag) {
			buf_char(&b, s.p[i]);
		}
	}
	out = arena_str(a, str_trim(buf_view(&b)));
	buf_release(&b);
	return out;
}

/* RFC 3339 (Atom) or RFC 822 (RSS) in seconds; 0: neither. */
static int64_t
instant(struct str s)
{
	static const char *const forms[] = { "%a, %d %b %Y %H:%M:%S %z",
		"%d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M %z" };
	char text[64];
	struct tm tm;
	const char *end;
	int64_t at;
	size_t i;

	s = str_trim(s);
	if (s.n == 0 || s.n >= sizeof(text))
		return 0;
	if (clock_parse(s, &at) || clock_parse_http(s, &at))
		return at;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		memset(&tm, 0, sizeof(tm));
		end = strptime(text, forms[i], &tm);
		if (end != NULL && *end == '\0') {
			at = tm.tm_gmtoff;
			return timegm(&tm) - at;
		}
	}
	return 0;
}

/* Where the text of an element of an entry goes. */
static const struct {
	const char *element, *field;
	enum { AS_TEXT, AS_PLAIN, AS_TIME } as;
} fields[] = {
	{ "title", "title", AS_PLAIN },
	{ "link", "link", AS_TEXT },
	{ "guid", "id", AS_TEXT },
	{ "id", "id", AS_TEXT },
	{ "description", "summary", AS_PLAIN },
	{ "summary", "summary", AS_PLAIN },
	{ "pubDate", "published", AS_TIME },
	{ "published", "published", AS_TIME },
	{ "updated", "updated", AS_TIME },
	{ "date", "published", AS_TIME },
	{ "creator", "author", AS_PLAIN },
	{ "author", "author", AS_PLAIN },
};

static void
fail(struct xml *x, enum jy_err err)
{
	x->err = err;
	XML_StopParser(x->parser, XML_FALSE);
}

static void
start(void *arg, const char *name, const char **attr)
{
	const char *href = NULL, *rel = "alternate";
	struct xml *x = arg;
	size_t i;

	x->depth++;
	name = local(name);
	if (x->entry_depth == 0) {
		if (strcmp(name, "item") == 0 || strcmp(name, "entry") == 0) {
			x->entry_depth = x->depth;
			x->entry = val_map(x->rows->a);
		}
		return;
	}
	buf_reset(&x->text);
	for (i = 0; attr[i] != NULL; i += 2) {
		if (strcmp(attr[i], "href") == 0)
			href = attr[i + 1];
		if (strcmp(attr[i], "rel") == 0)
			rel = attr[i + 1];
	}
	if (strcmp(name, "link") == 0 && href != NULL && strcmp(rel, "alternate") == 0)
		val_set(&x->entry, "link", val_str(arena_str(x->rows->a, str_of(href))));
}

static void
end_entry(struct xml *x)
{
	const struct val *key = val_get(&x->entry, STR("id"));
	enum jy_err err;

	x->entry_depth = 0;
	if (key == NULL)
		key = val_get(&x->entry, STR("link"));
	err = add_row(x->rows, key_str(key != NULL ? key->s : STR_NONE), x->entry,
	    (unsigned)XML_GetCurrentLineNumber(x->parser));
	if (err != JY_OK)
		fail(x, err);
}

static void
end(void *arg, const char *name)
{
	struct xml *x = arg;
	struct arena *a = x->rows->a;
	struct str text = str_trim(buf_view(&x->text));
	int64_t at;
	size_t i;

	if (x->entry_depth == x->depth)
		end_entry(x);
	x->depth--;
	if (x->entry_depth == 0 || text.n == 0)
		return;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(local(name), fields[i].element) != 0)
			continue;
		if (fields[i].as == AS_TIME && (at = instant(text)) != 0)
			val_set(&x->entry, fields[i].field, val_int(at));
		else if (fields[i].as == AS_PLAIN)
			val_set(&x->entry, fields[i].field, val_str(plain(a, text)));
		else if (fields[i].as == AS_TEXT)
			val_set(&x->entry, fields[i].field, val_str(arena_str(a, text)));
	}
	if (strcmp(local(name), "name") == 0) /* author/name of Atom */
		val_set(&x->entry, "author", val_str(plain(a, text)));
	buf_reset(&x->text);
}

static void
characters(void *arg, const char *s, int n)
{
	struct xml *x = arg;

	if (x->entry_depth != 0)
		buf_add(&x->text, s, (size_t)n);
}

/* No DTD: no entities of the sender's making. */
static void
doctype(void *arg, const char *name, const char *sysid, const char *pubid, int internal)
{
	struct xml *x = arg;

	(void)name;
	(void)sysid;
	(void)pubid;
	if (internal)
		fail(x, diag_set(x->rows->d, JY_EPARSE, x->rows->name,
			    (unsigned)XML_GetCurrentLineNumber(x->parser), 0,
			    "a feed may not define entities"));
}

static enum jy_err
from_xml(struct rows *r, struct str text)
{
	struct xml x = { .rows = r };
	enum XML_Status ok;

	if ((x.parser = XML_ParserCreate(NULL)) == NULL)
		return diag_set(r->d, JY_ENOMEM, r->name, 0, 0, "memory is exhausted");
	XML_SetUserData(x.parser, &x);
	XML_SetElementHandler(x.parser, start, end);
	XML_SetCharacterDataHandler(x.parser, characters);
	XML_SetStartDoctypeDeclHandler(x.parser, doctype);
	ok = XML_Parse(x.parser, text.p != NULL ? text.p : "", (int)text.n, XML_TRUE);
	if (ok != XML_STATUS_OK && x.err == JY_OK)
		x.err = diag_set(r->d, JY_EPARSE, r->name,
		    (unsigned)XML_GetCurrentLineNumber(x.parser),
		    (unsigned)XML_GetCurrentColumnNumber(x.parser) + 1, "%s",
		    XML_ErrorString(XML_GetErrorCode(x.parser)));
	XML_ParserFree(x.parser);
	buf_release(&x.text);
	return x.err;
}

static int
by_key(const void *a, const void *b)
{
	return key_cmp(((const struct row *)a)->key, ((const struct row *)b)->key);
}

enum jy_err
feed_parse(struct arena *a, const struct source *src, const char *name, struct str text,
    struct row **rows, size_t *n, struct diag *d)
{
	struct rows r = { .a = a, .name = name, .src = src, .d = d };
	enum jy_err err;
	size_t i;

	*n = 0;
	if (strcmp(src->format, "json") == 0)
		err = from_json(&r, text);
	else if (strcmp(src->format, "csv") == 0)
		err = from_csv(&r, text);
	else
		err = from_xml(&r, text);
	if (err != JY_OK)
		return err;
	if (r.n > 0)
		qsort(r.v, r.n, sizeof(*r.v), by_key);
	for (i = 1; i < r.n; i++) {
		if (by_key(&r.v[i - 1], &r.v[i]) == 0)
			return diag_set(d, JY_EPARSE, name, 0, 0,
			    "two entries have the key " STR_FMT,
			    STR_ARG(key_text(a, r.v[i].key)));
	}
	*rows = r.v;
	*n = r.n;
	return JY_OK;
}
