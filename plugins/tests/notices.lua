-- Cases of notices.lua: sitegen plugin test notices

local DAY = 86400
local FROM = 1780272000
local UNTIL = FROM + 7 * DAY
local KEEP = config.build.notice_keep_days * DAY

local function notice(changes)
  local row = {
    id = 17, holder = "张*", school = "新疆大学", year = 2026, certificate = "graduation", state = "public_notice",
    notice_from = FROM, notice_until = UNTIL, updated_at = FROM, disputed = 0,
  }
  for k, v in pairs(changes or {}) do
    row[k] = v
  end
  return row
end

return {
  { name = "it is not there before its first instant, and looked at again then", now = FROM - 1, row = notice(), want = false, again = FROM },
  {
    name = "it runs from its first instant",
    now = FROM, row = notice(),
    want = { path = "/notices/0000/17.html", order = 17, changes_at = { UNTIL, UNTIL + KEEP }, data = { running = true } },
    shows = { "张*", "/auth/objection/17" },
  },
  {
    name = "from the instant it ends it says so",
    now = UNTIL, row = notice(),
    want = { data = { running = false, afterwards = "待领取" } },
    hides = { "/auth/objection/17" },
  },
  {
    name = "an objection is named",
    now = UNTIL, row = notice { disputed = 1 },
    want = { data = { afterwards = "有异议，正在核查" } },
  },
  { name = "long after, nothing of it is there", now = UNTIL + KEEP, row = notice(), want = false },
}
