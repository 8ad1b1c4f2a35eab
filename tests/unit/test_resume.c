/*
 * test_resume.c - resumes in the store: what is whose, what is complete, what a save
 * keeps, who is found and opened by whom.
 */
#include "market.h"

#include "file/upload.h"
#include "http/field.h"
#include "resume/block.h"
#include "resume/find.h"
#include "resume/resume.h"
#include "resume/resume_index.h"

/* --- filling in */

static struct form
form_of(struct actor *t, const char *section, const char *const *pairs)
{
	const struct resume_section *s = resume_section(str_of(section));
	struct form f;

	assert_non_null(s);
	assert_int_equal(form_empty(&f, &t->arena, s->fields, s->nfields + 2), JY_OK);
	for (; pairs[0] != NULL; pairs += 2)
		form_set(&f, pairs[0], str_of(pairs[1]));
	return f;
}

static int64_t
version(struct actor *t, struct str uid)
{
	struct resume r;

	assert_int_equal(resume_load(&t->act, uid, &r), JY_OK);
	return r.version;
}

static enum jy_err
save(struct actor *t, struct str uid, const char *section, int at,
    const char *const *pairs)
{
	struct form f = form_of(t, section, pairs);

	return resume_save(
	    &t->act, uid, version(t, uid), resume_section(str_of(section)), at, &f);
}
#define SAVE(t, uid, section, at, ...) \
	save((t), (uid), (section), (at), (const char *const[]){ __VA_ARGS__, NULL })

static struct str
begin(struct actor *t, const char *name)
{
	struct str uid;

	assert_int_equal(resume_create(&t->act, str_of(name), &uid), JY_OK);
	assert_int_equal(uid.n, RESUME_UID_CHARS);
	return uid;
}

static void
fill(struct actor *t, struct str uid)
{
	assert_int_equal(
	    SAVE(t, uid, "basic", -1, "residence", "天山区", "education", "bachelor",
		"school", "天池大学", "major", "机械", "year", "2027"),
	    JY_OK);
	assert_int_equal(SAVE(t, uid, "intention", -1, "position", "焊接工程师", "region",
			     "6531", "employment", "full_time", "salary", "6000"),
	    JY_OK);
	assert_int_equal(SAVE(t, uid, "education", -1, "from", "2023-09", "to", "2027-06",
			     "school", "天池大学", "major", "机械", "degree", "bachelor"),
	    JY_OK);
	assert_int_equal(SAVE(t, uid, "skills", -1, "skills", "会用 AutoCAD"), JY_OK);
	assert_int_equal(
	    SAVE(t, uid, "evaluation", -1, "text", "肯吃苦，做事仔细"), JY_OK);
}

static struct resume
loaded(struct actor *t, struct str uid)
{
	struct resume r;

	assert_int_equal(resume_load(&t->act, uid, &r), JY_OK);
	return r;
}

static void
completeness(void **state)
{
	struct actor *t = *state;
	struct str uid = begin(t, "新简历");
	struct resume r = loaded(t, uid);

	assert_false(r.complete);
	assert_int_equal(r.percent, 0);
	assert_str(r.level, "applied");
	assert_int_equal(SAVE(t, uid, "basic", -1, "residence", "天山区"), JY_OK);
	assert_int_equal(loaded(t, uid).percent, 0); /* the rest is missing */
	fill(t, uid);
	r = loaded(t, uid);
	assert_true(r.complete);
	assert_int_equal(r.percent, 100);
	/* an entry begun in a section that may be empty */
	assert_int_equal(SAVE(t, uid, "experience", -1, "employer", "某公司"), JY_OK);
	assert_false(loaded(t, uid).complete);
	assert_int_equal(resume_drop_entry(&t->act, uid, version(t, uid),
			     resume_section(STR("experience")), 0),
	    JY_OK);
	assert_true(loaded(t, uid).complete);
	/* a value taken away again */
	assert_int_equal(SAVE(t, uid, "skills", 0, "languages", "英语"), JY_OK);
	assert_false(loaded(t, uid).complete);
}

static void
entries(void **state)
{
	struct actor *t = *state;
	struct str uid = begin(t, "新简历");
	const struct resume_section *s = resume_section(STR("experience"));
	struct form f;
	struct resume r;

	assert_int_equal(SAVE(t, uid, "experience", -1, "employer", "甲"), JY_OK);
	assert_int_equal(SAVE(t, uid, "experience", -1, "employer", "乙"), JY_OK);
	assert_int_equal(
	    SAVE(t, uid, "experience", 0, "employer", "丙", "text", "做测试"), JY_OK);
	assert_int_equal(SAVE(t, uid, "experience", 5, "employer", "丁"), JY_ENOTFOUND);
	r = loaded(t, uid);
	f = form_of(t, "experience", (const char *const[]){ NULL });
	assert_true(resume_fill(&r, &t->arena, s, 0, &f));
	assert_str(form_get(&f, "employer"), "丙");
	assert_str(form_get(&f, "text"), "做测试");
	assert_false(resume_fill(&r, &t->arena, s, 2, &f));
	/* the same once more changes nothing, an empty one goes */
	assert_int_equal(
	    SAVE(t, uid, "experience", 0, "employer", "丙", "text", "做测试"), JY_OK);
	assert_int_equal(loaded(t, uid).version, r.version);
	assert_int_equal(
	    save(t, uid, "experience", 0, (const char *const[]){ NULL }), JY_OK);
	r = loaded(t, uid);
	assert_true(resume_fill(&r, &t->arena, s, 0, &f));
	assert_str(form_get(&f, "employer"), "乙");
	for (int i = 1; i < RESUME_ENTRIES_MAX; i++)
		assert_int_equal(SAVE(t, uid, "experience", -1, "employer", "戊"), JY_OK);
	assert_int_equal(SAVE(t, uid, "experience", -1, "employer", "己"), JY_EINPUT);
}

static void
stale(void **state)
{
	struct actor *t = *state;
	struct str uid = begin(t, "新简历");
	struct form f =
	    form_of(t, "skills", (const char *const[]){ "skills", "旧", NULL });
	const struct resume_section *s = resume_section(STR("skills"));

	assert_int_equal(SAVE(t, uid, "skills", -1, "skills", "新"), JY_OK);
	assert_int_equal(resume_save(&t->act, uid, 1, s, -1, &f), JY_ECONFLICT);
	assert_int_equal(resume_drop_entry(&t->act, uid, 1, s, 0), JY_ECONFLICT);
	assert_non_null(strstr(loaded(t, uid).content.p, "新"));
}

/* Everything of another graduate is not there. */
static void
owners(void **state)
{
	struct actor *t = *state;
	struct str uid = begin(t, "张三的"), old;
	struct form f =
	    form_of(t, "skills", (const char *const[]){ "skills", "x", NULL });
	const struct resume_section *s = resume_section(STR("skills"));
	struct resume r;
	int n;

	fill(t, uid);
	t->act.who.account_id = LI;
	assert_int_equal(resume_load(&t->act, uid, &r), JY_ENOTFOUND);
	assert_int_equal(resume_save(&t->act, uid, 6, s, -1, &f), JY_ENOTFOUND);
	assert_int_equal(resume_drop_entry(&t->act, uid, 6, s, 0), JY_ENOTFOUND);
	assert_int_equal(resume_rename(&t->act, uid, STR("x")), JY_ENOTFOUND);
	assert_int_equal(resume_set_level(&t->act, uid, STR("public")), JY_ENOTFOUND);
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(
	    db_end(t->act.db, resume_set_photo(&t->act, uid, 0, &old)), JY_ENOTFOUND);
	assert_int_equal(resume_delete(&t->act, &uid, 1, &n), JY_OK);
	assert_int_equal(n, 0);
	t->act.who.account_id = ZHANG;
	assert_str(loaded(t, uid).name, "张三的");
	assert_str(loaded(t, uid).level, "applied");
}

static void
ten(void **state)
{
	struct actor *t = *state;
	struct str uid, all[RESUME_PER_ACCOUNT + 2];
	struct val list;
	int n;

	for (int i = 3; i < RESUME_PER_ACCOUNT; i++) /* Zhang has three */
		begin(t, "又一份");
	assert_int_equal(resume_create(&t->act, STR("多"), &uid), JY_ECONFLICT);
	assert_int_equal(resume_list(&t->act, &list), JY_OK);
	assert_int_equal(val_len(&list), RESUME_PER_ACCOUNT);
	for (size_t i = 0; i < RESUME_PER_ACCOUNT; i++) {
		struct val row = val_at(&list, i);

		all[i] = val_get(&row, STR("uid"))->s;
	}
	all[RESUME_PER_ACCOUNT] = all[0];
	all[RESUME_PER_ACCOUNT + 1] = STR("nobody's00000000000000");
	assert_int_equal(resume_delete(&t->act, all, RESUME_PER_ACCOUNT + 2, &n), JY_OK);
	assert_int_equal(n, RESUME_PER_ACCOUNT);
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM resume WHERE account_id = 1"),
	    0);
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM resume WHERE account_id = 2"),
	    1);
	begin(t, "重新开始");
}

static void
audited(void **state)
{
	struct actor *t = *state;
	struct str uid = begin(t, "新简历");
	int n;

	fill(t, uid);
	assert_int_equal(resume_set_level(&t->act, uid, STR("public")), JY_OK);
	assert_int_equal(resume_rename(&t->act, uid, STR("改名")), JY_OK);
	assert_int_equal(block_put(&t->act, SCHOOL), JY_OK);
	assert_int_equal(block_remove(&t->act, SCHOOL), JY_OK);
	assert_int_equal(resume_delete(&t->act, &uid, 1, &n), JY_OK);
	assert_int_equal(world_number(t->world,
			     "SELECT count(DISTINCT act) FROM audit_event WHERE act "
			     "IN ('resume.create', 'resume.save', 'resume.level',"
			     " 'resume.rename', 'resume.block', 'resume.unblock',"
			     " 'resume.delete')"),
	    7);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM audit_event"
						" WHERE result = 'applied>public'"),
	    1);
}

static void
view(void **state)
{
	struct actor *t = *state;
	struct str uid = begin(t, "新简历");
	struct val sections, s, e, line;

	fill(t, uid);
	assert_int_equal(resume_view(&t->act, loaded(t, uid).content, &sections), JY_OK);
	assert_int_equal(val_len(&sections), resume_nsections);
	s = val_at(&sections, 1);
	e = val_at(val_get(&s, STR("entries")), 0);
	line = val_at(val_get(&e, STR("lines")), 1);
	assert_str(val_get(&line, STR("value"))->s, "喀什地区");
	line = val_at(val_get(&e, STR("lines")), 2);
	assert_str(val_get(&line, STR("value"))->s, "全职");
	s = val_at(&sections, 2);
	e = val_at(val_get(&s, STR("entries")), 0);
	assert_str(val_get(&e, STR("title"))->s, "2023-09 – 2027-06　天池大学");
	/* what no one wrote through the wizard is no reason to fail */
	assert_int_equal(resume_view(&t->act,
			     STR("{\"basic\":[{\"year\":7}],"
				 "\"skills\":\"x\",\"else\":[1]}"),
			     &sections),
	    JY_OK);
	assert_int_equal(resume_view(&t->act, STR("not JSON"), &sections), JY_OK);
}

/* --- employers */

static void
as_employer(struct actor *t, int64_t employer)
{
	market_as(t, ROLE_EMPLOYER, employer == SCHOOL ? BOSS : OTHER_BOSS, employer);
}

static void
as_zhang(struct actor *t)
{
	market_as(t, ROLE_GRADUATE, ZHANG, 0);
}

static size_t
finds(struct actor *t, struct find f)
{
	struct val list;
	int64_t next;

	assert_int_equal(find_run(&t->act, &f, &list, &next), JY_OK);
	return val_len(&list);
}

static struct str
published(struct actor *t)
{
	struct str uid = begin(t, "公开的");

	fill(t, uid);
	assert_int_equal(resume_set_level(&t->act, uid, STR("public")), JY_OK);
	return uid;
}

static enum jy_err
opens(struct actor *t, struct str uid)
{
	return find_open(&t->act, uid);
}

static void
conditions(void **state)
{
	struct actor *t = *state;
	static const struct {
		const char *why;
		struct find f;
		size_t n;
	} cases[] = {
		{ "none", { .after = 0 }, 1 },
		{ "a skill", { .keyword = { "AutoCAD", 7 } }, 1 },
		{ "one character", { .keyword = { "焊", 3 } }, 1 },
		{ "words of two sections", { .keyword = { "机械 吃苦", 13 } }, 1 },
		{ "another word", { .keyword = { "会计", 6 } }, 0 },
		{ "signs only", { .keyword = { "!?", 2 } }, 0 },
		{ "the position", { .position = { "工程师", 9 } }, 1 },
		{ "a skill is no position", { .position = { "AutoCAD", 7 } }, 0 },
		{ "the place", { .region = { "6531", 4 } }, 1 },
		{ "another place", { .region = { "6501", 4 } }, 0 },
		{ "less education", { .education = { "college", 7 } }, 1 },
		{ "the education", { .education = { "bachelor", 8 } }, 1 },
		{ "more education", { .education = { "master", 6 } }, 0 },
		{ "enough pay", { .salary = 6000 }, 1 },
		{ "not enough", { .salary = 5999 }, 0 },
	};

	published(t);
	as_employer(t, SCHOOL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (finds(t, cases[i].f) != cases[i].n)
			fail_msg("%s: %zu", cases[i].why, finds(t, cases[i].f));
}

static void
visibility(void **state)
{
	struct actor *t = *state;
	struct str uid = published(t);
	const struct find any = { .after = 0 };

	as_employer(t, SCHOOL);
	assert_int_equal(finds(t, any), 1);
	assert_int_equal(opens(t, uid), JY_OK);
	as_employer(t, NOT_VERIFIED);
	assert_int_equal(finds(t, any), 0);
	assert_int_equal(opens(t, uid), JY_ENOTFOUND);

	as_zhang(t);
	assert_int_equal(block_put(&t->act, SCHOOL), JY_OK);
	assert_int_equal(block_put(&t->act, SCHOOL), JY_OK);
	assert_int_equal(block_put(&t->act, 99), JY_ENOTFOUND);
	as_employer(t, SCHOOL);
	assert_int_equal(finds(t, any), 0);
	assert_int_equal(opens(t, uid), JY_ENOTFOUND);
	as_employer(t, FACTORY);
	assert_int_equal(finds(t, any), 1);
	as_zhang(t);
	assert_int_equal(block_remove(&t->act, SCHOOL), JY_OK);
	as_employer(t, SCHOOL);
	assert_int_equal(finds(t, any), 1);

	as_zhang(t); /* no longer complete */
	assert_int_equal(SAVE(t, uid, "skills", 0, "languages", "英语"), JY_OK);
	as_employer(t, SCHOOL);
	assert_int_equal(finds(t, any), 0);
	assert_int_equal(opens(t, uid), JY_ENOTFOUND);
	as_zhang(t);
	assert_int_equal(SAVE(t, uid, "skills", 0, "skills", "刺绣"), JY_OK);
	as_employer(t, SCHOOL);
	assert_int_equal(finds(t, (struct find){ .keyword = STR("刺绣") }), 1);
	world_sql(t->world, "UPDATE account SET state = 'disabled' WHERE id = 1");
	assert_int_equal(finds(t, any), 0);
	assert_int_equal(opens(t, uid), JY_ENOTFOUND);
}

/* 仅投递单位可见: who received it may open what it is now; 保密: nobody. */
static void
levels(void **state)
{
	struct actor *t = *state;
	struct str uid = published(t);
	int64_t id = loaded(t, uid).id;

	world_sql(t->world, arena_printf(&t->arena,
				"INSERT INTO application(uid, account_id, job_id, "
				"employer_id, resume_id, resume_name, snapshot, "
				"contact_sealed, created_at, updated_at) VALUES("
				"'application00000000000', 1, 1, 1, %lld, 'x', '{}', 'x',"
				" 1, 1)",
				(long long)id)
				.p);
	assert_int_equal(resume_set_level(&t->act, uid, STR("applied")), JY_OK);
	as_employer(t, SCHOOL);
	assert_int_equal(finds(t, (struct find){ .after = 0 }), 0);
	assert_int_equal(opens(t, uid), JY_OK);
	as_employer(t, FACTORY);
	assert_int_equal(opens(t, uid), JY_ENOTFOUND);
	world_sql(t->world, "UPDATE application SET state = 'withdrawn'");
	as_employer(t, SCHOOL);
	assert_int_equal(opens(t, uid), JY_ENOTFOUND);
	world_sql(t->world, "UPDATE application SET state = 'sent'");
	as_zhang(t);
	assert_int_equal(resume_set_level(&t->act, uid, STR("private")), JY_OK);
	as_employer(t, SCHOOL);
	assert_int_equal(opens(t, uid), JY_ENOTFOUND);
}

static void
looks(void **state)
{
	struct actor *t = *state;
	struct str uid = published(t);
	struct val list, row;
	struct resume r;
	struct str name;
	int64_t older, photo;
	bool opened;

	as_employer(t, SCHOOL);
	assert_int_equal(find_photo(&t->act, uid, &photo), JY_ENOTFOUND);
	assert_int_equal(find_show(&t->act, uid, &r, &name, &opened), JY_OK);
	assert_false(opened);
	assert_int_equal(opens(t, uid), JY_OK);
	assert_int_equal(find_show(&t->act, uid, &r, &name, &opened), JY_OK);
	assert_true(opened);
	assert_str(name, "张*");
	actor_wait(t, 60);
	assert_int_equal(opens(t, uid), JY_OK);
	as_employer(t, FACTORY);
	actor_wait(t, 60);
	assert_int_equal(opens(t, uid), JY_OK);
	as_zhang(t);
	assert_int_equal(views_list(&t->act, 0, 20, &list, &older), JY_OK);
	assert_int_equal(val_len(&list), 2);
	row = val_at(&list, 1);
	assert_str(val_get(&row, STR("name"))->s, "天山中学");
	assert_str(val_get(&row, STR("resume"))->s, "公开的");
	assert_int_equal(val_get(&row, STR("count"))->i, 2);
	assert_int_equal(views_list(&t->act, 0, 1, &list, &older), JY_OK);
	assert_int_equal(views_list(&t->act, older, 1, &list, &older), JY_OK);
	row = val_at(&list, 0);
	assert_str(val_get(&row, STR("name"))->s, "天山中学");
	assert_int_equal(older, 0);
	t->act.who.account_id = LI;
	assert_int_equal(views_list(&t->act, 0, 20, &list, &older), JY_OK);
	assert_int_equal(val_len(&list), 0);
}

static void
day_limit(void **state)
{
	struct actor *t = *state;
	struct str first = published(t), second = published(t), third = published(t);
	int64_t left;

	t->conf.limit.resume_views_day = 2;
	as_employer(t, SCHOOL);
	assert_int_equal(opens(t, first), JY_OK);
	assert_int_equal(opens(t, first), JY_OK);
	assert_int_equal(find_left(&t->act, &left), JY_OK);
	assert_int_equal(left, 1);
	assert_int_equal(opens(t, second), JY_OK);
	assert_int_equal(opens(t, third), JY_ELIMIT);
	assert_int_equal(opens(t, first), JY_OK);
	as_employer(t, FACTORY);
	assert_int_equal(opens(t, third), JY_OK); /* its own limit */
	as_employer(t, SCHOOL);
	actor_wait(t, 86400);
	assert_int_equal(opens(t, third), JY_OK);
	assert_int_equal(
	    world_number(
		t->world, "SELECT count(*) FROM audit_event WHERE act = 'resume.view'"),
	    6);
}

static void
rebuilt(void **state)
{
	struct actor *t = *state;
	const struct find any = { .after = 0 };

	published(t);
	published(t);
	world_sql(t->world, "DELETE FROM resume_live; DELETE FROM resume_fts");
	as_employer(t, SCHOOL);
	assert_int_equal(finds(t, any), 0);
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, resume_index_rebuild(t->act.db)), JY_OK);
	assert_int_equal(finds(t, any), 2);
	assert_int_equal(finds(t, (struct find){ .keyword = STR("AutoCAD") }), 2);
}

static void
pages(void **state)
{
	struct actor *t = *state;
	struct val list;
	struct find f = { .after = 0 };
	int64_t next;

	for (int i = 0; i < 7; i++)
		published(t);
	for (int i = 0; i < 4; i++) /* of other accounts, as the copies say */
		world_sql(t->world,
		    "INSERT INTO resume(uid, account_id, name, level, complete, content,"
		    " created_at, updated_at) SELECT substr(hex(randomblob(11)), 1, 22), "
		    "2,"
		    " name, level, complete, content, 1, id FROM resume"
		    " WHERE level = 'public' AND account_id = 1");
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, resume_index_rebuild(t->act.db)), JY_OK);
	as_employer(t, SCHOOL);
	assert_int_equal(find_run(&t->act, &f, &list, &next), JY_OK);
	assert_int_equal(val_len(&list), FIND_ROWS);
	f.after = next;
	assert_int_equal(find_run(&t->act, &f, &list, &next), JY_OK);
	assert_int_equal(val_len(&list), 15);
	assert_int_equal(next, 0);
}

#define MARKET(label, fn) CASE_WITH(label, fn, market_setup, market_teardown)

static const struct CMUnitTest tests[] = {
	MARKET("3.1.i2 a resume is complete when every entry has what it needs",
	    completeness),
	MARKET("3.1.r1 entries are added, changed, emptied, and 20 at most", entries),
	MARKET("3.1.r1 a stale save changes nothing", stale),
	MARKET("0.i1 3.2.f1 another graduate's resume is not there", owners),
	MARKET("3.1.i1 3.2.f2 ten at most; several are deleted at once", ten),
	MARKET("0.i3 3.2.f4 3.2.f6 every change is in the audit trail", audited),
	MARKET("3.2.f8 a content is shown with labels; a strange one does no harm", view),
	MARKET("3.2.i1 employers search by words, position, place, education, pay",
	    conditions),
	MARKET("3.2.f3 3.2.r1 who is blocked, not verified or too early sees nothing",
	    visibility),
	MARKET("3.2.q1 3.2.r1 three levels, and who opens what", levels),
	MARKET("3.3.f1 3.3.i1 each look is recorded and listed", looks),
	MARKET("3.3.i1 a day has a limit of resumes", day_limit),
	MARKET("3.2.i1 the search can be made anew", rebuilt),
	MARKET("3.2.i1 results come in pages", pages),
};

int
main(void)
{
	return RUN(tests);
}
