-- words.lua - words that several sections use. `local words = include("words")`.

local words = {}

-- 昌吉回族自治州 -> 昌吉, 喀什地区 -> 喀什, 乌鲁木齐市 -> 乌鲁木齐: for tiles and narrow lists.
local ENDINGS = { "柯尔克孜自治州", "哈萨克自治州", "蒙古自治州", "回族自治州", "自治州", "地区", "市" }

function words.short_place(name)
  for _, ending in ipairs(ENDINGS) do
    if #name > #ending and string.sub(name, -#ending) == ending then
      return string.sub(name, 1, -#ending - 1)
    end
  end
  return name
end

-- What ctx.facets() gave, with short names of places.
function words.places(values)
  local out = {}
  for i, v in ipairs(values) do
    out[i] = { key = v.key, label = words.short_place(v.label), count = v.count, path = v.path }
  end
  return out
end

-- The prefectures of Xinjiang, as values of a facet; "90" stands for the cities under none of them.
function words.prefectures()
  local out = {}
  for _, place in ipairs(regions("65")) do
    if string.sub(place.code, -2) ~= "90" then
      out[#out + 1] = { key = place.code, label = place.name }
    end
  end
  return out
end

-- The choices of a list, in their order, as values of a facet.
function words.choices(kind)
  local out = {}
  for i, choice in ipairs(labels(kind)) do
    out[i] = { key = choice.code, label = choice.label }
  end
  return out
end

-- What ctx.facets() gave, in the order of the list of choices instead of that of the codes.
function words.by_position(values, kind)
  local given, out = {}, {}
  for _, v in ipairs(values) do
    given[v.key] = v
  end
  for _, choice in ipairs(labels(kind)) do
    out[#out + 1] = given[choice.code]
  end
  return out
end

-- The path of a numbered item: folders of a thousand.
local thousands = {}

function words.numbered(folder, id)
  local n = id // 1000
  thousands[n] = thousands[n] or string.format("/%04d/", n)
  return "/" .. folder .. thousands[n] .. id .. ".html"
end

-- The last day of a period whose end is the first second after it.
function words.last_day(until_)
  return date(until_ - 1)
end

return words
