/*
 * test_message.c - the in-app inbox: who is told what, and what leaves the portal.
 */
#include "actor.h"

#include "account/create.h"
#include "message/message.h"
#include "outbox/outbox.h"
#include "sealed.h"

#define PUT(t, id, title) \
	message_put(&(t)->act, (id), STR(title), STR("正文"), STR("/my/identity"))

static int64_t
account(struct actor *t, enum role role, const char *name, const char *mobile)
{
	struct account_new n = { .role = role,
		.name = str_of(name),
		.login = role == ROLE_GRADUATE ? STR("") : str_of(name),
		.id_no = role == ROLE_GRADUATE ? str_of(mobile) : STR(""),
		.mobile = str_of(mobile),
		.password = "x",
		.office_id = role == ROLE_SCHOOL ? 1 : 0 };
	int64_t id = 0;

	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, account_create(&t->act, &n, &id)), JY_OK);
	return id;
}

static void
log_in(struct actor *t, enum role role, int64_t id)
{
	t->act.who = (struct principal){ .role = role, .account_id = id };
}

static void
tell(struct actor *t, int64_t id)
{
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, PUT(t, id, "您的身份认证已通过")), JY_OK);
}

static void
test_told(void **state)
{
	struct actor *t = *state;
	int64_t a = account(t, ROLE_GRADUATE, "甲", "13800000001"), older;
	struct val list;
	struct str link;

	tell(t, a);
	log_in(t, ROLE_GRADUATE, a);
	assert_int_equal(message_unread(&t->act), 1);
	assert_int_equal(message_list(&t->act, 0, 10, &list, &older), JY_OK);
	assert_int_equal(val_len(&list), 1);
	list = val_at(&list, 0);
	assert_str(val_get(&list, STR("title"))->s, "您的身份认证已通过");
	assert_str(val_get(&list, STR("at"))->s, "2026-11-24 08:00");
	assert_true(val_get(&list, STR("unread"))->b);
	assert_int_equal(
	    message_read(&t->act, val_get(&list, STR("id"))->i, &link), JY_OK);
	assert_str(link, "/my/identity");
	assert_int_equal(message_unread(&t->act), 0);
}

static void
test_foreign(void **state)
{
	struct actor *t = *state;
	int64_t a = account(t, ROLE_GRADUATE, "甲", "13800000001");
	int64_t b = account(t, ROLE_GRADUATE, "乙", "13800000002"), older;
	struct val list;
	struct str link;

	tell(t, a);
	log_in(t, ROLE_GRADUATE, b);
	assert_int_equal(message_unread(&t->act), 0);
	assert_int_equal(message_list(&t->act, 0, 10, &list, &older), JY_OK);
	assert_int_equal(val_len(&list), 0);
	assert_int_equal(message_read(&t->act, 1, &link), JY_ENOTFOUND);
	assert_int_equal(message_delete(&t->act, 1), JY_ENOTFOUND);
	assert_int_equal(message_read_all(&t->act), JY_OK);
	log_in(t, ROLE_GRADUATE, a);
	assert_int_equal(message_unread(&t->act), 1);
	assert_int_equal(message_delete(&t->act, 1), JY_OK);
	assert_int_equal(message_unread(&t->act), 0);
}

static void
test_pages(void **state)
{
	struct actor *t = *state;
	int64_t a = account(t, ROLE_GRADUATE, "甲", "13800000001"), older;
	struct val list, row;

	for (int i = 0; i < 5; i++)
		tell(t, a);
	log_in(t, ROLE_GRADUATE, a);
	assert_int_equal(message_list(&t->act, 0, 2, &list, &older), JY_OK);
	assert_int_equal(val_len(&list), 2);
	assert_int_equal(older, 4);
	assert_int_equal(message_list(&t->act, older, 3, &list, &older), JY_OK);
	assert_int_equal(val_len(&list), 3);
	row = val_at(&list, 0);
	assert_int_equal(val_get(&row, STR("id"))->i, 3);
	assert_int_equal(older, 0);
}

static void
test_office(void **state)
{
	struct actor *t = *state;
	int64_t a, b;

	world_sql(t->world, "INSERT INTO office(id, kind, code, name) VALUES"
			    "(1, 'school', '10755', '新疆大学')");
	a = account(t, ROLE_SCHOOL, "zhang", "");
	b = account(t, ROLE_SCHOOL, "li", "");
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, message_put_office(&t->act, 1, STR("有新申请"),
					       STR(""), STR("/office/"))),
	    JY_OK);
	log_in(t, ROLE_SCHOOL, a);
	assert_int_equal(message_unread(&t->act), 1);
	log_in(t, ROLE_SCHOOL, b);
	assert_int_equal(message_unread(&t->act), 1);
}

static void
test_mail(void **state)
{
	struct actor *t = *state;
	int64_t a = account(t, ROLE_GRADUATE, "甲", "13800000001");
	struct buf sealed = BUF_INIT, uid = BUF_INIT;
	struct db_stmt *st = NULL;

	assert_int_equal(
	    db_prepare_text(t->act.db, &st, STR("SELECT uid FROM account")), JY_OK);
	assert_int_equal(db_one(st), JY_OK);
	buf_str(&uid, db_str(st, 0));
	db_finish(st);
	assert_int_equal(sealed_put(t->act.keys, SEALED_PROFILE_EMAIL, buf_view(&uid),
			     STR("a@example.com"), &sealed),
	    JY_OK);
	assert_int_equal(db_prepare_text(t->act.db, &st,
			     STR("INSERT INTO profile(account_id, email_sealed,"
				 " updated_at) VALUES(:id, :email, 1)")),
	    JY_OK);
	db_bind_int(st, ":id", a);
	db_bind_str(st, ":email", buf_view(&sealed));
	assert_int_equal(db_run(st), JY_OK);
	db_finish(st);
	tell(t, a);
	assert_non_null(strstr(arena_cstr(&t->arena, actor_sms(t)), "正文"));
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM outbox WHERE "
						"channel = 'mail' AND subject = "
						"'您的身份认证已通过'"),
	    1);
	buf_release(&sealed);
	buf_release(&uid);
}

static void
test_sms(void **state)
{
	struct actor *t = *state;
	int64_t a = account(t, ROLE_GRADUATE, "甲", "13800000001");

	tell(t, a);
	assert_str(actor_sms(t), "");
	t->conf.sms.messages = true;
	tell(t, a);
	assert_non_null(strstr(
	    arena_cstr(&t->arena, actor_sms(t)), "您的身份认证已通过。详情请登录"));
}

static void
test_transaction(void **state)
{
	struct actor *t = *state;
	int64_t a = account(t, ROLE_GRADUATE, "甲", "13800000001");

	assert_int_equal(PUT(t, a, "x"), JY_EINTERNAL);
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(PUT(t, a, "x"), JY_OK);
	assert_int_equal(db_end(t->act.db, JY_ECONFLICT), JY_ECONFLICT);
	log_in(t, ROLE_GRADUATE, a);
	assert_int_equal(message_unread(&t->act), 0);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("a person is told once and reads it", test_told, actor_setup,
		    actor_teardown),
		CASE_WITH("0.i1 another's messages cannot be read or deleted",
		    test_foreign, actor_setup, actor_teardown),
		CASE_WITH(
		    "a long inbox has pages", test_pages, actor_setup, actor_teardown),
		CASE_WITH("everyone in an office is told", test_office, actor_setup,
		    actor_teardown),
		CASE_WITH("with a mail address in the profile a mail goes out", test_mail,
		    actor_setup, actor_teardown),
		CASE_WITH("without one an SMS goes out if the configuration says so",
		    test_sms, actor_setup, actor_teardown),
		CASE_WITH("what is undone was never told", test_transaction, actor_setup,
		    actor_teardown),
	};

	return RUN(cases);
}
