-- Announcements of the test site, and its single pages.
section {
  name = "news",
  source = { files = "news", fields = { "place" } },
  item = function(doc)
    return {
      path = "/news/" .. doc.key .. ".html", order = doc.date, lastmod = doc.date, title = doc.title,
      facets = { pinned = doc.pinned and "yes" or nil },
      data = { body = doc.body, place = doc.place, attachments = doc.attachments },
      card = { path = "/news/" .. doc.key .. ".html", title = doc.title },
      entry = { title = doc.title, updated = doc.date, html = tostring(doc.body) },
    }
  end,
  templates = { page = "news/page", card = "news/card" },
  indexes = { { name = "all", path = "/news/", template = "jobs/list",
                head = function() return { title = "通知公告" } end } },
  feeds = { { path = "/news/feed.xml", title = "通知公告" } },
}

page {
  path = "/index.html", template = "home", nav = "home", title = "首页",
  data = function(ctx)
    return { jobs = ctx.latest("jobs", 8), total = ctx.count("jobs"),
             places = ctx.facets("jobs", "prefecture"),
             pinned = ctx.latest("news", 3, "pinned", "yes"), word = label("education", "bachelor") }
  end,
}
page { path = "/404.html", template = "404", title = "没有找到", noindex = true }
redirects { ["/old.html"] = "/jobs/" }
