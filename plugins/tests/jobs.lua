-- Cases of jobs.lua: sitegen plugin test jobs

local DAY = 86400
local NOW = 1780272000 -- 2026-06-01 08:00 in Urumqi's office time

local function job(changes)
  local row = {
    id = 1017, employer_id = 3, employer = "天山机械厂", title = "钳工", employment = "full_time", headcount = 2,
    region_code = "650102", prefecture = "6501", workplace = "", salary_min = 5000, salary_max = 8000,
    education = "bachelor", description = "**装配**和检修", contact_phone = "0991-1234567", mailbox = "",
    contact_name = "", state = "published", closes_on = "2026-06-10", closes_at = NOW + 10 * DAY,
    published_at = NOW - DAY, updated_at = NOW,
  }
  for k, v in pairs(changes or {}) do
    row[k] = v
  end
  return row
end

return {
  {
    name = "an open job stands in the lists until it closes",
    now = NOW, row = job(),
    want = {
      path = "/jobs/0001/1017.html", order = 1017, listed = true, noindex = false,
      facets = { prefecture = { key = "6501" }, employer = { key = 3, label = "天山机械厂" } },
      changes_at = { NOW + 10 * DAY },
      card = { salary = "5000–8000 元/月" },
    },
    shows = { "<strong>装配</strong>", "钳工", "JobPosting" },
  },
  {
    name = "at its closing instant it leaves the lists, its page stays",
    now = NOW + 10 * DAY, row = job(),
    want = { listed = false, noindex = true, data = { open = false, jsonld = false } },
    hides = { "JobPosting" },
  },
  {
    name = "a withdrawn job is not listed",
    now = NOW, row = job { state = "withdrawn" },
    want = { listed = false },
  },
  {
    name = "long after, nothing of it is published",
    now = NOW + 10 * DAY + config.build.job_keep_days * DAY, row = job(),
    want = false,
  },
  {
    name = "a salary that was not given is open to talk",
    now = NOW, row = job { salary_min = 0, salary_max = 0 },
    want = { card = { salary = "面议" } },
  },
  {
    name = "what an employer wrote is escaped",
    now = NOW, row = job { title = "<b>x</b>", description = "<script>alert(1)</script>" },
    want = {},
    shows = { "&lt;b&gt;x&lt;/b&gt;" }, hides = { "<script>alert(1)" },
  },
}
