-- employers.lua - the verified employers: one page each with its open jobs, lists by place.

api = 1

local words = include("words")

local SHOWN = 10 -- open jobs on an employer's own page

local function employer_item(employer, ctx)
  local place = employer.region_code and region(employer.region_code) or ""
  local kind = employer.kind and label("employer_kind", employer.kind) or ""
  local industry = employer.industry and label("industry", employer.industry) or ""
  local path = words.numbered("employers", employer.id)
  local open = ctx.count("jobs", "employer", employer.id)
  local jobs_path = string.format("/jobs/employer/%04d/%d/", employer.id // 1000, employer.id)
  return {
    path = path,
    order = employer.id,
    lastmod = employer.updated_at,
    title = employer.name,
    description = employer.name .. "的单位介绍和在招职位。",
    contacts = { employer.contact_phone },
    aliases = open == 0 and { jobs_path } or nil, -- who kept the list of its jobs is told here that there are none
    facets = {
      prefecture = employer.prefecture
        and { key = employer.prefecture, label = region_name(employer.prefecture) },
    },
    data = {
      crumbs = { { label = "单位", path = "/employers/" } },
      employer = employer,
      place = place,
      kind = kind,
      industry = industry,
      intro = markdown(employer.intro),
      verified = employer.verified_at and date(employer.verified_at) or nil,
      jobs = ctx.latest("jobs", SHOWN, "employer", employer.id),
      more = open > 0,
      jobs_path = jobs_path,
    },
    card = { path = path, name = employer.name, kind = kind, industry = industry, place = place },
  }
end

section {
  name = "employers",
  after = { "jobs" },
  source = {
    kind = "employer",
    key = "id",
    sql = [[
      SELECT id, name, kind, industry, region_code, prefecture, address, intro, website,
             contact_name, contact_phone, verified_at, updated_at
        FROM public_employer]],
  },
  item = employer_item,
  templates = { page = "employers/page", card = "employers/card" },
  indexes = {
    {
      name = "all", path = "/employers/", template = "employers/list",
      head = function() return { title = "用人单位", description = "经审核认证的用人单位" } end,
      landing = function(_, ctx)
        local places = words.places(ctx.facets("employers", "prefecture"))
        return { places = places, any_place = #places > 0 }
      end,
    },
    {
      name = "prefecture", facet = "prefecture", template = "employers/list",
      path = function(key) return "/employers/prefecture/" .. key .. "/" end,
      head = function(_, name)
        return {
          title = name .. "用人单位",
          description = name .. "经审核认证的用人单位。",
          data = { crumbs = { { label = "单位", path = "/employers/" } } },
        }
      end,
    },
  },
}
