-- The employers of the test site: a page with the newest jobs, which link back.
section {
  name = "employers", after = { "jobs" },
  source = { kind = "employer", key = "id", sql = "SELECT id, name, intro, updated_at FROM public_employer" },
  item = function(employer, ctx)
    local open = ctx.count("jobs", "employer", employer.id)
    return {
      path = "/employers/" .. employer.id .. ".html", order = employer.id, lastmod = employer.updated_at,
      title = employer.name,
      data = { employer = employer, jobs = ctx.latest("jobs", 5, "employer", employer.id),
               jobs_path = open > 0 and "/jobs/employer/" .. employer.id .. "/" or nil },
      card = { path = "/employers/" .. employer.id .. ".html", name = employer.name },
    }
  end,
  templates = { page = "employers/page", card = "employers/card" },
  indexes = { { name = "all", path = "/employers/", template = "jobs/list",
                head = function() return { title = "用人单位" } end } },
}
