-- pages.lua - the single pages: home, site map, 404; and the assets that come from npm packages.

api = 1

local words = include("words")

assets { "@picocss/pico/css/pico.min.css" }

page {
  path = "/index.html", template = "home", nav = "home",
  description = "查询招聘职位和用人单位，办理网上签约和就业手续。",
  data = function(ctx)
    return {
      total = ctx.count("jobs"),
      employers = ctx.count("employers"),
      places = words.places(ctx.facets("jobs", "prefecture")),
      industries = ctx.facets("jobs", "industry"),
      educations = words.by_position(ctx.facets("jobs", "education"), "education"),
      jobs = ctx.latest("jobs", 10),
      news = ctx.latest("announcements", 7),
      notices = ctx.latest("notices", 4),
      campaigns = ctx.latest("campaigns", 2),
    }
  end,
}

page {
  path = "/site/map.html", template = "site/map", title = "网站地图", description = "本站主要页面一览。",
  data = function(ctx)
    return {
      parts = {
        { title = "按地区找职位", links = words.places(ctx.facets("jobs", "prefecture")) },
        { title = "按行业找职位", links = ctx.facets("jobs", "industry") },
        { title = "按学历找职位", links = words.by_position(ctx.facets("jobs", "education"), "education") },
        { title = "单位", links = words.places(ctx.facets("employers", "prefecture")) },
        {
          title = "公开信息",
          links = {
            { label = "全部职位", path = "/jobs/" },
            { label = "全部单位", path = "/employers/" },
            { label = "通知公告", path = "/announcements/" },
            { label = "公示", path = "/notices/" },
            { label = "三支一扶招募", path = "/campaigns/" },
            { label = "统计", path = "/statistics/" },
            { label = "帮助", path = "/help/" },
          },
        },
        {
          title = "关于本站",
          links = {
            { label = "网站用户注册协议", path = "/agreement.html" },
            { label = "个人信息保护说明", path = "/help/privacy.html" },
            { label = "无障碍说明", path = "/accessibility.html" },
            { label = "本站生成清单", path = "/site/manifest.html" },
          },
        },
        {
          title = "用户服务",
          links = {
            { label = "登录", path = "/auth/login" },
            { label = "注册", path = "/auth/register" },
            { label = "忘记密码", path = "/auth/recover" },
          },
        },
      },
    }
  end,
}

page {
  path = "/404.html", template = "site/404", title = "没有找到这个页面",
  noindex = true, sitemap = false,
}
