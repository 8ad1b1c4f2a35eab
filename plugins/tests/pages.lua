-- Cases of pages.lua: sitegen plugin test pages

local ctx = {
  count = function(section) return section == "jobs" and 3 or 0 end,
  facets = function(section, facet)
    return section == "jobs" and facet == "prefecture"
      and { { key = "6528", label = "巴音郭楞蒙古自治州", count = 3, path = "/jobs/prefecture/6528/" } } or {}
  end,
  latest = function(section)
    return section == "announcements" and { { key = "a", path = "/a.html", card = markdown("招聘会通知") } } or {}
  end,
}

return {
  { name = "the home page counts jobs and leads to places", page = "/index.html", ctx = ctx,
    want = { total = 3, places = { { label = "巴音郭楞" } } }, shows = { "巴音郭楞", "招聘会通知" } },
  { name = "an empty site has a home page, too", page = "/index.html", want = { total = 0 }, shows = { "<h1" } },
  { name = "the map of the site names every place and section", page = "/site/map.html", ctx = ctx,
    want = {}, shows = { "/jobs/prefecture/6528/", "/campaigns/", "/statistics/" } },
  { name = "what is not found has a page that leads on", page = "/404.html", shows = { "href=\"/" } },
}
