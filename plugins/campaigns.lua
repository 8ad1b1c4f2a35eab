-- campaigns.lua - 三支一扶: the authority's campaigns, one page each with its posts. Whether one may
-- apply follows from the clock; a post has no page of its own, and posts stand in the order in
-- which they were entered.

api = 1

local words = include("words")

local SHOWN = 50 -- posts on a campaign's own page
local LAST = 1000000000 -- lists have the highest order first

local function posts_path(id)
  return string.format("/campaigns/%04d/%d/posts/", id // 1000, id)
end

-- 未开始, 报名中 or 已结束, and the badge's tone.
local function phase(campaign, now)
  if campaign.state == "closed" or now >= campaign.closes_at then
    return "已结束", "off"
  elseif now < campaign.opens_at then
    return "未开始", "wait"
  end
  return "报名中", "ok"
end

local function campaign_item(campaign, ctx)
  local word, tone = phase(campaign, ctx.now)
  local path = words.numbered("campaigns", campaign.id)
  local body = markdown(campaign.eligibility)
  local description = string.format("%s，报名时间%s至%s，%d个岗位招募%d人。", campaign.title,
    campaign.opens_on, campaign.closes_on, campaign.posts, campaign.headcount)
  return {
    path = path,
    order = campaign.id,
    lastmod = campaign.updated_at,
    changes_at = { campaign.opens_at, campaign.closes_at },
    title = campaign.title,
    description = description,
    data = {
      crumbs = { { label = "三支一扶招募", path = "/campaigns/" } },
      campaign = campaign,
      phase = word,
      tone = tone,
      open = word == "报名中",
      coming = word == "未开始",
      from = campaign.opens_on,
      last = campaign.closes_on,
      body = body,
      apply = string.format("/my/posts/apply/%d", campaign.id),
      posts = ctx.latest("posts", SHOWN, "campaign", campaign.id),
      all = posts_path(campaign.id),
    },
    card = {
      path = path, title = campaign.title, phase = word, tone = tone,
      from = campaign.opens_on, last = campaign.closes_on,
      posts = campaign.posts, headcount = campaign.headcount,
    },
    entry = { title = campaign.title, summary = description, updated = campaign.updated_at, html = body },
  }
end

local function post_item(post, ctx)
  local open = phase(post, ctx.now) == "报名中"
  return {
    order = LAST - post.id,
    lastmod = post.updated_at,
    changes_at = { post.opens_at, post.closes_at },
    facets = { campaign = { key = post.campaign_id, label = post.campaign } },
    card = {
      code = post.code,
      name = post.name,
      place = region(post.region_code),
      unit = post.unit,
      service = label("rural", post.service),
      education = label("education", post.education),
      headcount = post.headcount,
      requirements = post.requirements ~= "" and post.requirements or nil,
      apply = open and string.format("/my/posts/apply/%d?post=%d", post.campaign_id, post.id) or nil,
    },
  }
end

section {
  name = "posts",
  source = {
    kind = "post",
    key = "id",
    sql = [[
      SELECT p.id, p.campaign_id, p.campaign, p.state, p.opens_at, p.closes_at, p.code, p.name,
             p.region_code, p.unit, p.service, p.headcount, p.education, p.requirements, c.updated_at
        FROM public_post AS p JOIN public_campaign AS c ON c.id = p.campaign_id]],
  },
  item = post_item,
  templates = { card = "campaigns/post" },
  indexes = {
    {
      name = "campaign", facet = "campaign", template = "campaigns/posts", path = posts_path,
      head = function(key, title)
        return {
          title = title .. "岗位表",
          description = title .. "的全部岗位：服务地、单位、人数和要求。",
          data = {
            crumbs = {
              { label = "三支一扶招募", path = "/campaigns/" },
              { label = title, path = words.numbered("campaigns", key) },
            },
          },
        }
      end,
    },
  },
}

section {
  name = "campaigns",
  after = { "posts" },
  source = {
    kind = "campaign",
    key = "id",
    sql = [[
      SELECT id, year, title, eligibility, opens_on, closes_on, opens_at, closes_at, state,
             posts, headcount, updated_at
        FROM public_campaign]],
  },
  item = campaign_item,
  templates = { page = "campaigns/page", card = "campaigns/card" },
  indexes = {
    {
      name = "all", path = "/campaigns/", template = "campaigns/list",
      head = function() return { title = "三支一扶招募", description = "“三支一扶”计划招募和岗位" } end,
    },
  },
}
