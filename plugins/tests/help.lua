-- Cases of help.lua: sitegen plugin test help

local function doc(position)
  return {
    key = "login", title = "登录", date = 1780272000, summary = "怎样登录", position = position, attachments = {},
    body = markdown("先**注册**。"), text = "先**注册**。",
  }
end

return {
  {
    name = "its address follows from its file, its place from position",
    row = doc(3),
    want = { path = "/help/login.html", order = 997, description = "怎样登录", card = { title = "登录" } },
    shows = { "<strong>注册</strong>", "更新日期" },
  },
  { name = "without a position it stands low", row = doc(nil), want = { order = 100 } },
}
