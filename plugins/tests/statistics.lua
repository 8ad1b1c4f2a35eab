-- Cases of statistics.lua: sitegen plugin test statistics

local DAY = 1780272000
local MIN = config.build.statistics_min

-- What the store counted: { [place] = n } of open jobs.
local function counted(places)
  return {
    rows = function(_, sql)
      if string.find(sql, "public_statistic_taken", 1, true) then
        return { { at = DAY } }
      end
      local out = {}
      for key, n in pairs(places) do
        out[#out + 1] = { subject = "job_prefecture", key = key, n = n }
      end
      return out
    end,
  }
end

local function csv(name, places, shows, hides)
  return { name = name, page = "/statistics/jobs-by-prefecture.csv", ctx = counted(places), shows = shows, hides = hides }
end

return {
  { name = "before anything was counted the page says so", page = "/statistics/", want = { day = false }, shows = { "还没有统计数据" } },
  { name = "then it has its day", page = "/statistics/", now = DAY, ctx = counted { ["6501"] = 40 },
    want = { day = date(DAY, "zh"), min = MIN }, shows = { "40" } },
  csv("large groups are shown", { ["6501"] = 40, ["6502"] = 50 }, { ",40,", ",50," }, { "未公布" }),
  csv("a small group is hidden, and the next smallest with it", { ["6501"] = 40, ["6502"] = 50, ["6528"] = MIN - 1 },
    { ",50,", "未公布" }, { ",40,", "," .. MIN - 1 .. "," }),
  csv("two small groups that make too few together take a third with them", { ["6501"] = 40, ["6502"] = 1, ["6528"] = 1 },
    { "未公布" }, { ",40,", ",1," }),
}
