-- search.lua - the page of the search over the static site's files. What is found is said by the
-- sections that have `search` (jobs.lua); the script is site-src/assets/search.js.

api = 1

local words = include("words")

page {
  path = "/search/", template = "site/search", nav = "search", title = "搜索职位",
  description = "按关键词、地区、行业和学历要求搜索招聘职位。",
  data = function(ctx)
    return {
      crumbs = { { label = "职位", path = "/jobs/" } },
      places = words.places(ctx.facets("jobs", "prefecture")),
      industries = ctx.facets("jobs", "industry"),
      educations = words.by_position(ctx.facets("jobs", "education"), "education"),
    }
  end,
}
