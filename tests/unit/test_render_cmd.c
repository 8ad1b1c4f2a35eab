/*
 * test_render_cmd.c - `sitegen render` as a person calls it: arguments, what is
 * printed, exit status.
 */
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "render_cmd.h"

static char folder[] = "/tmp/jy-render-XXXXXX";

/* Files of every test, in the folder. */
static const struct {
	const char *name, *text;
} files[] = {
	{ "page.mustache", "<h1>{{title}}</h1>\n  {{>card}}\n" },
	{ "card.mustache", "a\n{{title}}\n" },
	{ "bad.mustache", "\n{{#x}}" },
	{ "uses-bad.mustache", "{{>bad}}" },
	{ "data.json", "{\"title\":\"A & B\"}" },
	{ "bad.json", "{\n\"title\" 1}" },
};

#define FILES (sizeof(files) / sizeof(files[0]))

static int
up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	for (size_t i = 0; i < FILES; i++)
		if (file_write(files[i].name, str_of(files[i].text), 0600, FILE_FAST,
			NULL) != JY_OK)
			return -1;
	return 0;
}

static int
down(void **state)
{
	(void)state;
	for (size_t i = 0; i < FILES; i++)
		remove(files[i].name);
	remove("out");
	remove("err");
	return chdir("/") == 0 ? remove(folder) : -1;
}

#define ARGS_MAX 6

static const struct command_case {
	const char *args[ARGS_MAX];
	const char *in; /* a file */
	int status;
	const char *out, *err; /* NULL: whatever */
} cases[] = {
	{ { "--partials", ".", "--data", "data.json", "page.mustache" }, "data.json", 0,
	    "<h1>A &amp; B</h1>\n  a\n  A &amp; B\n", "" },
	{ { "page.mustache", "--data=data.json" }, "data.json", 0, "<h1>A &amp; B</h1>\n",
	    "" },
	{ { "--data", "-", "page.mustache" }, "data.json", 0, "<h1>A &amp; B</h1>\n",
	    "" },
	{ { "--data", "data.json", "-" }, "page.mustache", 0, "<h1>A &amp; B</h1>\n",
	    "" },
	{ { "--data", "data.json", "bad.mustache" }, "data.json", 1, "",
	    "sitegen: bad.mustache:2:1: unclosed section 'x' opened here\n" },
	{ { "--data", "data.json", "-" }, "bad.mustache", 1, "",
	    "sitegen: <stdin>:2:1: unclosed section 'x' opened here\n" },
	{ { "--partials", ".", "--data", "data.json", "uses-bad.mustache" }, "data.json",
	    1, "", "sitegen: ./bad.mustache:2:1: unclosed section 'x' opened here\n" },
	{ { "--data", "bad.json", "page.mustache" }, "data.json", 1, "",
	    "sitegen: bad.json:2:9: ':' expected near '1'\n" },
	{ { "--data", "data.json", "no.mustache" }, "data.json", 1, "",
	    "sitegen: no.mustache: cannot open it: No such file or directory\n" },
	{ { "--data", "no.json", "page.mustache" }, "data.json", 1, "", NULL },
	{ { "--partials", "no", "--data", "data.json", "page.mustache" }, "data.json", 1,
	    "", "sitegen: no: no such folder\n" },
	{ { "--data", "-", "-" }, "data.json", 2, "", NULL },
	{ { "page.mustache" }, "data.json", 2, "", NULL },
	{ { "--data", "data.json" }, "data.json", 2, "", NULL },
	{ { "--data", "data.json", "page.mustache", "more" }, "data.json", 2, "", NULL },
	{ { "--nonsense" }, "data.json", 2, "", NULL },
};

/* In a process of its own: the command uses the standard streams. */
static int
run(const struct command_case *c)
{
	char *argv[ARGS_MAX + 2] = { (char *)"render" };
	int argc = 1, status;
	pid_t pid;

	while (argc <= ARGS_MAX && c->args[argc - 1] != NULL) {
		argv[argc] = (char *)c->args[argc - 1];
		argc++;
	}
	fflush(NULL);
	if ((pid = fork()) == 0) {
		if (freopen(c->in, "r", stdin) == NULL ||
		    freopen("out", "w", stdout) == NULL ||
		    freopen("err", "w", stderr) == NULL)
			_exit(99);
		status = render_cmd(argc, argv);
		fflush(NULL);
		_exit(status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
check(const char *file, const char *expected)
{
	struct buf text = BUF_INIT;

	assert_int_equal(file_read(file, 1 << 20, &text, NULL), JY_OK);
	if (expected != NULL)
		assert_str(buf_view(&text), expected);
	else
		assert_true(text.len > 0);
	buf_release(&text);
}

static void
test_render(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(run(&cases[i]), cases[i].status);
		check("out", cases[i].out);
		check("err", cases[i].err);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE_WITH("render prints a template or says where it is wrong",
		    test_render, up, down),
	};

	return RUN(tests);
}
