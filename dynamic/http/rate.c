/*
 * rate.c - see rate.h. A counter counts from its first hit; when the limit is reached it
 * refuses until the window (or the rule's longer closing time) ends. What happens often and
 * is forgotten within minutes anyway is counted in memory, the rest in the store.
 */
#include <arpa/inet.h>
#include <stddef.h>

#include "crypto.h"
#include "rate.h"
#include "rate_table.h"

SQL(SQL_RATE_GET, "SELECT hits, window_at, until FROM rate WHERE key = :key");
SQL(SQL_RATE_PUT, "INSERT INTO rate(key, hits, window_at, until)"
		  " VALUES(:key, :hits, :window, :until)"
		  " ON CONFLICT(key) DO UPDATE SET hits = excluded.hits,"
		  " window_at = excluded.window_at, until = excluded.until");
SQL(SQL_RATE_RETURN, "UPDATE rate SET hits = hits - 1 WHERE key = :key AND hits > 0");
SQL(SQL_RATE_DELETE, "DELETE FROM rate WHERE key = :key");

#define CONF(member) offsetof(struct conf, member)
#define NO_CONF 0
#define IN_STORE false
#define IN_MEMORY true

static const struct {
	const char *name;
	int64_t window, limit; /* seconds, hits */
	size_t conf_limit;     /* the setting that says the limit */
	size_t conf_window;    /* the one that says the window, in seconds */
	size_t conf_close;     /* how long it stays closed, in minutes */
	bool memory;           /* IN_MEMORY: a restart of the portal forgets it */
} rules[RATE_RULE_COUNT] = {
	[RATE_RULE_LOGIN_ADDRESS] = { "login.address", 600, 0,
	    CONF(limit.address_failures), NO_CONF, NO_CONF, IN_STORE },
	[RATE_RULE_LOGIN_ACCOUNT] = { "login.account", 900, 0, CONF(limit.login_failures),
	    NO_CONF, CONF(limit.login_close_minutes), IN_STORE },
	[RATE_RULE_LOGIN_DELAY] = { "login.delay", 60, 1, NO_CONF, NO_CONF, NO_CONF,
	    IN_STORE },
	[RATE_RULE_REGISTER] = { "register", 3600, 0, CONF(limit.registrations_hour),
	    NO_CONF, NO_CONF, IN_STORE },
	[RATE_RULE_SMS_PAUSE] = { "sms.pause", 0, 1, NO_CONF, CONF(sms.pause_seconds),
	    NO_CONF, IN_STORE },
	[RATE_RULE_SMS_NUMBER] = { "sms.number", 86400, 0, CONF(sms.per_day), NO_CONF,
	    NO_CONF, IN_STORE },
	[RATE_RULE_SMS_ADDRESS] = { "sms.address", 3600, 0, CONF(sms.per_hour_address),
	    NO_CONF, NO_CONF, IN_STORE },
	[RATE_RULE_FORM] = { "form", 600, 300, NO_CONF, NO_CONF, NO_CONF, IN_MEMORY },
	[RATE_RULE_PAGE] = { "page", 60, 60, NO_CONF, NO_CONF, NO_CONF, IN_MEMORY },
	[RATE_RULE_LOOKUP] = { "lookup", 60, 120, NO_CONF, NO_CONF, NO_CONF, IN_MEMORY },
	[RATE_RULE_EXPORT] = { "export", 3600, 10, NO_CONF, NO_CONF, NO_CONF, IN_STORE },
	[RATE_RULE_UPLOAD] = { "upload", 3600, 0, CONF(limit.uploads_hour), NO_CONF,
	    NO_CONF, IN_STORE },
	[RATE_RULE_FIND] = { "graduate.find", 86400, 0, CONF(limit.graduate_finds_day),
	    NO_CONF, NO_CONF, IN_STORE },
};

/* What the classes of routes ask for. CHECK: the handler counts what counts. */
static const struct {
	enum rate_class class;
	enum rate_rule rule;
	enum { CHECK, HIT } how;
	bool by_account; /* when somebody is logged in */
} gates[] = {
	{ RATE_PAGE, RATE_RULE_PAGE, HIT, false },
	{ RATE_LOOKUP, RATE_RULE_LOOKUP, HIT, true },
	{ RATE_FORM, RATE_RULE_FORM, HIT, true },
	{ RATE_LOGIN, RATE_RULE_LOGIN_ADDRESS, CHECK, false },
	{ RATE_REGISTER, RATE_RULE_REGISTER, CHECK, false },
	{ RATE_REGISTER, RATE_RULE_FORM, HIT, false },
	{ RATE_SMS, RATE_RULE_SMS_ADDRESS, CHECK, false },
	{ RATE_SMS, RATE_RULE_FORM, HIT, false },
	{ RATE_EXPORT, RATE_RULE_EXPORT, HIT, true },
	{ RATE_UPLOAD, RATE_RULE_UPLOAD, HIT, true },
};

static int64_t
setting(const struct conf *conf, size_t at, int64_t otherwise)
{
	return at == NO_CONF ? otherwise : *(const int64_t *)((const char *)conf + at);
}

static int64_t
limit_of(const struct act *act, enum rate_rule rule)
{
	return setting(act->conf, rules[rule].conf_limit, rules[rule].limit);
}

static int64_t
window_of(const struct act *act, enum rate_rule rule)
{
	return setting(act->conf, rules[rule].conf_window, rules[rule].window);
}

/* The part of an address that one household has: IPv4 whole, IPv6 its /64. */
static struct str
network(struct arena *a, struct str address)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	char *text = arena_cstr(a, address);
	uint8_t *ip = arena_alloc(a, 16);

	if (text == NULL || ip == NULL)
		return address;
	if (inet_pton(AF_INET, text, ip) == 1)
		return (struct str){ (char *)ip, 4 };
	if (inet_pton(AF_INET6, text, ip) != 1)
		return address;
	if (memcmp(ip, mapped, sizeof(mapped)) == 0)
		return (struct str){ (char *)ip + 12, 4 };
	return (struct str){ (char *)ip, 8 };
}

static enum jy_err
key_of(struct act *act, enum rate_rule rule, struct str who, uint8_t key[SHA256_SIZE])
{
	const struct str parts[] = { STR("rate"), str_of(rules[rule].name),
		who.p != NULL ? who : network(act->arena, act->address) };

	return hmac_sha256_framed(keyring_key(act->keys, KEY_TOKEN), parts, 3, key);
}

/* A window that is over, or that begins in the future because the clock went back, counts
 * nothing. */
static void
counter_renew(struct rate_counter *c, int64_t now)
{
	if (c->until <= now || c->window_at > now)
		*c = (struct rate_counter){ 0, now, now };
}

/* A counter as it stands now. */
static enum jy_err
counter_get(struct act *act, enum rate_rule rule, const uint8_t key[SHA256_SIZE],
    struct rate_counter *c)
{
	struct db_stmt *st = NULL;
	enum jy_err err = JY_OK;

	*c = (struct rate_counter){ 0 };
	if (rules[rule].memory) {
		*c = *rate_table_open(key, act->now);
		rate_table_close(key);
	} else if ((err = db_prepare(act->db, &st, SQL_RATE_GET)) == JY_OK) {
		db_bind_blob(st, ":key", key, SHA256_SIZE);
		if ((err = db_one(st)) == JY_OK)
			*c = (struct rate_counter){ db_int(st, 0), db_int(st, 1),
				db_int(st, 2) };
		db_finish(st);
	}
	counter_renew(c, act->now);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
counter_put(struct act *act, const uint8_t key[SHA256_SIZE], const struct rate_counter *c)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_RATE_PUT)) != JY_OK)
		return err;
	db_bind_blob(st, ":key", key, SHA256_SIZE);
	db_bind_int(st, ":hits", c->hits);
	db_bind_int(st, ":window", c->window_at);
	db_bind_int(st, ":until", c->until);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* Count one more; at the limit the closing time begins. JY_ELIMIT: it was reached before. */
static enum jy_err
counter_hit(
    const struct act *act, enum rate_rule rule, struct rate_counter *c, int64_t *wait)
{
	int64_t close = setting(act->conf, rules[rule].conf_close, 0) * 60;

	if (c->hits >= limit_of(act, rule)) {
		*wait = c->until - act->now;
		return JY_ELIMIT;
	}
	if (c->hits == 0)
		c->until = act->now + window_of(act, rule);
	if (++c->hits == limit_of(act, rule) && act->now + close > c->until)
		c->until = act->now + close;
	return JY_OK;
}

static enum jy_err
hit_memory(
    struct act *act, enum rate_rule rule, const uint8_t key[SHA256_SIZE], int64_t *wait)
{
	struct rate_counter *c = rate_table_open(key, act->now);
	enum jy_err err;

	counter_renew(c, act->now);
	err = counter_hit(act, rule, c, wait);
	rate_table_close(key);
	return err;
}

static enum jy_err
hit_store(
    struct act *act, enum rate_rule rule, const uint8_t key[SHA256_SIZE], int64_t *wait)
{
	bool own = !db_in_transaction(act->db);
	struct rate_counter c;
	enum jy_err err;

	/* who is refused already costs no write */
	if ((err = counter_get(act, rule, key, &c)) != JY_OK ||
	    (err = counter_hit(act, rule, &c, wait)) != JY_OK)
		return err;
	if (own && (err = db_begin_soft(act->db)) != JY_OK)
		return err;
	if ((err = counter_get(act, rule, key, &c)) == JY_OK &&
	    (err = counter_hit(act, rule, &c, wait)) == JY_OK)
		err = counter_put(act, key, &c);
	return own ? db_end(act->db, err) : err;
}

enum jy_err
rate_check(struct act *act, enum rate_rule rule, struct str who, int64_t *wait)
{
	uint8_t key[SHA256_SIZE];
	struct rate_counter c;
	enum jy_err err;

	*wait = 0;
	if ((err = key_of(act, rule, who, key)) != JY_OK ||
	    (err = counter_get(act, rule, key, &c)) != JY_OK)
		return err;
	if (c.hits < limit_of(act, rule))
		return JY_OK;
	*wait = c.until - act->now;
	return JY_ELIMIT;
}

enum jy_err
rate_hit(struct act *act, enum rate_rule rule, struct str who, int64_t *wait)
{
	uint8_t key[SHA256_SIZE];
	enum jy_err err;

	*wait = 0;
	if (window_of(act, rule) == 0)
		return rate_check(act, rule, who, wait);
	if ((err = key_of(act, rule, who, key)) != JY_OK)
		return err;
	return rules[rule].memory ? hit_memory(act, rule, key, wait)
				  : hit_store(act, rule, key, wait);
}

enum jy_err
rate_pause(struct act *act, enum rate_rule rule, struct str who, int64_t seconds)
{
	struct rate_counter c = { limit_of(act, rule), act->now, act->now + seconds };
	bool own = !db_in_transaction(act->db);
	uint8_t key[SHA256_SIZE];
	enum jy_err err;

	if ((err = key_of(act, rule, who, key)) != JY_OK ||
	    (own && (err = db_begin(act->db)) != JY_OK))
		return err;
	err = counter_put(act, key, &c);
	return own ? db_end(act->db, err) : err;
}

int64_t
rate_hits(struct act *act, enum rate_rule rule, struct str who)
{
	uint8_t key[SHA256_SIZE];
	struct rate_counter c;

	if (key_of(act, rule, who, key) != JY_OK ||
	    counter_get(act, rule, key, &c) != JY_OK)
		return 0;
	return c.hits;
}

static enum jy_err
change(struct act *act, enum rate_rule rule, struct str who, const char *sql)
{
	uint8_t key[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool own;

	if ((err = key_of(act, rule, who, key)) != JY_OK ||
	    (err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, sql)) == JY_OK) {
		db_bind_blob(st, ":key", key, sizeof(key));
		err = db_run(st);
		db_finish(st);
	}
	return db_leave(act->db, own, err);
}

enum jy_err
rate_return(struct act *act, enum rate_rule rule, struct str who)
{
	return change(act, rule, who, SQL_RATE_RETURN);
}

enum jy_err
rate_forget(struct act *act, enum rate_rule rule, struct str who)
{
	return change(act, rule, who, SQL_RATE_DELETE);
}

enum jy_err
rate_gate(struct act *act, enum rate_class class, int64_t *wait)
{
	enum jy_err err = JY_OK;
	struct str who;

	*wait = 0;
	for (size_t i = 0; i < sizeof(gates) / sizeof(gates[0]) && err == JY_OK; i++) {
		if (gates[i].class != class)
			continue;
		who = gates[i].by_account ? act->who.uid : STR_NONE;
		err = gates[i].how == HIT ? rate_hit(act, gates[i].rule, who, wait)
					  : rate_check(act, gates[i].rule, who, wait);
	}
	return err;
}
