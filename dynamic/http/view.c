/*
 * view.c - see view.h and request.h.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csrf.h"
#include "json.h"
#include "log.h"
#include "message/message.h"
#include "route.h"
#include "view.h"

#define PAGE_BYTES_MAX (4 * 1024 * 1024)
#define ASSETS_BYTES_MAX (256 * 1024)
#define FLASH_COUNT_MAX 9999

/* What a page that was redirected to says was done: ?done=KEY. */
static const struct {
	const char *key, *kind, *text;
} flashes[] = {
	{ "registered", "ok", "注册成功，请登录。" },
	{ "logged-in", "ok", "登录成功。" },
	{ "logged-out", "ok", "您已安全退出。" },
	{ "password-changed", "ok", "密码已修改，其他设备上的登录已全部退出。" },
	{ "password-reset", "ok", "密码已重新设置，请用新密码登录。" },
	{ "mobile-changed", "ok", "手机号已变更，其他设备上的登录已全部退出。" },
	{ "session-ended", "ok", "该设备上的登录已退出。" },
	{ "code-sent", "wait", "如果所填信息无误，验证码已发送到手机，请注意查收。" },
	{ "saved", "ok", "已保存。" },
	{ "level-set", "ok", "保密级别已更改。" },
	{ "blocked", "ok", "已屏蔽，该单位不能再搜索和查看您的简历。" },
	{ "unblocked", "ok", "已取消屏蔽。" },
	{ "resume-complete", "ok", "简历已填写完整，可以用来投递职位。" },
	{ "submitted", "ok", "已提交。" },
	{ "deleted", "ok", "已删除。" },
	{ "verified", "ok", "身份认证已完成，个人基本信息已按生源信息更新。" },
	{ "withdrawn", "ok", "已撤回。" },
	{ "revoked", "ok", "已撤销。" },
	{ "site-soon", "ok", "已办理。网站在下次更新时显示变化。" },
	{ "later", "ok", "暂不申请。以后可以随时回到身份认证页面提交申请。" },
	{ "confirmed", "ok", "已确认。学校签发后可以打印报到证。" },
	{ "read", "ok", "已标为已读。" },
	{ "no-print", "bad",
	    "现在还不能打印报到证：就业信息须由您确认，并已登记报到单位。" },
	{ "disputed", "wait", "已提交给学校。修改后会通知您重新确认。" },
	{ "approved", "ok", "已通过。" },
	{ "rejected", "ok", "已退回。" },
	{ "favourited", "ok", "已放入职位收藏夹。" },
	{ "favourite-kept", "ok", "所选职位已在职位收藏夹中。" },
	{ "job-over", "bad", "所选职位已停止招聘。" },
	{ "signed", "ok", "您已同意，已提交主管部门审核。" },
	{ "declined", "ok", "您已拒绝该邀请。" },
	{ "sent", "ok", "邀请已发送，毕业生会收到通知。" },
	{ "applied", "ok", "投递成功。单位的处理结果会显示在本页。" },
	{ "withdrawn", "ok", "已撤回。" },
	{ "published", "ok", "已发布，之后签订的文本使用新版本。" },
	{ "discarded", "ok", "草稿已作废。" },
	{ "search-saved", "ok", "已保存搜索。" },
	{ "realname", "ok", "实名登记已完成。" },
	{ "followed", "ok", "跟踪登记已保存。" },
	{ "closed", "ok", "账号已注销。需要时，可以用同一身份证号重新注册。" },
};

/* The same of several, &n=NUMBER between two texts; and of &rest=NUMBER others. */
static const struct {
	const char *key, *before, *after, *rest;
} counts[] = {
	{ "deleted", "已删除", "项。", NULL },
	{ "read", "已将", "条消息标为已读。", NULL },
	{ "favourited", "已将", "个职位放入职位收藏夹。", "个此前已收藏或已停止招聘。" },
	{ "favourite-kept", "所选", "个职位已在职位收藏夹中。", NULL },
};

static void
set_text(struct val *map, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		val_set(map, key, val_text(text));
}

enum jy_err
view_site(struct app *app)
{
	struct val site = val_map(&app->arena);

	set_text(&site, "name", app->conf->site.name);
	set_text(&site, "base_url", app->conf->site.base_url);
	set_text(&site, "contact", app->conf->site.contact);
	set_text(&site, "icp", app->conf->site.icp);
	app->site = site;
	return site.type == VAL_MAP ? JY_OK : JY_ENOMEM;
}

/* All of a small file of the generated site. */
static enum jy_err
site_file(const struct app *app, const char *path, struct buf *out)
{
	char chunk[8192];
	ssize_t n;
	int fd;

	if (app->public_fd < 0 ||
	    (fd = openat(app->public_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) < 0)
		return JY_ENOTFOUND;
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)n);
	close(fd);
	return n == 0 && buf_ok(out) ? JY_OK : JY_EIO;
}

void
view_assets(struct app *app)
{
	struct diag d = { .text = "" };
	struct arena fresh;
	struct buf text;
	struct val map;

	arena_init(&fresh, 0);
	buf_init(&text, ASSETS_BYTES_MAX);
	if (site_file(app, VIEW_ASSETS, &text) != JY_OK ||
	    val_from_json(&fresh, VIEW_ASSETS, arena_str(&fresh, buf_view(&text)), &map,
		&d) != JY_OK) {
		arena_release(&fresh);
		if (d.text[0] != '\0')
			log_warn("assets", LOG_STR("cause", d.text));
	} else {
		arena_release(&app->assets_arena);
		app->assets_arena = fresh;
		app->assets = map;
	}
	buf_release(&text);
}

/* 信息维护 at the top right (2.1.f2), for those who have it: the table says who. */
static bool
has_profile(const struct request *rq)
{
	static const struct route *table;
	static unsigned roles;
	const struct route *r;
	struct str param;
	unsigned allowed;

	if (table != rq->app->routes) {
		r = route_find(rq->app->routes, rq->app->nroutes, METHOD_GET,
		    STR("/my/profile"), &param, &allowed);
		roles = r != NULL ? r->roles : 0;
		table = rq->app->routes;
	}
	return (roles & rq->act.who.role) != 0;
}

static struct val
viewer_val(struct request *rq)
{
	const struct principal *who = &rq->act.who;
	struct val v = val_map(rq->act.arena);
	struct str is = arena_printf(rq->act.arena, "is_%s", role_name(who->role));
	int64_t unread;

	set_text(&v, "role", role_name(who->role));
	set_text(&v, "role_label", role_label(who->role));
	val_set(&v, "name", val_str(who->name));
	val_set(&v, "logged_in", val_bool(rq->session.is_login));
	set_text(&v, "zone", role_zone(who->role));
	set_text(&v, "zone_label", role_zone_label(who->role));
	val_set(&v, "has_profile", val_bool(has_profile(rq)));
	if ((unread = message_unread(&rq->act)) > 0)
		val_set(&v, "unread", val_int(unread));
	if (is.p != NULL)
		val_set_str(&v, is, val_bool(true));
	return v;
}

static struct val
page_val(struct request *rq, const char *title)
{
	struct val v = val_map(rq->act.arena);

	val_set(&v, "title", val_text(title));
	val_set(&v, "path", val_str(rq->in.path));
	val_set(&v, "noindex", val_bool(true));
	return v;
}

/* The text with its numbers; empty where the address has none. */
static struct str
count_text(struct request *rq, struct str key)
{
	struct arena *a = rq->act.arena;
	struct str text = STR_NONE;
	int64_t n, rest;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		if (!str_is(key, counts[i].key) ||
		    !str_int(request_query(rq, "n"), 1, FLASH_COUNT_MAX, &n))
			continue;
		text = arena_printf(
		    a, "%s %lld %s", counts[i].before, (long long)n, counts[i].after);
		if (counts[i].rest != NULL &&
		    str_int(request_query(rq, "rest"), 1, FLASH_COUNT_MAX, &rest))
			text = arena_printf(a, STR_FMT "另有 %lld %s", STR_ARG(text),
			    (long long)rest, counts[i].rest);
	}
	return text;
}

static struct val
flash_val(struct request *rq)
{
	struct str key = request_query(rq, "done"), counted = count_text(rq, key);
	struct val v;

	for (size_t i = 0; i < sizeof(flashes) / sizeof(flashes[0]); i++) {
		if (!str_is(key, flashes[i].key))
			continue;
		v = val_map(rq->act.arena);
		val_set(&v, "text",
		    counted.n > 0 ? val_str(counted) : val_text(flashes[i].text));
		set_text(&v, "kind", flashes[i].kind);
		return v;
	}
	return val_null();
}

/* What every template gets, under the handler's own data. */
static void
add_context(struct request *rq, const char *title, struct val *data)
{
	val_set(data, "site", rq->app->site);
	val_set(data, "asset", rq->app->assets);
	val_set(data, "viewer", viewer_val(rq));
	val_set(data, "page", page_val(rq, title));
	if (rq->in.method != METHOD_POST)
		val_set(data, "flash", flash_val(rq));
	if (rq->session.is_login)
		val_set(data, "logout_csrf", val_str(csrf_token(rq, "/auth/logout")));
	if (rq->route != NULL && rq->route->fields != NULL)
		val_set(data, "form", form_val(&rq->form, &rq->act));
	if (rq->conditions.fields != NULL)
		val_set(data, "conditions", form_val(&rq->conditions, &rq->act));
}

enum jy_err
view_part(
    struct request *rq, const char *template, const struct val *data, struct buf *out)
{
	const struct template *t;
	struct diag d = { .text = "" };
	char text[1024];
	enum jy_err err;

	if ((err = template_get(rq->app->templates, template, &t, &d)) == JY_OK &&
	    (err = template_render(t, data, out, &d)) == JY_OK && !buf_ok(out))
		err = JY_ENOMEM;
	if (err == JY_OK || err == JY_ENOMEM)
		return err;
	log_error("template", LOG_STR("cause", diag_str(&d, text, sizeof(text))));
	return JY_EINTERNAL;
}

static enum jy_err
render(struct request *rq, const char *template, const struct val *data)
{
	buf_reset(&rq->reply.body);
	rq->reply.body.max = PAGE_BYTES_MAX;
	return view_part(rq, template, data, &rq->reply.body);
}

enum jy_err
reply_page(struct request *rq, int status, const char *template, const char *title,
    struct val data)
{
	enum jy_err err;

	if (data.type != VAL_MAP)
		data = val_map(rq->act.arena);
	add_context(rq, title, &data);
	if (val_get(&data, STR("csrf")) == NULL && rq->route != NULL &&
	    rq->route->fields != NULL)
		val_set(&data, "csrf", val_str(csrf_token_for(rq, rq->in.path)));
	if ((err = render(rq, template, &data)) != JY_OK)
		return err;
	rq->reply.kind = REPLY_BODY;
	rq->reply.status = status == 200 && form_failed(&rq->conditions) ? 422 : status;
	rq->reply.type = "text/html; charset=utf-8";
	return JY_OK;
}

enum jy_err
reply_fragment(struct request *rq, const char *template, struct val data)
{
	return reply_page(rq, 200, template, "", data);
}

enum jy_err
reply_json(struct request *rq, struct val data)
{
	struct reply *r = &rq->reply;

	buf_reset(&r->body);
	json_put(&r->body, &data);
	r->kind = REPLY_BODY;
	r->status = 200;
	r->type = "application/json; charset=utf-8";
	return buf_ok(&r->body) ? JY_OK : JY_ENOMEM;
}

/* What to do next, where there is something. */
static void
error_advice(struct request *rq, int status, struct val *data)
{
	if (rq->session.is_login)
		set_text(data, "back", role_zone(rq->act.who.role));
	if (status == 401) {
		set_text(data, "todo", "请重新登录后再提交。");
		set_text(data, "back", "/auth/login");
	} else if (rq->retry_after > 0) {
		val_set(data, "todo",
		    val_str(arena_printf(rq->act.arena, "请在 %lld 秒后重试。",
			(long long)rq->retry_after)));
	}
}

static enum jy_err
error_page(struct request *rq, const struct err_info *info, int status)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "status", val_int(status));
	set_text(&data, "text", rq->form.error != NULL ? rq->form.error : info->text_zh);
	val_set(&data, "incident", val_text(rq->id));
	error_advice(rq, status, &data);
	rq->form = rq->conditions = (struct form){ 0 };
	return reply_page(rq, status, "error", info->title_zh, data);
}

static enum jy_err
error_json(struct request *rq, const struct err_info *info)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "error", val_text(info->title_zh));
	val_set(&data, "text", val_text(info->text_zh));
	val_set(&data, "incident", val_text(rq->id));
	return reply_json(rq, data);
}

void
reply_error(struct request *rq, enum jy_err err)
{
	const struct err_info *info = err_info(err);
	int status = info->http;
	enum jy_err made;

	if (rq->retry_after > 0)
		reply_header(rq, "retry-after",
		    arena_printf(rq->act.arena, "%lld", (long long)rq->retry_after));
	rq->reply.cache = NULL;
	rq->reply.location = STR_NONE;
	if (status >= 500)
		rq->reply.ncookies = 0; /* what they stand for was not stored */
	if (str_starts(rq->in.path, "/api/"))
		made = error_json(rq, info);
	else
		made = error_page(rq, info, status);
	if (made != JY_OK)
		(void)reply_text(rq, status,
		    arena_printf(
			rq->act.arena, "%s（编号 %s）\n", info->text_zh, rq->id));
	rq->reply.status = status;
}
