-- notices.lua - 公示: replacements of lost certificates (7.2), masked by the store's view. A notice
-- is there from its first instant, says that it has ended from the instant it ends, and goes
-- [build] notice_keep_days later.

api = 1

local words = include("words")

local KEEP = config.build.notice_keep_days * 86400
local AFTERWARDS = { public_notice = "待领取", ready = "待领取", collected = "已领取" }

local function notice_item(notice, ctx)
  local gone = notice.notice_until + KEEP
  if ctx.now < notice.notice_from then
    return nil, notice.notice_from
  end
  if ctx.now >= gone then
    return nil
  end
  local certificate = label("certificate", notice.certificate)
  local title = string.format("关于补发%s%s的公示", notice.holder, certificate)
  local running = notice.state == "public_notice" and ctx.now < notice.notice_until
  local from, last = date(notice.notice_from), words.last_day(notice.notice_until)
  local path = words.numbered("notices", notice.id)
  return {
    path = path,
    order = notice.id,
    lastmod = notice.updated_at,
    changes_at = { notice.notice_until, gone },
    title = title,
    description = string.format("%s%d届毕业生%s补发%s公示。", notice.school, notice.year,
      notice.holder, certificate),
    data = {
      crumbs = { { label = "公示", path = "/notices/" } },
      notice = notice,
      title = title,
      certificate = certificate,
      from = from,
      last = last,
      running = running,
      afterwards = notice.disputed == 1 and "有异议，正在核查" or AFTERWARDS[notice.state],
      objection = "/auth/objection/" .. notice.id,
    },
    card = { path = path, title = title, from = from, last = last, running = running },
  }
end

section {
  name = "notices",
  source = {
    kind = "notice",
    key = "id",
    sql = [[
      SELECT id, holder, school, year, certificate, state, notice_from, notice_until, updated_at,
        disputed
        FROM public_notice]],
  },
  item = notice_item,
  templates = { page = "notices/page", card = "notices/card" },
  indexes = {
    {
      name = "all", path = "/notices/", template = "notices/list",
      head = function() return { title = "公示", description = "遗失证件补发公示" } end,
    },
  },
}
