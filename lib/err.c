/*
 * err.c - the one table of errors, and diagnostics with a place in a file.
 */
#include <stdio.h>
#include <string.h>

#include "err.h"

static const struct err_info table[JY_ERR_COUNT] = {
	[JY_OK] = { "OK", 200, 0, "完成", "操作已完成。" },
	[JY_EINPUT] = { "EINPUT", 422, 1, "填写有误",
	    "请按提示修改标出的各项后重新提交。" },
	[JY_ENOTFOUND] = { "ENOTFOUND", 404, 1, "没有找到",
	    "您访问的页面或记录不存在，可能已被移除。请检查地址，或从首页"
	    "重新进入。" },
	[JY_EFORBIDDEN] = { "EFORBIDDEN", 403, 1, "无权操作",
	    "当前账户不能进行此操作，或页面已过期。请返回上一页刷新后再试"
	    "。" },
	[JY_EAUTH] = { "EAUTH", 401, 1, "请先登录",
	    "登录已失效或尚未登录，请登录后继续。" },
	[JY_ECONFLICT] = { "ECONFLICT", 409, 1, "该记录已被处理",
	    "此记录的状态已经变化，请刷新页面查看最新状态。" },
	[JY_ELIMIT] = { "ELIMIT", 429, 75, "操作过于频繁", "请稍候片刻再试。" },
	[JY_ETOOBIG] = { "ETOOBIG", 413, 1, "内容过大",
	    "提交的内容超过了允许的大小，请缩减后重试。" },
	[JY_ETYPE] = { "ETYPE", 415, 1, "格式不支持", "提交的内容格式不被接受。" },
	[JY_ELONGPATH] = { "ELONGPATH", 414, 1, "地址过长",
	    "网址过长，请从页面上的链接重新进入。" },
	[JY_ELENGTH] = { "ELENGTH", 411, 1, "请求不完整",
	    "请求缺少长度信息，请重新提交。" },
	[JY_EMETHOD] = { "EMETHOD", 405, 1, "请求方式不对",
	    "此地址不支持这种请求方式，请从页面上的链接进入。" },
	[JY_EBUSY] = { "EBUSY", 503, 75, "系统繁忙",
	    "当前访问人数较多，请稍候几秒再试。" },
	[JY_ENOSPC] = { "ENOSPC", 503, 1, "暂时无法保存",
	    "系统暂时无法保存数据，您的操作没有生效，请稍后再试。" },
	[JY_EIO] = { "EIO", 503, 1, "暂时无法处理",
	    "系统读写出错，您的操作没有生效，请稍后再试。" },
	[JY_EDB] = { "EDB", 503, 1, "暂时无法处理",
	    "数据服务暂时不可用，您的操作没有生效，请稍后再试。" },
	[JY_EVERSION] = { "EVERSION", 503, 1, "系统维护中",
	    "系统正在升级，请稍后再来。" },
	[JY_ECONF] = { "ECONF", 500, 1, "系统配置有误",
	    "系统配置有误，请联系管理人员。" },
	[JY_EPARSE] = { "EPARSE", 400, 1, "请求无法识别",
	    "提交的内容无法识别，请返回上一页重新操作。" },
	[JY_EREMOTE] = { "EREMOTE", 503, 1, "外部服务不可用",
	    "外部服务暂时不可用，请稍后再试。" },
	[JY_ECRYPTO] = { "ECRYPTO", 500, 1, "系统内部错误",
	    "系统出现内部错误，请把页面上的编号告诉管理人员。" },
	[JY_ENOMEM] = { "ENOMEM", 503, 75, "系统繁忙", "系统资源不足，请稍后再试。" },
	[JY_EINTERNAL] = { "EINTERNAL", 500, 1, "系统内部错误",
	    "系统出现内部错误，请把页面上的编号告诉管理人员。" },
};

const struct err_info *
err_info(enum jy_err err)
{
	if ((unsigned)err >= JY_ERR_COUNT)
		err = JY_EINTERNAL;
	return &table[err];
}

enum jy_err
diag_set(struct diag *d, enum jy_err err, const char *file, unsigned line,
    unsigned column, const char *fmt, ...)
{
	va_list ap;

	if (d == NULL || d->text[0] != '\0')
		return err;
	snprintf(d->file, sizeof(d->file), "%s", file != NULL ? file : "");
	d->line = line;
	d->column = column;
	va_start(ap, fmt);
	vsnprintf(d->text, sizeof(d->text), fmt, ap);
	va_end(ap);
	return err;
}

void
diag_copy(struct diag *d, const struct diag *from)
{
	if (d != NULL && d->text[0] == '\0')
		*d = *from;
}

const char *
diag_str(const struct diag *d, char *out, size_t outsz)
{
	char place[48] = "";

	if (d->line != 0 && d->column != 0)
		snprintf(place, sizeof(place), "%u:%u: ", d->line, d->column);
	else if (d->line != 0)
		snprintf(place, sizeof(place), "%u: ", d->line);
	snprintf(out, outsz, "%s%s%s%s", d->file, d->file[0] == '\0' ? "" : ":",
	    place[0] == '\0' && d->file[0] != '\0' ? " " : place, d->text);
	return out;
}
