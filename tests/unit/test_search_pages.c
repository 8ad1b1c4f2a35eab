/*
 * test_search_pages.c - searching, keeping jobs and applying as a graduate does it: from page
 * to page, with the forms that are on them.
 */
#include "client.h"
#include "market.h"

static int
shop_setup(void **state)
{
	struct client *c;

	if (client_setup(state) != 0)
		return -1;
	c = *state;
	market_jobs(c->t->world);
	market_people(c->t->world);
	return client_login(c, ZHANG) && market_rebuild(c->t) == JY_OK ? 0 : -1;
}

#define SEES(c, text)                                              \
	do {                                                       \
		if (!client_sees((c), (text)))                     \
			fail_msg("no \"%s\" on the page", (text)); \
	} while (0)
#define SEES_NOT(c, text) assert_false(client_sees((c), (text)))

/* Words of the page in this order. */
static void
in_order(struct client *c, const char *const *words)
{
	const char *at = c->body.p, *end = c->body.p + c->body.n;

	for (; *words != NULL; words++) {
		at = memmem(at, (size_t)(end - at), *words, strlen(*words));
		if (at == NULL)
			fail_msg("no \"%s\" at its place", *words);
	}
}
#define IN_ORDER(c, ...) in_order((c), (const char *const[]){ __VA_ARGS__, NULL })

static void
test_search(void **state)
{
	struct client *c = *state;

	assert_int_equal(client_get(c, "/my/search"), 200);
	SEES(c, "共 5 个职位");
	IN_ORDER(c, "软件工程师", "代课教师", "Java实习生", "焊工", "高中数学教师");
	SEES_NOT(c, "草稿职位");
	SEES(c, "id=\"conditions\" open>");
	SEES(c, "href=\"/my/jobs/1\"");
	SEES(c, "href=\"/my/employers/1\"");
	SEES(c, "6000–8000 元/月");
	SEES(c, "面议");
	SEES(c, "喀什地区恰萨街道");
	SEES(c, "<summary>职位详细信息</summary>");

	assert_int_equal(
	    client_get(c, "/my/search?keyword=%E6%95%99%E5%B8%88&region=6501"), 200);
	SEES(c, "共 2 个职位");
	SEES(c, "value=\"教师\"");
	SEES(c, "<option value=\"6501\" selected>乌鲁木齐市</option>");
	SEES(c, "<option value=\"650102\">下级：天山区</option>");
	SEES(c, "href=\"/my/"
		"search?keyword=%E6%95%99%E5%B8%88&amp;region=6501&amp;view=detail\"");
	SEES_NOT(c, "id=\"conditions\" open>");

	assert_int_equal(client_get(c, "/my/search?view=detail&sort=salary"), 200);
	SEES_NOT(c, "<summary>职位详细信息</summary>");
	IN_ORDER(c, "焊工", "高中数学教师", "软件工程师");

	assert_int_equal(client_get(c, "/my/search?keyword=%22%3Cscript%3E"), 200);
	SEES(c, "没有符合条件的职位");
	SEES(c, "value=\"&quot;&lt;script&gt;\"");
	SEES_NOT(c, "<script>");
}

static void
test_pages(void **state)
{
	struct client *c = *state;
	static const char mark[] =
	    "<a href=\"/my/search?region=6531&amp;view=detail&amp;after=";
	const char *link, *end;
	struct str path;

	world_sql(c->t->world,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
	    " INSERT INTO job(id, employer_id, title, region_code, state, closes_on,"
	    " closes_at, published_at, created_at, updated_at) SELECT 100 + i, 1,"
	    " '护士' || i || '号', '6531', 'published', '2026-11-30', 1796054400, "
	    "1795400000 + i,"
	    " 1, 1 FROM n");
	assert_int_equal(market_index(c->t), JY_OK);
	assert_int_equal(client_get(c, "/my/search?region=6531&view=detail"), 200);
	SEES(c, "共 33 个职位");
	SEES(c, "护士30号");
	SEES_NOT(c, "护士10号");
	SEES_NOT(c, "上一页");
	link = memmem(c->body.p, c->body.n, mark, sizeof(mark) - 1);
	assert_non_null(link);
	link += sizeof(mark) - 1;
	end = memchr(link, '"', 200);
	path = arena_printf(&c->t->arena,
	    "/my/search?region=6531&view=detail&after=" STR_FMT, (int)(end - link), link);
	assert_int_equal(client_get(c, path.p), 200);
	SEES(c, "护士10号");
	SEES(c, "上一页");
	SEES_NOT(c, "下一页");
}

static int
kept(struct client *c)
{
	return (int)world_number(
	    c->t->world, "SELECT count(*) FROM favourite WHERE account_id = 1");
}

/* Forms that share a commit (db_group() in db.h): when it fails, nobody was told otherwise. */
static void
test_taken_back(void **state)
{
	struct client *c = *state;

	client_get(c, "/my/search?employer_kind=private");
	db_group(c->app.db);
	assert_int_equal(SUBMIT(c, "/my/favourites/add", "one", "1"), 303);
	assert_true(db_grouped(c->app.db));
	assert_int_equal(kept(c), 1);
	assert_int_equal(
	    db_exec(c->app.db, "ROLLBACK"), JY_OK); /* as a full disk would */
	assert_int_equal(db_group_end(c->app.db), JY_EDB);
	portal_undo(&c->rq, JY_ENOSPC);
	assert_int_equal(c->rq.reply.status, 503);
	assert_int_equal(c->rq.reply.location.n, 0);
	assert_int_equal(c->rq.reply.ncookies, 0);
	assert_non_null(memmem(
	    c->rq.reply.body.data, c->rq.reply.body.len, c->rq.id, strlen(c->rq.id)));
	assert_int_equal(kept(c), 0);
	client_get(c, "/my/search?employer_kind=private");
	assert_int_equal(SUBMIT(c, "/my/favourites/add", "one", "1"), 303);
	assert_int_equal(kept(c), 1);
}

static void
test_favourites(void **state)
{
	struct client *c = *state;

	client_get(c, "/my/search?employer_kind=private");
	assert_int_equal(
	    SUBMIT(c, "/my/favourites/add", "back", "?employer_kind=private"), 422);
	SEES(c, "请先选择职位。");
	SEES(c, "焊工");
	assert_int_equal(kept(c), 0);

	assert_int_equal(SUBMIT(c, "/my/favourites/add", "job", "2", "job", "3", "back",
			     "?employer_kind=private"),
	    303);
	assert_str(c->location, "/my/search?employer_kind=private&done=favourited&n=2");
	assert_int_equal(kept(c), 2);
	client_get(c, "/my/search?employer_kind=private&done=favourited&n=2");
	SEES(c, "已将 2 个职位放入职位收藏夹。");
	SEES_NOT(c, "另有");
	client_get(c, "/my/search?employer_kind=private&done=favourited&n=x&rest=-1");
	SEES(c, "已放入职位收藏夹。");

	assert_int_equal(SUBMIT(c, "/my/favourites/add", "one", "2", "back", "?"), 303);
	assert_str(c->location, "/my/search?done=favourite-kept");
	assert_int_equal(kept(c), 2);
	client_get(c, "/my/jobs/1");
	assert_int_equal(SUBMIT(c, "/my/favourites/add", "one", "1"), 303);
	assert_str(c->location, "/my/favourites?done=favourited");
	client_get(c, "/my/search");
	assert_int_equal(
	    SUBMIT(c, "/my/favourites/add", "job", "1", "job", "2", "job", "999"), 303);
	assert_str(c->location, "/my/favourites?done=favourite-kept&n=2");
	client_get(c, "/my/favourites?done=favourited&n=1&rest=2");
	SEES(c, "已将 1 个职位放入职位收藏夹。另有 2 个此前已收藏或已停止招聘。");
	client_get(c, "/my/jobs/1");
	SEES(c, "已在<a href=\"/my/favourites\">职位收藏</a>中");

	client_get(c, "/my/favourites");
	SEES(c, "焊工");
	client_get(c, "/my/favourites?keyword=%E6%95%99%E5%B8%88");
	SEES(c, "高中数学教师");
	SEES_NOT(c, "焊工");
	assert_int_equal(SUBMIT(c, "/my/favourites", "command", "delete"), 422);
	SEES(c, "请先选择职位。");
	assert_int_equal(
	    SUBMIT(c, "/my/favourites", "command", "delete", "job", "1", "job", "2"),
	    303);
	assert_int_equal(kept(c), 1);
	client_get(c, "/my/favourites");
	assert_int_equal(SUBMIT(c, "/my/favourites", "remove", "3"), 303);
	assert_int_equal(kept(c), 0);
	client_get(c, "/my/favourites");
	SEES(c, "还没有收藏职位。");
}

static void
test_select_all(void **state)
{
	struct client *c = *state;

	client_get(c, "/my/search?region=6531");
	SEES_NOT(c, " checked><a");
	SEES(c, "href=\"/my/search?region=6531&amp;all=yes\"");
	client_get(c, "/my/search?region=6531&all=yes");
	SEES(c, " checked><a");
	SEES(c, "取消全选");
	SEES(c, "href=\"/my/search?region=6531\" data-all");
}

static void
test_apply(void **state)
{
	struct client *c = *state;

	assert_int_equal(client_get(c, "/my/jobs/1/apply"), 200);
	SEES(c, "高中数学教师");
	SEES(c, "教师简历");
	SEES_NOT(c, "未完成的简历");
	SEES_NOT(c, "屏蔽");
	assert_int_equal(SUBMIT(c, "/my/jobs/1/apply"), 422);
	SEES(c, "请选择一份已填写完整的简历。");
	client_get(c, "/my/jobs/1/apply");
	assert_int_equal(
	    SUBMIT(c, "/my/jobs/1/apply", "resume", "resume0000000000000002"), 303);
	assert_str(c->location, "/my/applications?done=applied");
	client_get(c, "/my/applications?done=applied");
	SEES(c, "投递成功。");
	IN_ORDER(c, "href=\"/my/jobs/1\">高中数学教师",
	    "href=\"/my/employers/1\">天山中学", "工程师简历", "2026-11-24 08:00",
	    "已投递");
	client_get(c, "/my/jobs/1/apply");
	SEES(c, "您已于 2026-11-24 08:00 投递过该职位");
	assert_int_equal(client_get(c, "/my/jobs/8/apply"), 200);
	SEES(c, "该职位已停止招聘，不能投递。");
	assert_int_equal(client_get(c, "/my/jobs/6/apply"), 404);
	assert_int_equal(client_get(c, "/my/jobs/x/apply"), 404);
}

static void
test_no_resume(void **state)
{
	struct client *c = *state;

	world_sql(c->t->world, "UPDATE resume SET complete = 0");
	assert_int_equal(client_get(c, "/my/jobs/1/apply"), 303);
	assert_str(c->location, "/my/resumes/new?next=/my/jobs/1/apply");
	client_get(c, "/my/search");
	SUBMIT(c, "/my/favourites/add", "one", "1", "back", "?");
	client_get(c, "/my/favourites");
	SEES(c, "/my/resumes/new?next=/my/favourites");
}

static void
test_blocked(void **state)
{
	struct client *c = *state;

	world_sql(c->t->world, "INSERT INTO resume_block VALUES(1, 1, 1)");
	client_get(c, "/my/jobs/1/apply");
	SEES(c, "您已屏蔽该单位。投递后");
	assert_int_equal(
	    SUBMIT(c, "/my/jobs/1/apply", "resume", "resume0000000000000002"), 422);
	SEES(c, "如仍要投递，请勾选确认");
	SEES(c, "value=\"resume0000000000000002\" checked");
	client_get(c, "/my/jobs/1/apply");
	assert_int_equal(SUBMIT(c, "/my/jobs/1/apply", "resume", "resume0000000000000002",
			     "knows", "yes"),
	    303);
}

static void
test_several(void **state)
{
	struct client *c = *state;

	client_get(c, "/my/search");
	SUBMIT(c, "/my/favourites/add", "job", "1", "job", "2", "job", "3", "job", "5",
	    "back", "?");
	client_get(c, "/my/jobs/3/apply");
	SUBMIT(c, "/my/jobs/3/apply", "resume", "resume0000000000000000");
	actor_wait(c->t, 120); /* job 5 is over */
	client_get(c, "/my/favourites");
	SEES(c, "✓ 2026-11-24 08:00 已投递");
	SEES(c, "已停止招聘");
	assert_int_equal(SUBMIT(c, "/my/favourites", "command", "apply", "resume",
			     "resume0000000000000000"),
	    422);
	SEES(c, "请先选择职位。");
	client_get(c, "/my/favourites");
	assert_int_equal(SUBMIT(c, "/my/favourites", "command", "apply", "resume",
			     "resume0000000000000003", "job", "1"),
	    422);
	client_get(c, "/my/favourites");
	assert_int_equal(
	    SUBMIT(c, "/my/favourites", "command", "apply", "resume",
		"resume0000000000000000", "job", "1", "job", "2", "job", "3", "job", "5"),
	    200);
	SEES(c, "投递成功 2 个，未投递 2 个");
	IN_ORDER(c, "高中数学教师", "简历已同时发往该职位的邮箱", "焊工", "Java实习生",
	    "您已于 2026-11-24 08:00 投递过该职位", "代课教师", "该职位已停止招聘");
	assert_int_equal(
	    world_number(c->t->world,
		"SELECT count(*) FROM outbox WHERE subject LIKE '【职位投递】%'"),
	    2);
}

static void
test_applications(void **state)
{
	struct client *c = *state;
	struct str uid;

	client_get(c, "/my/jobs/1/apply");
	SUBMIT(c, "/my/jobs/1/apply", "resume", "resume0000000000000000");
	client_get(c, "/my/jobs/2/apply");
	SUBMIT(c, "/my/jobs/2/apply", "resume", "resume0000000000000000");
	world_sql(c->t->world, "UPDATE job SET state = 'taken_down' WHERE id = 1");
	client_get(c, "/my/applications");
	SEES(c, "已停止招聘");
	assert_int_equal(client_get(c, "/my/jobs/1"), 200);
	SEES(c, "该职位已下架，不再接受投递");
	assert_int_equal(client_get(c, "/my/employers/1"), 200);
	SEES(c, "代课教师");
	SEES_NOT(c, "高中数学教师");

	client_get(c, "/my/applications");
	assert_int_equal(SUBMIT(c, "/my/applications", "command", "delete"), 422);
	SEES(c, "请先选择记录。");
	client_get(c, "/my/applications");
	uid = arena_str(&c->t->arena, client_input(c, "焊工", "withdraw"));
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM application WHERE hidden = 0"),
	    2);
	assert_int_equal(
	    SUBMIT(c, "/my/applications", "withdraw", arena_cstr(&c->t->arena, uid)),
	    303);
	client_get(c, "/my/applications");
	SEES(c, "已撤回");
	assert_int_equal(
	    SUBMIT(c, "/my/applications", "withdraw", arena_cstr(&c->t->arena, uid)),
	    422);
	SEES(c, "该记录已被处理");
	client_get(c, "/my/applications");
	assert_int_equal(
	    SUBMIT(c, "/my/applications", "remove", arena_cstr(&c->t->arena, uid)), 303);
	client_get(c, "/my/applications");
	SEES_NOT(c, "焊工");
	SEES(c, "高中数学教师");
}

/* Who may see which job while logged in. */
static void
test_job_page(void **state)
{
	static const struct {
		const char *path;
		int status;
	} cases[] = {
		{ "/my/jobs/1", 200 },
		{ "/my/jobs/8", 200 }, /* expired */
		{ "/my/jobs/6", 404 }, /* a draft */
		{ "/my/jobs/7", 404 }, /* its employer is not verified */
		{ "/my/jobs/99", 404 },
		{ "/my/jobs/0", 404 },
		{ "/my/jobs/x", 404 },
		{ "/my/employers/1", 200 },
		{ "/my/employers/3", 404 },
	};
	struct client *c = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (client_get(c, cases[i].path) != cases[i].status)
			fail_msg("%s: %d", cases[i].path, c->status);
	world_sql(c->t->world, "UPDATE job SET state = 'closed' WHERE id = 1");
	assert_int_equal(client_get(c, "/my/jobs/1"), 404);
	world_sql(c->t->world, "INSERT INTO favourite VALUES(1, 1, 1)");
	assert_int_equal(client_get(c, "/my/jobs/1"), 200);
	SEES(c, "该职位已关闭");
	SEES_NOT(c, "/my/jobs/1/apply");
}

#define T(label, fn) CASE_WITH(label, fn, shop_setup, client_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T("4.1.f1 4.1.f2 4.1.f3 4.1.f7 4.1.f8 4.1.f9 4.1.f10 the page of the "
		  "search",
		    test_search),
		T("4.1.f3 from page to page", test_pages),
		T("4.1.f4 4.1.f6 4.1.i3 4.2.f1 4.2.f2 4.2.f4 0.r1 keeping and letting go",
		    test_favourites),
		T("what could not be committed is not said to be done", test_taken_back),
		T("4.1.f4 all rows at once, without a script", test_select_all),
		T("4.1.f5 4.1.i1 4.1.i2 4.1.i4 3.4.f1 one resume of several", test_apply),
		T("4.1.i1 without a complete resume: to make one, and back",
		    test_no_resume),
		T("3.2.q2 a blocked employer asks for a second yes", test_blocked),
		T("4.2.f3 4.2.i2 to several at once, a line on each", test_several),
		T("3.4.f1 3.4.f2 3.4.f3 3.4.i1 what was sent, and taking it back",
		    test_applications),
		T("3.4.f3 4.2.f5 a job's page for who is logged in", test_job_page),
	};

	return RUN(tests);
}
