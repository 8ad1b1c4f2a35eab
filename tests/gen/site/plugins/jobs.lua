-- The jobs of the test site.
local KEEP = 10 * 86400

local function path(id)
  return string.format("/jobs/%04d/%d.html", id // 1000, id)
end

section {
  name = "jobs",
  source = {
    kind = "job", key = "id",
    sql = [[SELECT id, employer_id, employer, title, prefecture, education, description, contact_phone,
                   state, closes_at, published_at, updated_at FROM public_job]],
  },
  item = function(job, ctx)
    if ctx.now >= job.closes_at + KEEP then return nil end
    local open = job.state == "published" and ctx.now < job.closes_at
    return {
      path = path(job.id), order = job.id, listed = open, noindex = not open,
      changes_at = { job.closes_at, job.closes_at + KEEP },
      lastmod = job.updated_at, title = job.title, contacts = { job.contact_phone },
      facets = {
        prefecture = { key = job.prefecture, label = region_name(job.prefecture) }, education = job.education,
        employer = { key = job.employer_id, label = job.employer },
      },
      data = {
        job = job, open = open, body = markdown(job.description),
        employer_path = "/employers/" .. job.employer_id .. ".html",
        place = region(job.prefecture), closes = date(job.closes_at, "minute"),
        jsonld = json { b = job.title, a = { 1, 2 }, ["</script>"] = true },
      },
      card = { path = path(job.id), title = job.title, employer = job.employer },
      search = { title = job.title, by = job.employer, text = "新疆", terms = "@p" .. job.prefecture,
        excerpt = excerpt(job.description, 20), ends = job.closes_at },
      entry = { title = job.title, summary = excerpt(job.description, 20), published = job.published_at },
    }
  end,
  templates = { page = "jobs/page", card = "jobs/card" },
  search = "/search/jobs/",
  indexes = {
    { name = "all", path = "/jobs/", template = "jobs/list",
      head = function() return { title = "招聘信息" } end,
      landing = function(_, ctx) return { places = ctx.facets("jobs", "prefecture") } end },
    { name = "prefecture", facet = "prefecture", template = "jobs/list",
      path = function(key) return "/jobs/prefecture/" .. key .. "/" end,
      head = function(key) return { title = region_name(key) } end },
    { name = "employer", facet = "employer", template = "jobs/list",
      path = function(key) return "/jobs/employer/" .. key .. "/" end,
      head = function(_, name) return { title = name } end },
  },
  feeds = {
    { path = "/jobs/feed.xml", title = "最新招聘信息" },
    { facet = "prefecture", path = function(key) return "/jobs/prefecture/" .. key .. "/feed.xml" end,
      title = function(_, name) return name .. "的职位" end },
  },
}
