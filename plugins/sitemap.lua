-- sitemap.lua - /sitemap.xml for search engines, of all pages that may be found, and robots.txt. Without this
-- file there is neither. `sections = { … }` would name some sections only.

api = 1

sitemap {
  disallow = { "/api/", "/auth/", "/my/", "/org/", "/office/" }, -- the portal: nothing in it is for search engines
}
