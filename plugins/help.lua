-- help.lua - the help: site-src/content/help/*.md. `position` counts from the top of the list;
-- lists show the highest order first.

api = 1

local function help(doc)
  local path = "/help/" .. doc.key .. ".html"
  return {
    path = path,
    order = 1000 - (doc.position or 900),
    lastmod = doc.updated or doc.date,
    title = doc.title,
    description = doc.summary,
    image = doc.image and url(doc.image),
    data = {
      crumbs = { { label = "帮助", path = "/help/" } },
      body = doc.body,
      meta = doc.date and "更新日期：" .. date(doc.updated or doc.date) or nil,
    },
    card = { path = path, title = doc.title, summary = doc.summary },
  }
end

section {
  name = "help",
  source = { files = "help", fields = { "position" } },
  item = help,
  templates = { page = "document", card = "help/card" },
  indexes = {
    {
      name = "all", path = "/help/", template = "help/index",
      head = function() return { title = "帮助", description = "注册、登录、找职位的办法" } end,
    },
  },
}
