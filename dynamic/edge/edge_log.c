/*
 * edge_log.c - the edge's lines in the log, and the log's file, which logrotate may
 * rename at any time. Apart from the rest because Kore brings syslog's names, which
 * are log.h's too.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge.h"
#include "log.h"

static int log_fd = -1;

enum jy_err
edge_log_open(const struct conf *conf, struct diag *d)
{
	int fd;

	if (conf->portal.log[0] == '\0')
		return JY_OK;
	fd = open(conf->portal.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0)
		return diag_set(d, JY_EIO, conf->portal.log, 0, 0,
		    "cannot open the log: %s", strerror(errno));
	log_to(fd, LOG_INFO);
	if (log_fd >= 0)
		close(log_fd);
	log_fd = fd;
	return JY_OK;
}

void
edge_log_check(const struct conf *conf)
{
	struct stat named, open_one;

	if (log_fd < 0)
		return;
	if (stat(conf->portal.log, &named) != 0 || fstat(log_fd, &open_one) != 0 ||
	    named.st_ino != open_one.st_ino || named.st_dev != open_one.st_dev)
		(void)edge_log_open(
		    conf, NULL); /* failing that, go on with the old one */
}

void
edge_log_gather(void)
{
	log_gather();
}

void
edge_log_flush(void)
{
	log_flush();
}

void
edge_log_request(const struct request *rq, int64_t bytes, int64_t us)
{
	static const char *const methods[] = {
		[METHOD_GET] = "GET",
		[METHOD_HEAD] = "HEAD",
		[METHOD_POST] = "POST",
		[METHOD_OTHER] = "other",
	};

	log_info("request", LOG_STR("id", rq->id),
	    LOG_STR("method", methods[rq->in.method]), LOG_BYTES("path", rq->in.path),
	    LOG_INT("status", rq->reply.status), LOG_INT("bytes", bytes),
	    LOG_INT("us", us), LOG_INT("account", rq->act.who.account_id));
}

void
edge_log_refused(int status)
{
	log_info("refused", LOG_INT("status", status));
}

void
edge_log_start(const struct conf *conf, int64_t port)
{
	log_info("start", LOG_STR("bind", conf->portal.bind), LOG_INT("port", port),
	    LOG_INT("workers", conf->portal.workers));
}

void
edge_log_stop(void)
{
	log_info("stop");
}

/* Kore's own messages, by patches/0008; priorities are syslog's. */
void
edge_log(int priority, const char *who, const char *text)
{
	log_event(priority <= 3 ? LOG_ERROR : LOG_INFO, "kore", LOG_STR("process", who),
	    LOG_STR("text", text));
}
