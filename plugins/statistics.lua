-- statistics.lua - 统计: what the store counts once a day (dynamic/statistics/), as charts, tables, CSV
-- and JSON. Counts only, and no small groups:
--   * a group of 1 to MIN-1 is not shown;
--   * so that it does not follow from the total and the rest, the smallest shown group goes with it until
--     at least two are hidden and they make MIN or more together. If nothing is left to go with them, the
--     total is not shown either;
--   * hidden groups look alike, whether they are small or only go with small ones; those of none are 0.
-- Every chart stands for itself: no total over several of them is published.

api = 1

local words = include("words")

local MIN = config.build.statistics_min
local FOLDER = "/statistics/"
local PLOT = 120 -- height of the highest column; with its labels 160
local ROW = 44 -- height of a bar and its label

-- --- what is counted

local function industries()
  local out = words.choices("industry")
  out[#out + 1] = { key = "", label = "未填行业" }
  return out
end

local function prefectures(_, counts)
  local out = {}
  for key in pairs(counts) do
    out[#out + 1] = { key = key, label = words.short_place(region_name(key)) }
  end
  return out
end

-- The twelve months that end with the one of `at`.
local function months(at)
  local year, month = string.match(date(at), "^(%d+)-(%d+)")
  local out, last = {}, year * 12 + month - 1
  for m = last - 11, last do
    out[#out + 1] = {
      key = string.format("%04d-%02d", m // 12, m % 12 + 1),
      label = string.format("%d年%d月", m // 12, m % 12 + 1),
      short = string.format("%d月", m % 12 + 1),
    }
  end
  return out
end

local CHARTS = {
  {
    name = "registrations", subject = "registration", title = "实名登记的毕业生", unit = "人", head = "登记类型",
    description = "已办理实名登记的毕业生，按最近一次登记的类型统计。",
    groups = function() return words.choices("realname") end,
  },
  {
    name = "jobs-by-prefecture", subject = "job_prefecture", title = "各地在招职位", unit = "个", head = "地区",
    description = "正在招聘的职位，按工作地点所在的地州市统计。", groups = prefectures,
  },
  {
    name = "jobs-by-industry", subject = "job_industry", title = "各行业在招职位", unit = "个", head = "行业",
    description = "正在招聘的职位，按用人单位所属行业统计。", groups = industries, used = true,
  },
  {
    name = "contracts-by-month", subject = "contract", title = "每月签订的合同", unit = "份", head = "月份",
    description = "最近十二个月签订并已生效的劳动合同，按签订月份统计，最后一个月截至统计日。",
    groups = months, columns = true,
  },
  {
    name = "agreements-by-month", subject = "agreement", title = "每月签订的就业协议书", unit = "份", head = "月份",
    description = "最近十二个月签订并已生效的就业协议书，按签订月份统计，最后一个月截至统计日。",
    groups = months, columns = true,
  },
}

-- --- small groups

-- Hide groups (see above). Returns the total, or nil.
local function protect(groups)
  local total, hidden, sum, shown = 0, 0, 0, {}
  for i, g in ipairs(groups) do
    total = total + g.n
    if g.n > 0 and g.n < MIN then
      g.hidden, hidden, sum = true, hidden + 1, sum + g.n
    elseif g.n > 0 then
      shown[#shown + 1] = { n = g.n, at = i, group = g }
    end
  end
  table.sort(shown, function(a, b) return a.n < b.n or (a.n == b.n and a.at < b.at) end)
  local next_one = 1
  while hidden > 0 and (hidden < 2 or sum < MIN) do
    if shown[next_one] == nil then
      return nil
    end
    local g = shown[next_one].group
    g.hidden, hidden, sum, next_one = true, hidden + 1, sum + g.n, next_one + 1
  end
  return total
end

-- The groups of a chart: { key, label, n | hidden }, and their total.
local function count(chart, rows, at)
  local counts, groups = {}, {}
  for _, row in ipairs(rows) do
    if row.subject == chart.subject then
      counts[row.key] = row.n
    end
  end
  for _, g in ipairs(chart.groups(at, counts)) do
    g.n = counts[g.key] or 0
    if g.n > 0 or not chart.used then
      groups[#groups + 1] = g
    end
  end
  local total = protect(groups)
  for _, g in ipairs(groups) do
    if g.hidden then
      g.n = nil
    end
  end
  return groups, total
end

local function ask(ctx)
  local taken = ctx.rows("statistic", "SELECT at FROM public_statistic_taken")
  if #taken == 0 then
    return nil
  end
  return taken[1].at, ctx.rows("statistic", "SELECT subject, key, n FROM public_statistic ORDER BY subject, key")
end

-- --- charts

local function percent(x)
  return string.format("%.2f%%", x)
end

local function short_number(n)
  return n < 10000 and tostring(n) or string.format("%.1f万", n / 10000)
end

local function highest(groups)
  local max = 1
  for _, g in ipairs(groups) do
    max = math.max(max, g.n or 0)
  end
  return max
end

-- One below the other: the label and its number over the bar.
local function bars(groups, max)
  local out = {}
  for i, g in ipairs(groups) do
    local top = (i - 1) * ROW
    out[i] = {
      label = g.label, value = g.hidden and "未公布" or g.n, text_y = top + 17, bar_y = top + 24,
      width = g.n and g.n > 0 and percent(g.n * 100 / max) or nil,
    }
  end
  return out
end

-- Side by side: the number over the column, the month below.
local function columns(groups, max)
  local out, step = {}, 100 / #groups
  for i, g in ipairs(groups) do
    local height = g.n and math.ceil(g.n * PLOT / max) or 0
    out[i] = {
      label = g.short, value = g.hidden and "*" or short_number(g.n), middle = percent((i - 0.5) * step),
      x = percent((i - 0.8) * step), width = percent(step * 0.6), y = 20 + PLOT - height,
      height = height > 0 and height or nil, text_y = 15 + PLOT - height,
    }
  end
  return out
end

local function view(chart, rows, at)
  local groups, total = count(chart, rows, at)
  local max, any, withheld = highest(groups), false, false
  local lines = {}
  for i, g in ipairs(groups) do
    lines[i] = { label = g.label, value = g.hidden and "未公布" or g.n }
    any = any or not g.hidden and g.n > 0
    withheld = withheld or g.hidden or false
  end
  return {
    name = chart.name, title = chart.title, description = chart.description, unit = chart.unit, head = chart.head,
    any = any, withheld = withheld, lines = lines, total = total or "未公布",
    bars = any and not chart.columns and { height = #groups * ROW, list = bars(groups, max) } or nil,
    columns = any and chart.columns and { list = columns(groups, max) } or nil,
    csv = FOLDER .. chart.name .. ".csv", json = FOLDER .. chart.name .. ".json",
  }
end

-- --- publishing

page {
  path = FOLDER, template = "statistics", title = "统计", nav = "statistics",
  description = "毕业生实名登记、招聘职位和网上签约的统计。",
  data = function(ctx)
    local at, rows = ask(ctx)
    local charts = {}
    for i, chart in ipairs(at and CHARTS or {}) do
      charts[i] = view(chart, rows, at)
    end
    return { day = at and date(at, "zh"), charts = charts, min = MIN }, nil, at
  end,
}

local function quote(text)
  return '"' .. string.gsub(text, '"', '""') .. '"'
end

for _, chart in ipairs(CHARTS) do
  file {
    path = FOLDER .. chart.name .. ".csv",
    text = function(ctx)
      local at, rows = ask(ctx)
      local out = { "代码,名称,数量（" .. chart.unit .. "）,说明" }
      for _, g in ipairs(at and count(chart, rows, at) or {}) do
        out[#out + 1] = table.concat({ quote(g.key), quote(g.label), g.n or "", g.hidden and "未公布" or "" }, ",")
      end
      return "\u{FEFF}" .. table.concat(out, "\r\n") .. "\r\n"
    end,
  }
  file {
    path = FOLDER .. chart.name .. ".json",
    text = function(ctx)
      local at, rows = ask(ctx)
      local groups, total, list = {}, nil, {}
      if at then
        groups, total = count(chart, rows, at)
      end
      for i, g in ipairs(groups) do
        list[i] = { code = g.key, name = g.label, count = g.n, withheld = g.hidden or false }
      end
      return json {
        title = chart.title, unit = chart.unit, day = at and date(at), smallest_group = MIN, total = total,
        groups = list,
      }
    end,
  }
end
