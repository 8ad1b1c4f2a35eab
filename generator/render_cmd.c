/*
 * render_cmd.c - `sitegen render`: reads its two files, renders, prints. The
 * engine is lib/template.h.
 */
#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>

#include "file.h"
#include "render_cmd.h"
#include "template.h"

#define INPUT_MAX (64 << 20) /* bytes of the template, and of the data */
#define STDIN_NAME "<stdin>"

struct arguments {
	const char *partials, *data, *template;
};

static int
usage(void)
{
	fputs("usage: sitegen render [--partials DIR] --data FILE.json TEMPLATE\n"
	      "FILE.json or TEMPLATE may be '-' for standard input, but not both.\n",
	    stderr);
	return 2;
}

static bool
is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

static bool
parse_arguments(int argc, char **argv, struct arguments *args)
{
	static const struct option options[] = { { "partials", required_argument, NULL,
						     'p' },
		{ "data", required_argument, NULL, 'd' }, { NULL, 0, NULL, 0 } };
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'p')
			args->partials = optarg;
		else if (c == 'd')
			args->data = optarg;
		else
			return false;
	}
	if (args->data == NULL || optind != argc - 1)
		return false;
	args->template = argv[optind];
	return !is_stdin(args->data) || !is_stdin(args->template);
}

static enum jy_err
read_stdin(struct buf *out, struct diag *d)
{
	char block[16384];
	size_t n;

	buf_init(out, INPUT_MAX);
	while ((n = fread(block, 1, sizeof(block), stdin)) > 0)
		buf_add(out, block, n);
	if (ferror(stdin))
		return diag_set(d, JY_EIO, STDIN_NAME, 0, 0, "cannot be read");
	if (!buf_ok(out))
		return diag_set(
		    d, JY_ETOOBIG, STDIN_NAME, 0, 0, "larger than %d bytes", INPUT_MAX);
	return JY_OK;
}

static enum jy_err
read_input(const char *path, struct buf *out, struct diag *d)
{
	return is_stdin(path) ? read_stdin(out, d) : file_read(path, INPUT_MAX, out, d);
}

static const char *
shown(const char *path)
{
	return is_stdin(path) ? STDIN_NAME : path;
}

static enum jy_err
render(const struct arguments *args, struct template_set *set, struct arena *a,
    struct buf *out, struct diag *d)
{
	static const char name[] = "/"; /* a name that no file can have */
	struct buf source = BUF_INIT, json = BUF_INIT;
	const struct template *t;
	struct val data;
	enum jy_err err;

	if ((err = read_input(args->template, &source, d)) != JY_OK ||
	    (err = read_input(args->data, &json, d)) != JY_OK)
		goto out;
	if ((err = template_add(
		 set, name, shown(args->template), buf_view(&source), d)) != JY_OK ||
	    (err = template_get(set, name, &t, d)) != JY_OK)
		goto out;
	err = val_from_json(a, shown(args->data), buf_view(&json), &data, d);
	if (err == JY_OK)
		err = template_render(t, &data, out, d);
out:
	buf_release(&json);
	buf_release(&source);
	return err;
}

static int
complain(enum jy_err err, struct diag *d)
{
	char text[sizeof(struct diag)];

	diag_set(d, err, NULL, 0, 0, "%s",
	    err == JY_ENOMEM ? "memory is exhausted" : err_info(err)->name);
	fprintf(stderr, "sitegen: %s\n", diag_str(d, text, sizeof(text)));
	return err_info(err)->exit;
}

int
render_cmd(int argc, char **argv)
{
	struct arguments args = { NULL, NULL, NULL };
	struct template_set *set = NULL;
	struct buf out = BUF_INIT;
	struct diag d = { .text = "" };
	enum jy_err err;
	struct arena a;
	struct stat st;

	if (!parse_arguments(argc, argv, &args))
		return usage();
	arena_init(&a, 0);
	if (args.partials != NULL &&
	    (stat(args.partials, &st) != 0 || !S_ISDIR(st.st_mode)))
		err = diag_set(&d, JY_EIO, args.partials, 0, 0, "no such folder");
	else if ((set = template_set_new(args.partials)) == NULL)
		err = JY_ENOMEM;
	else
		err = render(&args, set, &a, &out, &d);
	if (err == JY_OK &&
	    (fwrite(out.data, 1, out.len, stdout) != out.len || fflush(stdout) != 0))
		err = diag_set(&d, JY_EIO, "<stdout>", 0, 0, "%m");
	template_set_free(set);
	arena_release(&a);
	buf_release(&out);
	return err == JY_OK ? 0 : complain(err, &d);
}
