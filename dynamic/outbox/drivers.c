/*
 * drivers.c - handing messages over: mail by SMTP, SMS by a gateway's HTTP
 * interface or into a file. Which of them a portal uses is its configuration.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "clock.h"
#include "conf.h"
#include "escape.h"
#include "fetch.h"
#include "idcheck.h"
#include "mime.h"
#include "outbox/outbox.h"

/* The host part of the portal's own address, for message ids. */
static struct str
own_host(const struct conf *conf)
{
	const char *host = strstr(conf->site.base_url, "://");

	host = host != NULL ? host + 3 : conf->site.base_url;
	return (struct str){ host, strcspn(host, ":/") };
}

/* 5xx, but not what is about us rather than about this message: login, TLS. */
static bool
smtp_hopeless(long reply)
{
	return reply >= 500 && reply < 600 && reply != 530 && reply != 534 &&
	       reply != 535 && reply != 538;
}

static enum jy_err
mail_send(void *arg, const struct outbox_message *m, bool *hopeless, struct diag *d)
{
	const struct conf *conf = arg;
	struct smtp_server server = { .url = conf->mail.url };
	struct buf bytes = BUF_INIT, id = BUF_INIT, end = BUF_INIT;
	char to[EMAIL_SIZE];
	long reply = 0;
	enum jy_err err;

	if (email_parse(m->recipient, to) != ID_OK) {
		*hopeless = true;
		return diag_set(
		    d, JY_EINPUT, "", 0, 0, "the recipient is not a mail address");
	}
	buf_printf(&id, "%s@" STR_FMT, m->uid, STR_ARG(own_host(conf)));
	buf_str(&end, m->unsubscribe);
	err = !buf_ok(&id) || !buf_ok(&end)
		  ? JY_ENOMEM
		  : mime_build(&bytes, &(struct mime_mail){ .from = conf->mail.from,
					   .to = to,
					   .from_name = str_of(conf->site.name),
					   .subject = m->subject,
					   .text = m->body,
					   .message_id = id.data,
					   .unsubscribe = end.len > 0 ? end.data : NULL,
					   .date = (time_t)clock_now() });
	if (err != JY_OK)
		diag_set(d, err, "", 0, 0, "the mail could not be made");
	else if ((err = smtp_send(&server, conf->mail.from, to, buf_view(&bytes), &reply,
		      d)) != JY_OK)
		*hopeless = smtp_hopeless(reply);
	buf_release(&bytes);
	buf_release(&id);
	buf_release(&end);
	return err;
}

/* {"id":…,"to":…,"text":…} */
static void
sms_json(const struct outbox_message *m, struct buf *out)
{
	buf_puts(out, "{\"id\":\"");
	json_escape(out, str_of(m->uid));
	buf_puts(out, "\",\"to\":\"");
	json_escape(out, m->recipient);
	buf_puts(out, "\",\"text\":\"");
	json_escape(out, m->body);
	buf_puts(out, "\"}");
}

static enum jy_err
sms_http(void *arg, const struct outbox_message *m, bool *hopeless, struct diag *d)
{
	const struct conf *conf = arg;
	struct fetch_answer answer = { 0 };
	struct buf json = BUF_INIT;
	enum jy_err err;

	sms_json(m, &json);
	if (!buf_ok(&json)) {
		err = JY_ENOMEM;
		goto out;
	}
	err = fetch(&(struct fetch_request){ .url = conf->sms.url,
			.body = buf_view(&json),
			.content_type = "application/json" },
	    &answer, d);
	if (err == JY_OK && (answer.status < 200 || answer.status > 299)) {
		err = diag_set(d, JY_EREMOTE, "", 0, 0, "the SMS gateway answered %ld",
		    answer.status);
		*hopeless = answer.status == 400 || answer.status == 422;
	}
	buf_release(&answer.body);
out:
	buf_release(&json);
	return err;
}

static enum jy_err
sms_file(void *arg, const struct outbox_message *m, bool *hopeless, struct diag *d)
{
	const struct conf *conf = arg;
	struct buf line = BUF_INIT;
	enum jy_err err = JY_OK;
	int fd;

	(void)hopeless;
	sms_json(m, &line);
	buf_char(&line, '\n');
	fd = open(conf->sms.file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || !buf_ok(&line) ||
	    write(fd, line.data, line.len) != (ssize_t)line.len)
		err = diag_set(d, JY_EIO, conf->sms.file, 0, 0, "cannot append: %s",
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	buf_release(&line);
	return err;
}

void
outbox_drivers(const struct conf *conf, struct outbox_driver out[OUTBOX_CHANNELS])
{
	void *arg = (void *)(uintptr_t)conf; /* drivers only read it */

	memset(out, 0, OUTBOX_CHANNELS * sizeof(out[0]));
	if (conf->mail.url[0] != '\0')
		out[OUTBOX_MAIL] = (struct outbox_driver){ mail_send, arg };
	if (strcmp(conf->sms.driver, "http") == 0)
		out[OUTBOX_SMS] = (struct outbox_driver){ sms_http, arg };
	else if (strcmp(conf->sms.driver, "file") == 0)
		out[OUTBOX_SMS] = (struct outbox_driver){ sms_file, arg };
}
