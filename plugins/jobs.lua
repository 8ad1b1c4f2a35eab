-- jobs.lua - the jobs: one page each, lists by place, industry, employer and education, feeds.
-- A job past its closing date leaves the lists at that instant; its page stays, marked, for
-- [build] job_keep_days.

local KEEP = config.build.job_keep_days * 86400

local function path(id)
  return string.format("/jobs/%04d/%d.html", id // 1000, id)
end

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

local function posting(job, description)
  local base
  if job.salary_max > 0 then
    base = { ["@type"] = "MonetaryAmount", currency = "CNY", value = {
      ["@type"] = "QuantitativeValue", unitText = "MONTH",
      minValue = job.salary_min, maxValue = job.salary_max } }
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
      addressLocality = region(job.region_code),
      streetAddress = job.workplace ~= "" and job.workplace or nil } },
  }
end

local function job_item(job, ctx)
  local open = job.state == "published" and ctx.now < job.closes_at
  if ctx.now >= job.closes_at + KEEP then
    return nil
  end
  local place = region(job.region_code)
  local summary = excerpt(job.description, 90)
  return {
    path = path(job.id),
    order = job.id,
    listed = open,
    noindex = not open,
    changes_at = { job.closes_at, job.closes_at + KEEP },
    lastmod = job.updated_at,
    title = job.title .. " · " .. job.employer,
    description = string.format("%s招聘%s，%s，%s。", job.employer, job.title, place, salary(job)),
    contacts = { job.contact_phone },
    facets = {
      prefecture = job.prefecture,
      industry = job.industry,
      education = job.education,
      employer = { key = job.employer_id, label = job.employer },
    },
    data = {
      job = job,
      open = open,
      place = place,
      salary = salary(job),
      education = label("education", job.education),
      employment = label("employment", job.employment),
      industry = label("industry", job.industry),
      employer_path = string.format("/employers/%04d/%d.html", job.employer_id // 1000, job.employer_id),
      published = date(job.published_at),
      closes = job.closes_on,
      body = markdown(job.description),
      jsonld = open and posting(job, job.description) or nil,
    },
    card = {
      path = path(job.id),
      title = job.title,
      employer = job.employer,
      place = place,
      salary = salary(job),
      education = label("education", job.education),
      headcount = job.headcount,
      published = date(job.published_at),
      closes = job.closes_on,
    },
    entry = {
      title = job.title .. " · " .. job.employer,
      summary = string.format("%s，%s。%s", place, salary(job), summary),
      published = job.published_at,
      updated = job.updated_at,
    },
  }
end

-- The facets as the list pages show them: a link and a count for each value.
local function facets(ctx)
  local function of(name, title)
    local values = ctx.facets("jobs", name)
    return { title = title, values = values, any = #values > 0 }
  end
  return { of("prefecture", "地区"), of("industry", "行业"), of("education", "学历") }
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
  indexes = {
    {
      name = "all", path = "/jobs/", template = "jobs/list",
      head = function() return { title = "招聘信息", description = "全部招聘职位" } end,
      landing = function(_, ctx) return { facets = facets(ctx) } end,
    },
    {
      name = "prefecture", facet = "prefecture", template = "jobs/list",
      path = function(key) return "/jobs/prefecture/" .. key .. "/" end,
      head = function(key) return { title = region_name(key) .. "招聘信息" } end,
    },
    {
      name = "industry", facet = "industry", template = "jobs/list",
      path = function(key) return "/jobs/industry/" .. key .. "/" end,
      head = function(key) return { title = label("industry", key) .. "招聘信息" } end,
    },
    {
      name = "education", facet = "education", template = "jobs/list",
      path = function(key) return "/jobs/education/" .. key .. "/" end,
      head = function(key) return { title = "学历要求：" .. label("education", key) } end,
    },
    {
      name = "employer", facet = "employer", template = "jobs/list",
      path = function(key) return string.format("/jobs/employer/%04d/%d/", key // 1000, key) end,
      head = function(_, name) return { title = name .. "的招聘信息" } end,
    },
  },
  feeds = {
    { path = "/jobs/feed.xml", title = "最新招聘信息" },
    {
      facet = "prefecture",
      path = function(key) return "/jobs/prefecture/" .. key .. "/feed.xml" end,
      title = function(key) return region_name(key) .. "最新招聘信息" end,
    },
  },
}
