-- Cases of feeds.lua: sitegen plugin test feeds

return {
  {
    name = "the newest jobs of all have one feed",
    feed = { section = "jobs" },
    want = { path = "/jobs/feed.xml", title = "最新招聘信息", entries = config.build.feed_entries },
  },
  {
    name = "those of a prefecture have one beside its list, named after it",
    feed = { section = "jobs", facet = "prefecture", key = "6501", label = "乌鲁木齐市" },
    want = { path = "/jobs/prefecture/6501/feed.xml", title = "乌鲁木齐市最新招聘信息" },
  },
  {
    name = "announcements have one",
    feed = { section = "announcements" },
    want = { path = "/announcements/feed.xml", title = "通知公告" },
  },
  {
    name = "so do campaigns",
    feed = { section = "campaigns" },
    want = { path = "/campaigns/feed.xml", title = "三支一扶招募" },
  },
}
