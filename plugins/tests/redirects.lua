-- Cases of redirects.lua: sitegen plugin test redirects

return {
  {
    name = "addresses that people guess lead somewhere, and none to itself",
    declares = true,
    want = {
      redirects = function(list)
        for from, to in pairs(list) do
          if from == to or list[to] or string.sub(to, 1, 1) ~= "/" then
            return false
          end
        end
        return list["/news/"] == "/announcements/"
      end,
    },
  },
}
