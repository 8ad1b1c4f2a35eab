-- Cases of search.lua: sitegen plugin test search

return {
  {
    name = "places have short names and lead to their lists, so that it works without script",
    page = "/search/",
    ctx = {
      facets = function(section, facet)
        return section == "jobs" and facet == "prefecture"
          and { { key = "6501", label = "乌鲁木齐市", count = 3, path = "/jobs/prefecture/6501/" } } or {}
      end,
    },
    want = { places = { { key = "6501", label = "乌鲁木齐" } } },
    shows = { "乌鲁木齐", "<form" },
  },
}
