-- Cases of campaigns.lua: sitegen plugin test campaigns

local DAY = 86400
local OPENS = 1780272000
local CLOSES = OPENS + 10 * DAY

local function campaign(changes)
  local row = {
    id = 17, year = 2026, title = "2026年三支一扶", eligibility = "**应届**", opens_on = "2026-06-01", closes_on = "2026-06-10",
    opens_at = OPENS, closes_at = CLOSES, state = "open", posts = 3, headcount = 5, updated_at = OPENS,
  }
  for k, v in pairs(changes or {}) do
    row[k] = v
  end
  return row
end

local function post(now)
  return {
    name = "a post at " .. now, section = "posts", now = now,
    row = {
      id = 5, campaign_id = 17, campaign = "2026年三支一扶", state = "open", opens_at = OPENS, closes_at = CLOSES, code = "A1",
      name = "支教", region_code = "6501", unit = "中学", service = "teach", headcount = 1, education = "bachelor", requirements = "",
    },
  }
end

local open, over = post(OPENS), post(CLOSES)
open.name = "a post can be applied for while its campaign is open"
open.want = { card = { apply = "/my/posts/apply/17?post=5", requirements = false }, facets = { campaign = { key = 17 } } }
over.name = "not any more once it has closed"
over.want = { card = { apply = false } }

return {
  { name = "a campaign to come says so", section = "campaigns", now = OPENS - 1, row = campaign(),
    want = { changes_at = { OPENS, CLOSES }, data = { phase = "未开始", coming = true, open = false } } },
  { name = "an open one can be applied to", section = "campaigns", now = OPENS, row = campaign(),
    want = { path = "/campaigns/0000/17.html", data = { phase = "报名中", open = true }, entry = { title = "2026年三支一扶", updated = OPENS } },
    shows = { "/my/posts/apply/17", "<strong>应届</strong>" } },
  { name = "at its last instant it is over", section = "campaigns", now = CLOSES, row = campaign(),
    want = { card = { phase = "已结束" } }, hides = { "/my/posts/apply/17" } },
  { name = "one that the authority closed is over at once", section = "campaigns", now = OPENS, row = campaign { state = "closed" },
    want = { data = { phase = "已结束" } } },
  open,
  over,
}
