-- feeds.lua - which sections have feeds (Atom, and JSON beside those of whole sections). What an entry says is
-- its section's to tell (`entry`). Without this file there are none, and no page names one.

api = 1

feeds {
  { section = "jobs", path = "/jobs/feed.xml", title = "最新招聘信息" },
  {
    section = "jobs", facet = "prefecture",
    path = function(key) return "/jobs/prefecture/" .. key .. "/feed.xml" end,
    title = function(_, name) return name .. "最新招聘信息" end,
  },
  { section = "announcements", path = "/announcements/feed.xml", title = "通知公告" },
  { section = "campaigns", path = "/campaigns/feed.xml", title = "三支一扶招募" },
  -- None of the notices: they name people, go again, and what a reader of feeds has copied would not.
}
