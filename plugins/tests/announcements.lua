-- Cases of announcements.lua: sitegen plugin test announcements

local function doc(changes)
  local row = {
    key = "2026/fair", title = "招聘会", date = 1780272000, pinned = false, attachments = {},
    body = markdown("正文**要点**"), text = "正文**要点**",
  }
  for k, v in pairs(changes or {}) do
    row[k] = v
  end
  return row
end

return {
  {
    name = "its address follows from its file",
    row = doc(),
    want = { path = "/announcements/2026/fair.html", order = 1780272000, description = "正文要点" },
    shows = { "<strong>要点</strong>" },
  },
  {
    name = "one that was changed says when, and keeps its place",
    row = doc { updated = 1780358400 },
    want = { order = 1780272000, lastmod = 1780358400, entry = { published = 1780272000, updated = 1780358400 } },
  },
  {
    name = "a pinned one stands above all others",
    row = doc { pinned = true },
    want = { order = function(n) return n > 10000000000 end, card = { pinned = true } },
  },
  {
    name = "attachments are named with type and size",
    row = doc { attachments = { { title = "附件一", path = "/files/x.pdf", type = "PDF", size = "12 KB" } } },
    want = { data = { any_attachments = true } },
    shows = { "附件一", "PDF", "12 KB" },
  },
}
