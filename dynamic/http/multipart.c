/*
 * multipart.c - see multipart.h.
 */
#include <strings.h>

#include "multipart.h"

#define NAME_MAX_BYTES 64
#define FORM_DATA "multipart/form-data"

/* Cut `head` off, whatever its case. */
static bool
cut_word(struct str *s, const char *head)
{
	size_t n = strlen(head);

	if (s->n < n || strncasecmp(s->p, head, n) != 0)
		return false;
	*s = (struct str){ s->p + n, s->n - n };
	return true;
}

static struct str
skip_blanks(struct str s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_from(s, 1);
	return s;
}

/* RFC 2046's bcharsnospace. */
static bool
is_boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || (c != '\0' && strchr("'()+_,-./:=?", c) != NULL);
}

bool
multipart_is(struct str content_type)
{
	struct str type;

	return str_split(&content_type, ';', &type) && cut_word(&type, FORM_DATA) &&
	       str_trim(type).n == 0;
}

/* `; boundary=x` or `; boundary="x"` and nothing else. */
static enum jy_err
read_boundary(struct str rest, struct str *out)
{
	struct str v;

	rest = skip_blanks(rest);
	if (!cut_word(&rest, FORM_DATA))
		return JY_EPARSE;
	rest = skip_blanks(rest);
	if (!cut_word(&rest, ";"))
		return JY_EPARSE;
	rest = skip_blanks(rest);
	if (!cut_word(&rest, "boundary="))
		return JY_EPARSE;
	v = str_trim(rest);
	if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
		v = (struct str){ v.p + 1, v.n - 2 };
	if (v.n == 0 || v.n > MULTIPART_BOUNDARY_MAX)
		return JY_EPARSE;
	for (size_t i = 0; i < v.n; i++)
		if (!is_boundary_char(v.p[i]))
			return JY_EPARSE;
	*out = v;
	return JY_OK;
}

enum jy_err
multipart_begin(struct multipart *m, struct str content_type, struct str body)
{
	struct str boundary;
	enum jy_err err;

	*m = (struct multipart){ .rest = body };
	if ((err = read_boundary(content_type, &boundary)) != JY_OK)
		return err;
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, boundary.p, boundary.n);
	m->delimiter_n = boundary.n + 4;
	/* the first delimiter has no line before it */
	if (body.n < m->delimiter_n - 2 ||
	    memcmp(body.p, m->delimiter + 2, m->delimiter_n - 2) != 0)
		return JY_EPARSE;
	m->rest = str_from(body, m->delimiter_n - 2);
	return JY_OK;
}

/* A line that ends in CR LF, within the limit of a header. */
static bool
cut_line(struct str *rest, struct str *line)
{
	const char *end =
	    rest->n >= 2
		? memmem(rest->p,
		      rest->n < MULTIPART_HEADER_MAX ? rest->n : MULTIPART_HEADER_MAX,
		      "\r\n", 2)
		: NULL;

	if (end == NULL)
		return false;
	*line = (struct str){ rest->p, (size_t)(end - rest->p) };
	*rest = (struct str){ end + 2, rest->n - line->n - 2 };
	return true;
}

/* `; KEY="value"`. A quote in a value comes as %22: no escapes are known. */
static bool
cut_parameter(struct str *s, const char *key, struct str *value)
{
	struct str rest = skip_blanks(*s);
	const char *end;

	if (!cut_word(&rest, ";"))
		return false;
	rest = skip_blanks(rest);
	if (!cut_word(&rest, key) || !cut_word(&rest, "=\"") || rest.n == 0 ||
	    (end = memchr(rest.p, '"', rest.n)) == NULL)
		return false;
	*value = (struct str){ rest.p, (size_t)(end - rest.p) };
	*s = (struct str){ end + 1, rest.n - value->n - 1 };
	return true;
}

static enum jy_err
read_disposition(struct str rest, struct part *part)
{
	rest = skip_blanks(rest);
	if (!cut_word(&rest, "form-data") || !cut_parameter(&rest, "name", &part->name) ||
	    part->name.n == 0 || part->name.n > NAME_MAX_BYTES)
		return JY_EPARSE;
	part->is_file = cut_parameter(&rest, "filename", &part->filename);
	return str_trim(rest).n == 0 ? JY_OK : JY_EPARSE;
}

static enum jy_err
read_header(struct multipart *m, struct part *part)
{
	struct str start = m->rest, line;
	enum jy_err err;

	for (;;) {
		if (!cut_line(&m->rest, &line) ||
		    start.n - m->rest.n > MULTIPART_HEADER_MAX)
			return JY_EPARSE;
		if (line.n == 0)
			return part->name.n > 0 ? JY_OK : JY_EPARSE;
		if (cut_word(&line, "content-type:"))
			continue;
		if (!cut_word(&line, "content-disposition:") || part->name.n > 0)
			return JY_EPARSE;
		if ((err = read_disposition(line, part)) != JY_OK)
			return err;
	}
}

/* Up to the next delimiter, which is taken too. */
static enum jy_err
read_body(struct multipart *m, struct part *part)
{
	/* the blank line's end may be the delimiter's begin: an empty part */
	const char *from = m->rest.p - 2, *end;
	size_t n = m->rest.n + 2;

	end = memmem(from, n, m->delimiter, m->delimiter_n);
	if (end == NULL)
		return JY_EPARSE;
	part->body = end < m->rest.p
			 ? STR("")
			 : (struct str){ m->rest.p, (size_t)(end - m->rest.p) };
	m->rest = (struct str){ end + m->delimiter_n,
		n - (size_t)(end - from) - m->delimiter_n };
	return JY_OK;
}

enum jy_err
multipart_next(struct multipart *m, struct part *part, bool *more)
{
	struct str line;
	enum jy_err err;

	*part = (struct part){ .is_file = false };
	*more = false;
	if (str_is(m->rest, "--") || str_is(m->rest, "--\r\n"))
		return JY_OK;
	if (m->parts++ == MULTIPART_PARTS_MAX || !cut_line(&m->rest, &line) ||
	    line.n != 0)
		return JY_EPARSE;
	if ((err = read_header(m, part)) != JY_OK || (err = read_body(m, part)) != JY_OK)
		return err;
	*more = true;
	return JY_OK;
}

struct str
multipart_text(struct str content_type, struct str body, const char *name)
{
	struct multipart m;
	struct part part;
	bool more;

	if (multipart_begin(&m, content_type, body) != JY_OK)
		return STR_NONE;
	while (multipart_next(&m, &part, &more) == JY_OK && more)
		if (!part.is_file && str_is(part.name, name))
			return part.body;
	return STR_NONE;
}
