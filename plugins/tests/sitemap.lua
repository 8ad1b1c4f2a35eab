-- Cases of sitemap.lua: sitegen plugin test sitemap

return {
  {
    name = "robots.txt leads to the sitemap and away from the portal",
    robots = true,
    shows = {
      "User-agent: *\n", "Disallow: /api/\n", "Disallow: /auth/\n", "Disallow: /my/\n", "Disallow: /org/\n",
      "Disallow: /office/\n", "Sitemap: " .. url("/sitemap.xml") .. "\n",
    },
    hides = { "Disallow: /\n", "Disallow: /jobs/" },
  },
}
