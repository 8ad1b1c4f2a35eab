/*
 * test_val.c - lists, maps, truth, and JSON in.
 */
#include "unit.h"

#include "buf.h"
#include "val.h"

static struct arena arena;

static int
up(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int
down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* --- maps and lists */

#define MANY 1000

static void
test_map(void **state)
{
	struct val map = val_map(&arena);
	const struct val *v;
	struct str key;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		key = arena_printf(&arena, "key %d", i);
		assert_null(val_get(&map, key));
		val_set_str(&map, key, val_int(i));
	}
	for (int i = 0; i < MANY; i++) {
		assert_true(val_entry(&map, (size_t)i, &key, &v));
		assert_int_equal(v->i, i);
		assert_ptr_equal(val_get(&map, key), v);
		assert_ptr_equal(val_get_hashed(&map, key, val_hash(key)), v);
	}
	assert_false(val_entry(&map, MANY, &key, &v));
	assert_null(val_get(&map, STR("key 1000")));
	val_add(&map, STR("key 1000"), val_hash(STR("key 1000")), val_bool(true));
	assert_true(val_get(&map, STR("key 1000"))->b);
	assert_int_equal(val_entries(&map), MANY + 1);
}

static void
test_replaced(void **state)
{
	struct val map = val_map(&arena);
	const struct val *v;
	struct str key;

	(void)state;
	val_set(&map, "a", val_int(1));
	val_set(&map, "b", val_int(2));
	val_set(&map, "a", val_int(3));
	assert_true(val_entry(&map, 0, &key, &v));
	assert_str(key, "a");
	assert_int_equal(v->i, 3);
	assert_false(val_entry(&map, 2, &key, &v));
}

static void
test_keys_differ(void **state)
{
	struct val map = val_map(&arena);

	(void)state;
	val_set_str(&map, (struct str){ "a\0b", 3 }, val_int(1));
	val_set_str(&map, STR(""), val_int(2));
	assert_null(val_get(&map, STR("a")));
	assert_int_equal(val_get(&map, (struct str){ "a\0b", 3 })->i, 1);
	assert_int_equal(val_get(&map, STR_NONE)->i, 2);
}

static void
test_list(void **state)
{
	struct val list = val_list(&arena);

	(void)state;
	assert_int_equal(val_len(&list), 0);
	for (int i = 0; i < MANY; i++)
		val_push(&list, val_int(i));
	assert_int_equal(val_len(&list), MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(val_at(&list, (size_t)i).i, i);
	assert_int_equal(val_at(&list, MANY).type, VAL_NULL);
}

static void
test_wrong_kind(void **state)
{
	struct val v = val_text("text");
	const struct val *out;
	struct str key;

	(void)state;
	val_push(&v, val_int(1));
	val_set(&v, "a", val_int(1));
	assert_int_equal(val_len(&v), 0);
	assert_null(val_get(&v, STR("a")));
	assert_false(val_entry(&v, 0, &key, &out));
	assert_str(v.s, "text");
}

static void
test_no_memory(void **state)
{
	struct arena small;
	struct val map, list;

	(void)state;
	arena_init(&small, 1024);
	map = val_map(&small);
	list = val_list(&small);
	for (int i = 0; i < MANY; i++) {
		val_set_str(&map, arena_printf(&arena, "%d", i), val_int(i));
		val_push(&list, val_int(i));
	}
	assert_true(val_len(&list) < MANY);
	assert_null(val_get(&map, STR("999")));
	assert_int_equal(val_map(&small).type == VAL_NULL || val_len(&list) > 0, 1);
	arena_release(&small);
}

static void
test_true(void **state)
{
	struct val list = val_list(&arena), map = val_map(&arena), v;

	(void)state;
	assert_false(val_true(NULL));
	v = val_null();
	assert_false(val_true(&v));
	v = val_bool(false);
	assert_false(val_true(&v));
	v = val_text("");
	assert_false(val_true(&v));
	v = val_html(STR(""));
	assert_false(val_true(&v));
	assert_false(val_true(&list));
	val_push(&list, val_null());
	assert_true(val_true(&list));
	assert_true(val_true(&map));
	v = val_int(0);
	assert_true(val_true(&v));
	v = val_real(0);
	assert_true(val_true(&v));
	v = val_text("false");
	assert_true(val_true(&v));
}

/* --- JSON */

/* Write a value down again, so that a test can compare texts. */
static void
show(struct buf *out, const struct val *v)
{
	const struct val *member;
	struct str key;
	struct val item;

	switch (v->type) {
	case VAL_MAP:
		for (size_t i = 0; val_entry(v, i, &key, &member); i++) {
			buf_printf(
			    out, "%c" STR_FMT "=", i == 0 ? '{' : ',', STR_ARG(key));
			show(out, member);
		}
		buf_puts(out, "}");
		break;
	case VAL_LIST:
		buf_puts(out, "[");
		for (size_t i = 0; i < val_len(v); i++) {
			item = val_at(v, i);
			show(out, &item);
			buf_puts(out, ";");
		}
		buf_puts(out, "]");
		break;
	case VAL_TEXT:
		buf_printf(out, "t:" STR_FMT, STR_ARG(v->s));
		break;
	case VAL_INT:
		buf_printf(out, "i:%lld", (long long)v->i);
		break;
	case VAL_REAL:
		buf_printf(out, "r:%g", v->r);
		break;
	case VAL_BOOL:
		buf_puts(out, v->b ? "true" : "false");
		break;
	default:
		buf_puts(out, "null");
	}
}

static const struct {
	const char *json, *shown;
} good[] = {
	{ "{\"b\":1,\"a\":[true,false,null]}", "{b=i:1,a=[true;false;null;]}" },
	{ " [1, 1.5, -0, 1e2, 9223372036854775807] ",
	    "[i:1;r:1.5;i:0;r:100;i:9223372036854775807;]" },
	{ "\"\\u6559\\u5e08 \\ud842\\udfb7\"", "t:教师 𠮷" },
	{ "{\"a\":1,\"a\":2}", "{a=i:2}" },
	{ "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"",
	    "t:[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" },
	{ "\"a\\\"[\\\\\"", "t:a\"[\\" },
	{ "85", "i:85" },
	{ "\"\"", "t:" },
	{ "[]", "[]" },
};

static void
test_json(void **state)
{
	struct buf out = BUF_INIT;
	struct val v;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		buf_reset(&out);
		assert_int_equal(
		    val_from_json(&arena, "f", str_of(good[i].json), &v, NULL), JY_OK);
		show(&out, &v);
		assert_str(buf_view(&out), good[i].shown);
	}
	buf_release(&out);
}

static const struct {
	const char *json;
	unsigned line, column;
} bad[] = {
	{ "", 1, 1 },
	{ "{\n  \"职位\": x\n}", 2, 9 },
	{ "[1,\n2,,\n3]", 2, 3 },
	{ "[1] 2", 1, 5 },
	{ "{\"a\":1", 1, 6 },
	{ "\"a\nb\"", 1, 2 },
	{ "\"\\u0000\"", 1, 8 },
	{ "\"\xff\"", 1, 1 },
	{ "9223372036854775808", 1, 19 },
	{ "NaN", 1, 3 },
};

static void
test_bad_json(void **state)
{
	struct val v;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct diag d = { .text = "" };

		assert_int_equal(
		    val_from_json(&arena, "f.json", str_of(bad[i].json), &v, &d),
		    JY_EPARSE);
		assert_string_equal(d.file, "f.json");
		assert_int_not_equal(d.text[0], '\0');
		assert_int_equal(d.line, bad[i].line);
		assert_int_equal(d.column, bad[i].column);
	}
}

static void
nested(struct buf *out, int depth)
{
	buf_reset(out);
	buf_puts(out, "\n");
	for (int i = 0; i < depth; i++)
		buf_puts(out, i % 2 == 0 ? "[" : "{\"a\":");
	buf_puts(out, "1");
	for (int i = depth - 1; i >= 0; i--)
		buf_puts(out, i % 2 == 0 ? "]" : "}");
}

static void
test_depth(void **state)
{
	struct diag d = { .text = "" };
	struct buf json = BUF_INIT;
	struct val v;

	(void)state;
	nested(&json, VAL_DEPTH_MAX);
	assert_int_equal(val_from_json(&arena, "f", buf_view(&json), &v, &d), JY_OK);
	nested(&json, VAL_DEPTH_MAX + 1);
	assert_int_equal(val_from_json(&arena, "f", buf_view(&json), &v, &d), JY_EPARSE);
	assert_string_equal(d.text, "nested deeper than 32");
	assert_int_equal(d.line, 2);
	assert_int_equal(d.column, 16 * 6 + 1);
	buf_reset(&json);
	for (int i = 0; i < 1000000; i++)
		buf_puts(&json, "[");
	assert_int_equal(val_from_json(&arena, "f", buf_view(&json), &v, &d), JY_EPARSE);
	buf_release(&json);
}

static void
test_json_no_memory(void **state)
{
	struct arena small;
	struct val v;

	(void)state;
	arena_init(&small, 64);
	assert_int_equal(
	    val_from_json(&small, "f", STR("[1,2,3,4,5,6,7,8,9]"), &v, NULL), JY_ENOMEM);
	arena_release(&small);
}

#define IN_ARENA(label, fn) CASE_WITH(label, fn, up, down)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		IN_ARENA("a map finds its keys and keeps their order", test_map),
		IN_ARENA(
		    "a later value replaces an earlier one in its place", test_replaced),
		IN_ARENA("keys are bytes, the empty one too", test_keys_differ),
		IN_ARENA("a list grows and ends", test_list),
		IN_ARENA(
		    "what is no list or map takes and gives nothing", test_wrong_kind),
		IN_ARENA("without memory nothing is added", test_no_memory),
		IN_ARENA("null, false, \"\" and the empty list are false", test_true),
		IN_ARENA("JSON of every kind is read", test_json),
		IN_ARENA("malformed JSON is refused with line and column", test_bad_json),
		IN_ARENA("JSON nests 32 levels and no more", test_depth),
		IN_ARENA(
		    "JSON that does not fit the memory is refused", test_json_no_memory),
	};

	return RUN(tests);
}
