/*
 * test_saved_search.c - searches that are kept, their alerts, and the link that ends them.
 */
#include "client.h"
#include "market.h"

#include "job/saved_search.h"

static enum jy_err
tick(struct actor *t, int *told)
{
	struct principal who = t->act.who;
	enum jy_err err;

	t->act.who = (struct principal){ .role = ROLE_SYSTEM };
	err = saved_search_tick(&t->act, told);
	t->act.who = who;
	return err;
}

static int
told(struct actor *t)
{
	int n;

	assert_int_equal(tick(t, &n), JY_OK);
	return n;
}

static void
publish(struct actor *t, int id, const char *title)
{
	world_sql(t->world,
	    arena_printf(&t->arena,
		"INSERT INTO job(id, employer_id, title, region_code, state, closes_on,"
		" closes_at, published_at, created_at, updated_at) VALUES(%d, 1, '%s', "
		"'6531',"
		" 'published', '2026-11-30', 1796054400, %lld, 1, 1)",
		id, title, (long long)t->act.now)
		.p);
	assert_int_equal(market_index(t), JY_OK);
}

static int
messages(struct actor *t)
{
	return (int)world_number(
	    t->world, "SELECT count(*) FROM message WHERE account_id = 1");
}

static struct str
uid_of(struct actor *t, size_t i)
{
	struct val list, v;

	assert_int_equal(saved_search_list(&t->act, &list), JY_OK);
	v = val_at(&list, i);
	return val_get(&v, STR("uid"))->s;
}

static void
test_alert(void **state)
{
	struct actor *t = *state;

	assert_int_equal(saved_search_add(&t->act, STR("护士"),
			     STR("keyword=%E6%8A%A4%E5%A3%AB&view=detail"), true),
	    JY_OK);
	actor_wait(t, 60);
	assert_int_equal(told(t), 0); /* what was there before is not new */
	publish(t, 20, "护士");
	publish(t, 21, "司机");
	actor_wait(t, 1);
	assert_int_equal(told(t), 1);
	assert_int_equal(told(t), 0);
	assert_int_equal(messages(t), 1);
	assert_int_equal(world_number(t->world,
			     "SELECT count(*) FROM message WHERE account_id = 1"
			     " AND title = '您保存的搜索“护士”有 1 个新职位'"
			     " AND body LIKE '护士，天山中学，面议%/auth/unsubscribe?s=%'"
			     " AND link LIKE '/my/search?keyword=%'"),
	    1);
	/* at most one in an hour, then all that came meanwhile */
	publish(t, 22, "男护士");
	actor_wait(t, 60);
	publish(t, 23, "女护士");
	actor_wait(t, 60);
	assert_int_equal(told(t), 0);
	actor_wait(t, 3600);
	assert_int_equal(told(t), 1);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM message"
						" WHERE title LIKE '%有 2 个新职位'"),
	    1);
}

/* To a mailbox too, where one is known. */
static void
test_mail(void **state)
{
	struct actor *t = *state;
	struct buf sealed = BUF_INIT;

	assert_int_equal(
	    sealed_put(t->act.keys, SEALED_PROFILE_EMAIL, STR("zhang00000000000000000"),
		STR("zhang@example.cn"), &sealed),
	    JY_OK);
	world_sql(
	    t->world, arena_printf(&t->arena,
			  "INSERT INTO profile(account_id, email_sealed, updated_at)"
			  " VALUES(1, '%s', 1)",
			  sealed.data)
			  .p);
	buf_release(&sealed);
	assert_int_equal(
	    saved_search_add(&t->act, STR(""), STR("region=6531"), true), JY_OK);
	publish(t, 20, "护士");
	actor_wait(t, 1);
	assert_int_equal(told(t), 1);
	assert_non_null(strstr(actor_sms(t).p, "有 1 个新职位"));
	assert_non_null(strstr(actor_sms(t).p, "/auth/unsubscribe?s="));
}

static void
test_quiet(void **state)
{
	struct actor *t = *state;

	assert_int_equal(
	    saved_search_add(&t->act, STR("a"), STR("region=6531"), false), JY_OK);
	publish(t, 20, "护士");
	actor_wait(t, 1);
	assert_int_equal(told(t), 0);
	/* turned on, it does not tell of the past */
	assert_int_equal(saved_search_alert(&t->act, uid_of(t, 0), true), JY_OK);
	actor_wait(t, 1);
	assert_int_equal(told(t), 0);
	world_sql(t->world, "UPDATE account SET state = 'disabled' WHERE id = 1");
	publish(t, 21, "护士");
	actor_wait(t, 1);
	assert_int_equal(told(t), 0);
}

static void
test_own(void **state)
{
	struct actor *t = *state;
	struct str uid;
	struct val list;

	assert_int_equal(
	    saved_search_add(&t->act, STR("a"), STR("region=6531"), true), JY_OK);
	uid = uid_of(t, 0);
	market_as(t, ROLE_GRADUATE, LI, 0);
	assert_int_equal(saved_search_list(&t->act, &list), JY_OK);
	assert_int_equal(val_len(&list), 0);
	assert_int_equal(saved_search_remove(&t->act, uid), JY_ENOTFOUND);
	assert_int_equal(saved_search_alert(&t->act, uid, false), JY_ENOTFOUND);
	market_as(t, ROLE_GRADUATE, ZHANG, 0);
	assert_int_equal(saved_search_remove(&t->act, uid), JY_OK);
	for (int i = 0; i < SAVED_SEARCHES_MAX; i++)
		assert_int_equal(
		    saved_search_add(&t->act, STR("a"), STR(""), true), JY_OK);
	assert_int_equal(saved_search_add(&t->act, STR("a"), STR(""), true), JY_ELIMIT);
}

static void
test_token(void **state)
{
	struct actor *t = *state;
	char token[UNSUBSCRIBE_TOKEN + 1];
	struct str uid, name;

	assert_int_equal(
	    saved_search_add(&t->act, STR("a"), STR("region=6531"), true), JY_OK);
	uid = uid_of(t, 0);
	market_as(t, ROLE_VISITOR, 0, 0);
	assert_int_equal(unsubscribe_token(&t->act, uid, token), JY_OK);
	assert_int_equal(unsubscribe_check(&t->act, uid, str_of(token), &name), JY_OK);
	assert_str(name, "a");
	assert_int_equal(
	    unsubscribe_off(&t->act, STR("other00000000000000000"), str_of(token)),
	    JY_ENOTFOUND);
	token[3] = token[3] == 'A' ? 'B' : 'A';
	assert_int_equal(unsubscribe_off(&t->act, uid, str_of(token)), JY_ENOTFOUND);
	token[0] = '\0';
	assert_int_equal(unsubscribe_off(&t->act, uid, str_of(token)), JY_ENOTFOUND);
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM saved_search WHERE alert = 1"),
	    1);
	assert_int_equal(unsubscribe_token(&t->act, uid, token), JY_OK);
	assert_int_equal(unsubscribe_off(&t->act, uid, str_of(token)), JY_OK);
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM saved_search WHERE alert = 1"),
	    0);
}

/* --- from page to page */

static int
shop_setup(void **state)
{
	struct client *c;

	if (client_setup(state) != 0)
		return -1;
	c = *state;
	market_jobs(c->t->world);
	market_people(c->t->world);
	market_as(c->t, ROLE_GRADUATE, ZHANG, 0);
	return client_login(c, ZHANG) && market_rebuild(c->t) == JY_OK ? 0 : -1;
}

static void
test_pages(void **state)
{
	struct client *c = *state;
	char link[200], token[UNSUBSCRIBE_TOKEN + 1];
	struct str uid;

	client_get(c, "/my/search?region=6531");
	assert_int_equal(SUBMIT(c, "/my/search/save", "name", "喀什的职位", "alert",
			     "yes", "query", "region=6531"),
	    303);
	assert_str(c->location, "/my/search/saved?done=search-saved");
	client_get(c, "/my/search/saved");
	assert_true(client_sees(c, "href=\"/my/search?region=6531\">喀什的职位"));
	assert_true(client_sees(c, "已开启"));
	uid = uid_of(c->t, 0);
	assert_int_equal(SUBMIT(c, "/my/search/saved", "off", uid.p), 303);
	client_get(c, "/my/search/saved");
	assert_true(client_sees(c, "未开启"));
	assert_int_equal(SUBMIT(c, "/my/search/saved", "on", uid.p), 303);

	/* the link of an alert, in a browser that is not logged in */
	assert_int_equal(unsubscribe_token(&c->t->act, uid, token), JY_OK);
	c->sid[0] = '\0';
	snprintf(link, sizeof(link), "/auth/unsubscribe?s=" STR_FMT "&t=%s", STR_ARG(uid),
	    token);
	assert_int_equal(client_get(c, link), 200);
	assert_true(client_sees(c, "不再接收搜索“喀什的职位”的新职位通知？"));
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM saved_search WHERE alert = 1"),
	    1);
	assert_int_equal(SUBMIT(c, link), 422); /* not the one click */
	c->type = "multipart/form-data; boundary=x";
	assert_int_equal(client_send(c, METHOD_POST, link,
			     "--x\r\nContent-Disposition: form-data; name="
			     "\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"),
	    200);
	c->type = NULL;
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM saved_search WHERE alert = 1"),
	    0);
	world_sql(c->t->world, "UPDATE saved_search SET alert = 1");
	assert_int_equal(
	    SUBMIT(c, "/auth/unsubscribe?s=x&t=y", "List-Unsubscribe", "One-Click"), 404);
	assert_int_equal(SUBMIT(c, link, "List-Unsubscribe", "One-Click"), 200);
	assert_true(client_sees(c, "已取消通知"));
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM saved_search WHERE alert = 1"),
	    0);
	assert_int_equal(client_get(c, "/auth/unsubscribe?s=x&t=y"), 404);
	assert_int_equal(client_get(c, "/auth/unsubscribe"), 404);
}

#define T(label, fn) CASE_WITH(label, fn, market_setup, market_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T("4.1.f3 an alert tells of new jobs once, at most one in an hour",
		    test_alert),
		T("4.1.f3 an alert goes out by mail too", test_mail),
		T("4.1.f3 no alert without a wish for it", test_quiet),
		T("0.i1 saved searches are one's own, and not too many", test_own),
		T("4.1.f3 the link of an alert ends that alert only", test_token),
		CASE_WITH("4.1.f3 saving a search, and ending its alert from the mail",
		    test_pages, shop_setup, client_teardown),
	};

	return RUN(tests);
}
