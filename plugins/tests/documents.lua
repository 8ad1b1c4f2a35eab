-- Cases of documents.lua: sitegen plugin test documents

local function doc(version)
  return {
    key = "agreement", title = "用户注册协议", date = 1780272000, version = version, attachments = {},
    body = markdown("第一条"), text = "第一条",
  }
end

return {
  {
    name = "a page at the root of the site, with its version",
    row = doc("3"),
    want = { path = "/agreement.html", data = { meta = function(m) return string.find(m, "版本 3", 1, true) == 1 end } },
    shows = { "第一条", "发布日期" },
  },
  { name = "without a version none is named", row = doc(nil), want = {}, hides = { "版本" } },
}
