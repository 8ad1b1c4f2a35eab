-- documents.lua - pages of text at the root of the site: site-src/content/pages/*.md, such as the
-- user agreement (whose version the portal records with each consent, 1.1.r4).

api = 1

section {
  name = "documents",
  source = { files = "pages", fields = { "version" } },
  item = function(doc)
    local meta = "发布日期：" .. date(doc.date)
    if doc.version then
      meta = "版本 " .. doc.version .. "　" .. meta
    end
    return {
      path = "/" .. doc.key .. ".html",
      lastmod = doc.updated or doc.date,
      title = doc.title,
      description = doc.summary,
      image = doc.image and url(doc.image),
      data = { body = doc.body, meta = meta },
    }
  end,
  templates = { page = "document" },
}
