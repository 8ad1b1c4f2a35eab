-- Cases of employers.lua: sitegen plugin test employers

local function employer(changes)
  local row = {
    id = 1017, name = "天山机械厂", kind = "soe", industry = "manufacturing", region_code = "6501", prefecture = "6501",
    address = "", intro = "**装配**", website = "", contact_name = "", contact_phone = "0991-1234567",
    verified_at = 1780272000, updated_at = 1780272000,
  }
  for k, v in pairs(changes or {}) do
    row[k] = v
  end
  return row
end

return {
  {
    name = "a page in a folder of a thousand, in the list of its place",
    row = employer(),
    want = {
      path = "/employers/0001/1017.html", order = 1017, facets = { prefecture = { key = "6501" } }, data = { more = false },
      aliases = { "/jobs/employer/0001/1017/" }, -- no open jobs: their list leads here
    },
    shows = { "<strong>装配</strong>", "天山机械厂" },
  },
  {
    name = "its open jobs are counted and the newest shown",
    row = employer(),
    ctx = {
      count = function(section, facet, key) return section == "jobs" and facet == "employer" and key == 1017 and 12 or 0 end,
      latest = function() return { { key = 1, path = "/jobs/0000/1.html", card = markdown("钳工") } } end,
    },
    want = { data = { more = true, jobs_path = "/jobs/employer/0001/1017/" }, aliases = false },
    shows = { "钳工" },
  },
  {
    name = "one without a place is in no list of places",
    row = employer { region_code = false, prefecture = false },
    want = { facets = { prefecture = false } },
  },
  {
    name = "what it wrote is escaped",
    row = employer { name = "<b>x</b>", intro = "<script>alert(1)</script>" },
    want = {}, shows = { "&lt;b&gt;x&lt;/b&gt;" }, hides = { "<script>alert(1)" },
  },
}
