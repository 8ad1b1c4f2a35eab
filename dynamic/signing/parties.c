/*
 * parties.c - see parties.h.
 */
#include "audit/audit.h"
#include "clock.h"
#include "http/rate.h"
#include "idcheck.h"
#include "profile/profile.h"
#include "region/region.h"
#include "sealed.h"
#include "signing/parties.h"

SQL(SQL_PARTY_PLACE,
    "SELECT coalesce(s.school_id, p.school_id, 0), coalesce(s.faculty_id, 0),"
    " coalesce(s.year, p.year, 0), coalesce(s.region_code, p.region_code, ''),"
    " coalesce(o.region_code, ''), CASE WHEN s.faculty_id IS NOT NULL THEN s.faculty_id"
    " WHEN o.in_region = 1 THEN o.id ELSE coalesce((SELECT min(id) FROM office"
    " WHERE kind = 'authority'), 0) END FROM account a"
    " LEFT JOIN identity i ON i.account_id = a.id AND i.state = 'verified'"
    " LEFT JOIN student s ON s.id = i.student_id"
    " LEFT JOIN profile p ON p.account_id = a.id"
    " LEFT JOIN office o ON o.id = coalesce(s.school_id, p.school_id)"
    " WHERE a.id = :account AND a.role = 'graduate'");
SQL(SQL_PARTY_DEGREE, "SELECT label FROM dict WHERE kind = 'degree' AND code = :code");
SQL(SQL_INVITEE_SEEKER, "SELECT 1 FROM employer WHERE id = :id AND state = 'verified'");
SQL(SQL_INVITEE_FIND,
    "SELECT a.id, a.uid FROM account a JOIN identity i ON i.account_id = a.id"
    " WHERE a.id_no_index = :id_no AND a.name = :name AND a.role = 'graduate'"
    " AND a.state = 'active' AND i.state = 'verified'");
SQL(SQL_INVITEE_FOUND,
    "INSERT INTO graduate_found(employer_id, account_id, at) VALUES(:employer, :account,"
    " :now) ON CONFLICT(employer_id, account_id) DO UPDATE SET at = excluded.at");
/* What the graduate withdrew before it was looked at is not there. */
#define INVITEE_APPLIED                                                \
	"EXISTS(SELECT 1 FROM application p WHERE p.account_id = a.id" \
	" AND p.employer_id = :employer AND p.state <> 'withdrawn')"
SQL(SQL_INVITEE_GET,
    "SELECT a.id, a.uid, a.name, coalesce(o.name, f.school, ''), coalesce(f.major, ''),"
    " coalesce(f.year, 0) FROM account a JOIN identity i ON i.account_id = a.id"
    " LEFT JOIN profile f ON f.account_id = a.id LEFT JOIN office o ON o.id = f.school_id"
    " WHERE a.uid = :uid AND a.role = 'graduate' AND a.state = 'active'"
    " AND i.state = 'verified' AND (EXISTS(SELECT 1 FROM graduate_found g"
    " WHERE g.account_id = a.id AND g.employer_id = :employer) OR " INVITEE_APPLIED ")");
SQL(SQL_INVITEE_LIST,
    "SELECT a.uid, a.name, j.title, p.created_at FROM application p"
    " JOIN account a ON a.id = p.account_id JOIN job j ON j.id = p.job_id"
    " JOIN identity i ON i.account_id = a.id AND i.state = 'verified'"
    " WHERE p.employer_id = :employer AND p.state <> 'withdrawn' AND a.state = 'active'"
    " ORDER BY p.state = 'hired' DESC, p.id DESC LIMIT :limit");

/* --- a graduate */

static struct str
degree(struct act *act, struct str code)
{
	struct db_stmt *st = NULL;
	struct str label = code;

	if (db_prepare(act->db, &st, SQL_PARTY_DEGREE) != JY_OK)
		return code;
	db_bind_str(st, ":code", code);
	if (db_one(st) == JY_OK)
		label = arena_str(act->arena, db_str(st, 0));
	db_finish(st);
	return label;
}

/* The household's place, and the address in it where it is known. */
static struct str
address(struct act *act, const struct profile *p)
{
	struct region r = { STR_NONE, STR_NONE };

	if (p->region.n == 0 || region_get(act, p->region, &r) != JY_OK)
		return p->address;
	return arena_printf(act->arena, STR_FMT "%s" STR_FMT, STR_ARG(r.path),
	    p->address.n > 0 ? " " : "", STR_ARG(p->address));
}

enum jy_err
parties_put_graduate(struct act *act, int64_t account_id, struct val *out)
{
	struct profile p;
	enum jy_err err = profile_load(act, account_id, &p);

	if (err != JY_OK)
		return err;
	val_set(out, "name", val_str(p.name));
	val_set(out, "id_no", val_str(p.id_no));
	val_set(out, "mobile", val_str(p.mobile));
	val_set(out, "address", val_str(address(act, &p)));
	val_set(out, "school", val_str(p.school));
	val_set(out, "faculty", val_str(p.faculty));
	val_set(out, "major", val_str(p.major));
	val_set(out, "education", val_str(degree(act, p.education)));
	if (p.year != 0)
		val_set(out, "year",
		    val_str(arena_printf(act->arena, "%lld年", (long long)p.year)));
	return JY_OK;
}

enum jy_err
parties_place(struct act *act, int64_t account_id, struct graduate_place *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_PARTY_PLACE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	if ((err = db_one(st)) == JY_OK)
		*out = (struct graduate_place){
			.school_id = db_int(st, 0),
			.faculty_id = db_int(st, 1),
			.year = db_int(st, 2),
			.region = arena_str(act->arena, db_str(st, 3)),
			.school_region = arena_str(act->arena, db_str(st, 4)),
			.reviewer_id = db_int(st, 5),
		};
	db_finish(st);
	return err;
}

/* --- whom an employer may invite */

/* Whoever has registered says that it is an employer; the authority has looked. */
static enum jy_err
check_seeker(struct act *act)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITEE_SEEKER);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", act->who.employer_id);
	err = db_one(st);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_EFORBIDDEN : err;
}

static enum jy_err
keep_found(struct act *act, int64_t account_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITEE_FOUND);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":account", account_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
look_up(struct act *act, struct str name, struct str id_no, struct str *uid, int64_t *id)
{
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = sealed_index(act->keys, SEALED_ACCOUNT_ID_NO, id_no, index)) !=
		JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_INVITEE_FIND)) != JY_OK)
		return err;
	db_bind_blob(st, ":id_no", index, sizeof(index));
	db_bind_str(st, ":name", name);
	if ((err = db_one(st)) == JY_OK) {
		*id = db_int(st, 0);
		*uid = arena_str(act->arena, db_str(st, 1));
	}
	db_finish(st);
	return err;
}

enum jy_err
invitee_find(
    struct act *act, struct str name, struct str id_no, struct str *uid, int64_t *wait)
{
	enum jy_err err, found;
	int64_t id = 0;

	*wait = 0;
	if ((err = check_seeker(act)) != JY_OK ||
	    (err = rate_hit(act, RATE_RULE_FIND, act->who.uid, wait)) != JY_OK ||
	    (err = db_begin(act->db)) != JY_OK)
		return err;
	found = err = look_up(act, name, id_no, uid, &id);
	if (err == JY_OK)
		err = keep_found(act, id);
	if (err == JY_OK || err == JY_ENOTFOUND)
		err = audit_act(act, "graduate.find", id != 0 ? "account" : "graduate",
		    id, id != 0 ? NULL : "refused", STR_NONE);
	err = db_end(act->db, err);
	return err != JY_OK ? err : found;
}

enum jy_err
invitee_get(struct act *act, struct str uid, struct invitee *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITEE_GET);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":employer", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK)
		*out = (struct invitee){
			.account_id = db_int(st, 0),
			.uid = arena_str(act->arena, db_str(st, 1)),
			.name = arena_str(act->arena, db_str(st, 2)),
			.school = arena_str(act->arena, db_str(st, 3)),
			.major = arena_str(act->arena, db_str(st, 4)),
			.year = db_int(st, 5),
		};
	db_finish(st);
	return err;
}

enum jy_err
invitee_list(struct act *act, int limit, struct val *out)
{
	struct db_stmt *st = NULL;
	struct val v;
	enum jy_err err;
	bool row;
	char at[17];

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_INVITEE_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":limit", limit);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		clock_minute(db_int(st, 3), at);
		v = val_map(act->arena);
		val_set(&v, "uid", val_str(arena_str(act->arena, db_str(st, 0))));
		val_set(&v, "name", val_str(arena_str(act->arena, db_str(st, 1))));
		val_set(&v, "title", val_str(arena_str(act->arena, db_str(st, 2))));
		val_set(&v, "sent", val_text(arena_strdup(act->arena, at)));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}
