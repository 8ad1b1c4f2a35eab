/*
 * apply.c - see apply.h: applications are written and read here. Steps are apply_flow.c's,
 * lists that leave the portal apply_export.c's.
 */
#include "clock.h"
#include "http/json.h"
#include "idcheck.h"
#include "audit/audit.h"
#include "look/look.h"
#include "message/message.h"
#include "profile/profile.h"
#include "realname/realname.h"
#include "region/region.h"
#include "rural/apply_row.h"
#include "sealed.h"

#define UID_BYTES 16

SQL(SQL_APPLY_INSERT,
    "INSERT INTO post_application(uid, account_id, person, campaign_id, post_id,"
    " office_id, employer_id, basic, experience, contact_sealed, created_at, updated_at)"
    " SELECT :uid, :account, (SELECT id_no_index FROM account WHERE id = :account),"
    " p.campaign_id, p.id, p.office_id, p.employer_id, :basic, :experience, :contact,"
    " :now, :now FROM post p WHERE p.id = :post AND p.campaign_id = :campaign");
SQL(SQL_APPLY_STORE,
    "UPDATE post_application SET (post_id, office_id, employer_id) = (SELECT p.id,"
    " p.office_id, p.employer_id FROM post p WHERE p.id = :post AND p.campaign_id ="
    " post_application.campaign_id), basic = :basic, experience = :experience,"
    " contact_sealed = :contact WHERE id = :id");
SQL(SQL_APPLY_GET, APPLY_ROW " WHERE a.uid = :uid" APPLY_SEEN);
SQL(SQL_APPLY_OWN,
    APPLY_ROW " WHERE a.account_id = :account ORDER BY a.id DESC LIMIT :limit");
SQL(SQL_APPLY_IN,
    APPLY_ROW " WHERE a.account_id = :account AND a.campaign_id = :campaign");
SQL(SQL_APPLY_OF_EMPLOYER,
    APPLY_ROW " WHERE a.employer_id = :employer ORDER BY a.state = 'pending' DESC,"
	      " a.updated_at DESC, a.id DESC LIMIT :limit");
/* By her ID number: she may have had another account before (9.1.q1). */
SQL(SQL_APPLY_EXISTS, "SELECT 1 FROM post_application WHERE campaign_id = :campaign AND"
		      " (account_id = :account OR person = (SELECT id_no_index FROM"
		      " account WHERE id = :account))");
SQL(SQL_APPLY_DEGREE, "SELECT label FROM dict WHERE kind = 'degree' AND code = :code");

/* --- reading */

void
apply_bind_scope(const struct act *act, struct db_stmt *st)
{
	const struct principal *who = &act->who;

	db_bind_int(st, ":account", who->role == ROLE_GRADUATE ? who->account_id : 0);
	db_bind_int(st, ":office", who->role == ROLE_PREFECTURE ? who->office_id : 0);
	db_bind_int(st, ":employer", who->role == ROLE_EMPLOYER ? who->employer_id : 0);
	db_bind_int(st, ":all", who->role == ROLE_AUTHORITY);
}

static struct str
text_of(const struct val *map, const char *key)
{
	const struct val *v = val_get(map, str_of(key));

	return v != NULL && v->type == VAL_TEXT ? v->s : STR("");
}

static enum jy_err
read_json(struct act *act, struct str json, struct val *out)
{
	struct diag d = { .text = "" };

	return val_from_json(act->arena, "post_application", json, out, &d);
}

/* Others see the beginnings. */
static enum jy_err
masked(struct act *act, void (*mask)(struct buf *, struct str), struct str *value)
{
	struct buf b = BUF_INIT;

	mask(&b, *value);
	*value = arena_str(act->arena, buf_view(&b));
	buf_release(&b);
	return value->p == NULL ? JY_ENOMEM : JY_OK;
}

/* Of who has left there may be none any more. */
static enum jy_err
read_contact(struct act *act, struct str sealed, bool whole, struct post_application *out)
{
	struct str plain;
	struct val map;
	enum jy_err err;

	if (sealed.n == 0)
		return JY_OK;
	if ((err = sealed_get(act->keys, act->arena, SEALED_POST_CONTACT, out->uid,
		 sealed, &plain)) != JY_OK ||
	    (err = read_json(act, plain, &map)) != JY_OK)
		return err;
	out->phone = text_of(&map, "phone");
	out->email = text_of(&map, "email");
	out->address = text_of(&map, "address");
	if (whole)
		return JY_OK;
	if ((err = masked(act, mask_mobile, &out->phone)) != JY_OK ||
	    (err = masked(act, mask_email, &out->email)) != JY_OK)
		return err;
	return masked(act, mask_address, &out->address);
}

/* Her account's, or the application's own once that is closed. */
static enum jy_err
read_id_no(struct act *act, struct db_stmt *st, bool whole, struct post_application *out)
{
	bool left = db_str(st, 27).n > 0;
	enum jy_err err = sealed_get(act->keys, act->arena,
	    left ? SEALED_POST_ID_NO : SEALED_ACCOUNT_ID_NO, db_str(st, left ? 1 : 25),
	    db_str(st, left ? 27 : 26), &out->id_no);

	return err != JY_OK || whole ? err : masked(act, mask_id, &out->id_no);
}

enum jy_err
apply_read(struct act *act, struct db_stmt *st, bool whole, struct post_application *out)
{
	struct arena *a = act->arena;
	enum jy_err err;

	*out = (struct post_application){
		.id = db_int(st, 0),
		.uid = arena_str(a, db_str(st, 1)),
		.number = flow_reference(a, &post_flow, db_int(st, 0)),
		.account_id = db_int(st, 2),
		.post_id = db_int(st, 3),
		.campaign_id = db_int(st, 4),
		.campaign = arena_str(a, db_str(st, 5)),
		.year = db_int(st, 6),
		.opens_at = db_int(st, 7),
		.closes_at = db_int(st, 8),
		.campaign_state = arena_str(a, db_str(st, 9)),
		.brings = arena_str(a, db_str(st, 10)),
		.code = arena_str(a, db_str(st, 11)),
		.post = arena_str(a, db_str(st, 12)),
		.place = arena_str(a, db_str(st, 13)),
		.unit = arena_str(a, db_str(st, 14)),
		.service = arena_str(a, db_str(st, 15)),
		.experience = arena_str(a, db_str(st, 17)),
		.phone = STR(""),
		.email = STR(""),
		.address = STR(""),
		.state = arena_str(a, db_str(st, 19)),
		.reason = arena_str(a, db_str(st, 20)),
		.reviewer = arena_str(a, db_str(st, 21)),
		.reviewed_at = db_int(st, 22),
		.created_at = db_int(st, 23),
		.updated_at = db_int(st, 24),
	};
	if ((err = read_json(act, db_str(st, 16), &out->basic)) != JY_OK ||
	    (err = read_contact(act, db_str(st, 18),
		 whole || act->who.role == ROLE_GRADUATE, out)) != JY_OK)
		return err;
	return read_id_no(act, st, whole, out);
}

static enum jy_err
get(struct act *act, struct str uid, bool whole, struct post_application *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_GET);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	apply_bind_scope(act, st);
	if ((err = db_one(st)) == JY_OK)
		err = apply_read(act, st, whole, out);
	db_finish(st);
	return err;
}

enum jy_err
apply_get(struct act *act, struct str uid, struct post_application *out)
{
	return get(act, uid, false, out);
}

enum jy_err
apply_in(struct act *act, int64_t campaign_id, struct post_application *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_IN);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":campaign", campaign_id);
	if ((err = db_one(st)) == JY_OK)
		err = apply_read(act, st, false, out);
	db_finish(st);
	return err;
}

/* All rows of a bound statement. */
static enum jy_err
read_all(
    struct act *act, struct db_stmt *st, struct post_application *out, int limit, int *n)
{
	enum jy_err err = JY_OK;
	bool row;

	*n = 0;
	while (*n < limit && (err = db_step(st, &row)) == JY_OK && row)
		if ((err = apply_read(act, st, false, &out[(*n)++])) != JY_OK)
			break;
	db_finish(st);
	return err;
}

enum jy_err
apply_own(struct act *act, struct post_application *out, int limit, int *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_OWN);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":limit", limit);
	return read_all(act, st, out, limit, n);
}

enum jy_err
apply_of_employer(struct act *act, struct post_application *out, int limit, int *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_OF_EMPLOYER);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":limit", limit);
	return read_all(act, st, out, limit, n);
}

bool
apply_is_approved(const struct post_application *p)
{
	return str_is(p->state, "approved");
}

/* --- who she is */

static struct str
degree(struct act *act, struct str code)
{
	struct db_stmt *st = NULL;
	struct str label = code;

	if (db_prepare(act->db, &st, SQL_APPLY_DEGREE) != JY_OK)
		return code;
	db_bind_str(st, ":code", code);
	if (db_one(st) == JY_OK)
		label = arena_str(act->arena, db_str(st, 0));
	db_finish(st);
	return label;
}

/* Gender and birthday are in the number. */
static void
put_born(struct act *act, struct val *out, struct str id_no)
{
	struct id_number id;

	if (id_number_parse(id_no, clock_day_number(act->now), &id) != ID_OK)
		return;
	val_set(out, "gender", val_text(id.female ? "女" : "男"));
	val_set(out, "born",
	    val_str(arena_printf(act->arena, "%d-%02d-%02d", id.born / 10000,
		id.born / 100 % 100, id.born % 100)));
}

enum jy_err
apply_basic(struct act *act, struct val *out, struct str *id_no)
{
	struct region r = { STR_NONE, STR("") };
	struct profile p;
	enum jy_err err = profile_load(act, act->who.account_id, &p);

	*out = val_map(act->arena);
	if (err != JY_OK)
		return err;
	if (!profile_is_complete(&p))
		return JY_ECONFLICT;
	if (p.region.n > 0 && region_get(act, p.region, &r) != JY_OK)
		r.path = p.region;
	val_set(out, "name", val_str(p.name));
	put_born(act, out, p.id_no);
	val_set(out, "education", val_str(degree(act, p.education)));
	val_set(out, "school", val_str(p.school));
	val_set(out, "faculty", val_str(p.faculty));
	val_set(out, "major", val_str(p.major));
	val_set(out, "year", val_int(p.year));
	val_set(out, "region", val_str(r.path));
	*id_no = p.id_no;
	return JY_OK;
}

static enum jy_err
has_applied(struct act *act, int64_t campaign_id, bool *found)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_EXISTS);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":campaign", campaign_id);
	err = db_step(st, found);
	db_finish(st);
	return err;
}

enum jy_err
apply_may(struct act *act, const struct campaign *c, bool *registered, const char **why)
{
	bool applied = false;
	enum jy_err err;

	*registered = realname_is_registered(act, act->who.account_id);
	*why = NULL;
	if ((err = has_applied(act, c->id, &applied)) != JY_OK)
		return err;
	if (!*registered)
		*why = "请先完成实名登记，再报名三支一扶岗位。";
	else if (applied)
		*why = "您已报名本次招募，每人限报一个岗位。";
	else if (act->now < c->opens_at)
		*why = arena_printf(act->arena,
		    "报名还没有开始，开始日期是 " STR_FMT "。", STR_ARG(c->form.opens_on))
			   .p;
	else if (!campaign_is_open(c, act->now))
		*why = "本次招募的报名已经结束。";
	return JY_OK;
}

/* --- writing */

static enum jy_err
seal_contact(
    struct act *act, struct str uid, const struct application_form *form, struct buf *out)
{
	struct val map = val_map(act->arena);
	struct buf json = BUF_INIT;
	enum jy_err err;

	val_set(&map, "phone", val_str(form->phone));
	val_set(&map, "email", val_str(form->email));
	val_set(&map, "address", val_str(form->address));
	json_put(&json, &map);
	err = buf_ok(&json)
		  ? sealed_put(act->keys, SEALED_POST_CONTACT, uid, buf_view(&json), out)
		  : JY_ENOMEM;
	buf_release(&json);
	return err;
}

/* Bind what a form and the profile say, and run. */
static enum jy_err
run_form(struct act *act, struct db_stmt *st, struct str uid,
    const struct application_form *form)
{
	struct buf contact = BUF_INIT, basic = BUF_INIT;
	struct str id_no;
	struct val map;
	enum jy_err err;

	if ((err = apply_basic(act, &map, &id_no)) == JY_OK &&
	    (err = seal_contact(act, uid, form, &contact)) == JY_OK) {
		json_put(&basic, &map);
		db_bind_int(st, ":post", form->post_id);
		db_bind_str(st, ":basic", buf_view(&basic));
		db_bind_str(st, ":experience",
		    form->experience.p != NULL ? form->experience : STR(""));
		db_bind_str(st, ":contact", buf_view(&contact));
		err = buf_ok(&basic) ? db_run(st) : JY_ENOMEM;
	}
	buf_release(&basic);
	buf_release(&contact);
	return err;
}

enum jy_err
apply_store(
    struct act *act, int64_t id, struct str uid, const struct application_form *form)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_STORE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = run_form(act, st, uid, form);
	db_finish(st);
	return err;
}

static enum jy_err
insert(struct act *act, int64_t campaign_id, struct str uid,
    const struct application_form *form)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_INSERT);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":campaign", campaign_id);
	db_bind_int(st, ":now", act->now);
	if ((err = run_form(act, st, uid, form)) == JY_OK && db_changes(act->db) != 1)
		err = JY_EINPUT;
	db_finish(st);
	return err;
}

/* The campaign as it is now: it may have been closed while she wrote. */
static enum jy_err
create(struct act *act, int64_t campaign_id, const struct application_form *form,
    struct str uid, const char **why)
{
	struct campaign c;
	bool registered;
	struct post p;
	enum jy_err err;

	if ((err = campaign_load(act, campaign_id, &c)) != JY_OK ||
	    (err = apply_may(act, &c, &registered, why)) != JY_OK)
		return err;
	if (*why != NULL)
		return JY_ECONFLICT;
	*why = "请先完善个人基本信息。"; /* what else can stand against it */
	if ((err = insert(act, campaign_id, uid, form)) != JY_OK ||
	    (err = flow_created(act, &post_flow, db_last_id(act->db), "apply")) !=
		JY_OK ||
	    (err = post_load(act, form->post_id, &p)) != JY_OK)
		return err;
	return message_put_office(act, p.office_id, STR("有新的三支一扶报名待审核"),
	    STR(""), STR("/office/posts"));
}

enum jy_err
apply_create(struct act *act, int64_t campaign_id, const struct application_form *form,
    struct str *uid, const char **why)
{
	char random[RANDOM_TEXT_SIZE(UID_BYTES)];
	bool own;
	enum jy_err err;

	*why = NULL;
	if ((err = random_text(random, UID_BYTES)) != JY_OK)
		return err;
	if ((*uid = arena_str(act->arena, str_of(random))).p == NULL)
		return JY_ENOMEM;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	return db_leave(act->db, own, create(act, campaign_id, form, *uid, why));
}

/* --- all of it */

enum jy_err
apply_reveal(struct act *act, struct str uid, struct post_application *out)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = get(act, uid, true, out)) == JY_OK &&
	    (err = look_put(act, out->account_id,
		 STR("身份证号和联系方式（三支一扶报名）"))) == JY_OK)
		err = audit_act(
		    act, "post.id_number", "post_application", out->id, NULL, STR_NONE);
	return db_end(act->db, err);
}
