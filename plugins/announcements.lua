-- announcements.lua - 通知公告: Markdown files of site-src/content/announcements/. Drafts, and files
-- before their publish or after their expire instant, never get here. Pinned ones stand above all.

api = 1

local ABOVE_ALL = 10000000000 -- added to the date, in seconds

local function announcement(doc)
  local path = "/announcements/" .. doc.key .. ".html"
  local day = date(doc.date)
  return {
    path = path,
    order = doc.date + (doc.pinned and ABOVE_ALL or 0),
    lastmod = doc.updated or doc.date,
    title = doc.title,
    description = doc.summary or excerpt(doc.text, 90),
    image = doc.image and url(doc.image),
    data = {
      crumbs = { { label = "通知公告", path = "/announcements/" } },
      title = doc.title,
      date = day,
      expires = doc.expire and date(doc.expire - 1) or nil,
      body = doc.body,
      attachments = doc.attachments,
      any_attachments = #doc.attachments > 0,
    },
    card = { path = path, title = doc.title, date = day, summary = doc.summary, pinned = doc.pinned },
    entry = { title = doc.title, published = doc.date, updated = doc.updated or doc.date, html = doc.body },
  }
end

section {
  name = "announcements",
  source = { files = "announcements" },
  item = announcement,
  templates = { page = "announcements/page", card = "announcements/card" },
  indexes = {
    {
      name = "all", path = "/announcements/", template = "announcements/list",
      head = function() return { title = "通知公告", description = "招聘会、网签和就业手续的通知公告" } end,
    },
  },
}
