/*
 * bare_favourite.c - what one committed row costs: the statement of adding a favourite, without
 * its audit record and without a request around it. bare_favourite STORE: microseconds of
 * processor time. The rows are taken out again.
 */
#include "bare.h"

#define ROUNDS 500

SQL(SQL_BARE_ADD,
    "INSERT INTO favourite(account_id, job_id, at) SELECT :account, job_id, :now"
    " FROM job_live WHERE rank = (SELECT min(rank) FROM job_live) + :i");
SQL(SQL_BARE_REMOVE, "DELETE FROM favourite WHERE account_id = :account AND at = :now");

static enum jy_err
run(struct act *act, const char *sql, int64_t i)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, sql)) == JY_OK) {
		db_bind_int(st, ":account", act->who.account_id);
		db_bind_int(st, ":now", act->now);
		if (i >= 0)
			db_bind_int(st, ":i", i);
		err = db_run(st);
	}
	db_finish(st);
	return db_end(act->db, err);
}

int
main(int argc, char **argv)
{
	struct arena arena;
	struct act act;
	double start;

	if (argc != 2 || !bare_open(&act, &arena, argv[1]))
		return 1;
	start = bare_us();
	for (int i = 0; i < ROUNDS; i++)
		if (run(&act, SQL_BARE_ADD, i) != JY_OK)
			return 1;
	printf("%.1f\n", (bare_us() - start) / ROUNDS);
	if (run(&act, SQL_BARE_REMOVE, -1) != JY_OK)
		return 1;
	bare_close(&act);
	return 0;
}
