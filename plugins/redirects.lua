-- redirects.lua - addresses that moved or that people guess. One line each: old = new. nginx answers
-- them from redirects.map; without it a small page leads on. Items have aliases of their own.

api = 1

redirects {
  ["/index.htm"] = "/index.html",
  ["/jobs.html"] = "/jobs/",
  ["/news/"] = "/announcements/",
  ["/help.html"] = "/help/",
}
