-- jobs.lua - the jobs: one page each, lists by place, industry, employer and education.
-- A job past its closing date leaves the lists at that instant; its page stays, marked, for
-- [build] job_keep_days.

api = 1

local words = include("words")

local KEEP = config.build.job_keep_days * 86400
local CRUMBS = { label = "职位", path = "/jobs/" }

local function salary(job)
  if job.salary_max == 0 then
    return "面议"
  elseif job.salary_min == job.salary_max or job.salary_min == 0 then
    return job.salary_max .. " 元/月"
  end
  return job.salary_min .. "–" .. job.salary_max .. " 元/月"
end

-- schema.org/JobPosting, for search engines.
local SCHEMA_EMPLOYMENT = { full_time = "FULL_TIME", part_time = "PART_TIME", intern = "INTERN" }

local function posting(job, place, description)
  local base
  if job.salary_max > 0 then
    base = { ["@type"] = "MonetaryAmount", currency = "CNY", value = {
      ["@type"] = "QuantitativeValue", unitText = "MONTH",
      minValue = job.salary_min > 0 and job.salary_min or job.salary_max, maxValue = job.salary_max } }
  end
  return json {
    ["@context"] = "https://schema.org", ["@type"] = "JobPosting",
    title = job.title, description = description,
    datePosted = date(job.published_at, "rfc3339"), validThrough = date(job.closes_at, "rfc3339"),
    employmentType = SCHEMA_EMPLOYMENT[job.employment],
    totalJobOpenings = job.headcount, directApply = true, baseSalary = base,
    identifier = { ["@type"] = "PropertyValue", name = config.site.name, value = tostring(job.id) },
    hiringOrganization = { ["@type"] = "Organization", name = job.employer },
    jobLocation = { ["@type"] = "Place", address = {
      ["@type"] = "PostalAddress", addressCountry = "CN",
      addressRegion = region_name(string.sub(job.region_code, 1, 2)),
      addressLocality = place,
      streetAddress = job.workplace ~= "" and job.workplace or nil } },
  }
end

local function job_item(job, ctx)
  local open = job.state == "published" and ctx.now < job.closes_at
  if ctx.now >= job.closes_at + KEEP then
    return nil
  end
  local place, prefecture = region(job.region_code), region_name(job.prefecture)
  local summary, body = excerpt(job.description, 90), markdown(job.description)
  local title = job.title .. " · " .. job.employer
  local path, pay, published = words.numbered("jobs", job.id), salary(job), date(job.published_at)
  local education, employment = label("education", job.education), label("employment", job.employment)
  local industry = job.industry and label("industry", job.industry)
  return {
    path = path,
    order = job.id,
    listed = open,
    noindex = not open,
    changes_at = { job.closes_at, job.closes_at + KEEP },
    lastmod = job.updated_at,
    title = title,
    description = job.employer .. "招聘" .. job.title .. "，" .. place .. "，" .. pay .. "。",
    contacts = { job.contact_phone },
    facets = {
      prefecture = { key = job.prefecture, label = prefecture },
      industry = industry and { key = job.industry, label = industry },
      education = { key = job.education, label = education },
      employer = { key = job.employer_id, label = job.employer },
    },
    data = {
      -- the list of its place surely exists only while the job is in it
      crumbs = { CRUMBS, open and
        { label = prefecture, path = "/jobs/prefecture/" .. job.prefecture .. "/" } or nil },
      job = {
        id = job.id, title = job.title, employer = job.employer, headcount = job.headcount,
        workplace = job.workplace, contact_name = job.contact_name, contact_phone = job.contact_phone,
      },
      open = open,
      place = place,
      salary = pay,
      education = education,
      employment = employment,
      industry = industry,
      employer_kind = job.employer_kind and label("employer_kind", job.employer_kind),
      employer_path = words.numbered("employers", job.employer_id),
      published = published,
      closes = job.closes_on,
      body = body,
      jsonld = open and posting(job, place, body) or nil,
    },
    card = {
      path = path,
      title = job.title,
      employer = job.employer,
      place = place,
      salary = pay,
      education = education,
      employment = employment,
      headcount = job.headcount,
      published = published,
    },
    search = {
      title = job.title,
      by = job.employer,
      text = place .. " " .. job.workplace .. " " .. (industry or ""),
      terms = "@p" .. job.prefecture .. " @e" .. job.education .. " @i" .. (job.industry or ""),
      excerpt = summary,
      ends = job.closes_at,
    },
    entry = {
      title = title,
      summary = place .. "，" .. pay .. "。" .. summary,
      published = job.published_at,
      updated = job.updated_at,
    },
  }
end

-- The facets as the landing page shows them: a link and a count for each value.
local function facets(ctx)
  return {
    { id = "place", title = "地区", values = words.places(ctx.facets("jobs", "prefecture")) },
    { id = "industry", title = "行业", values = ctx.facets("jobs", "industry"), long = true },
    { id = "education", title = "学历", values = words.by_position(ctx.facets("jobs", "education"), "education") },
  }
end

-- The pages of the jobs `within` one facet value; `search` is that condition in the address of the search.
local function titled(within, search)
  local title = within .. "招聘信息"
  return {
    title = title,
    description = title .. "：职位、工资、学历要求和截止日期。",
    data = { crumbs = { CRUMBS }, search = search, within = within },
  }
end

section {
  name = "jobs",
  source = {
    kind = "job",
    key = "id",
    sql = [[
      SELECT id, employer_id, employer, employer_kind, industry, title, category, employment,
             headcount, region_code, prefecture, workplace, salary_min, salary_max, education,
             description, mailbox, contact_name, contact_phone, state, closes_on, closes_at,
             published_at, updated_at
        FROM public_job]],
  },
  item = job_item,
  templates = { page = "jobs/page", card = "jobs/card" },
  search = "/search/jobs/",
  indexes = {
    {
      name = "all", path = "/jobs/", template = "jobs/list",
      head = function() return { title = "招聘信息", description = "全部招聘职位" } end,
      landing = function(_, ctx) return { facets = facets(ctx) } end,
    },
    {
      name = "prefecture", facet = "prefecture", template = "jobs/list",
      path = function(key) return "/jobs/prefecture/" .. key .. "/" end,
      keep = words.prefectures, -- announcements and offices link to these lists, whatever is in them
      head = function(key, name) return titled(name, "?p=" .. key) end,
    },
    {
      name = "industry", facet = "industry", template = "jobs/list",
      path = function(key) return "/jobs/industry/" .. key .. "/" end,
      keep = function() return words.choices("industry") end,
      head = function(key, name) return titled(name, "?i=" .. key) end,
    },
    {
      name = "education", facet = "education", template = "jobs/list",
      path = function(key) return "/jobs/education/" .. key .. "/" end,
      keep = function() return words.choices("education") end,
      head = function(key, name) return titled("学历要求为" .. name .. "的", "?e=" .. key) end,
    },
    {
      name = "employer", facet = "employer", template = "jobs/list",
      path = function(key) return string.format("/jobs/employer/%04d/%d/", key // 1000, key) end,
      head = function(_, name) return titled(name) end,
    },
  },
}
