// hugo.mjs: the same jobs as a site for Hugo: one page a job, lists of twenty by place, industry,
// employer and education, and our own layout, so that it writes pages of like content and size.
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {timed} from './measure.mjs';

const QUERY = `SELECT id, title, employer, employer_id, industry, prefecture, region_code, employment, headcount, workplace,
	salary_min, salary_max, education, description, contact_name, closes_on, date(published_at, 'unixepoch') AS published
	FROM public_job ORDER BY id`;

// Our layout as a page of our own site has it, cut where the main part begins and ends.
function frame(site) {
	const page = readFileSync(join(site.pub, 'jobs/index.html'), 'utf8');
	const from = page.indexOf('<main'), to = page.indexOf('</main>');
	return [page.slice(0, from).replace(/<title>.*<\/title>/, '<title>{{ .Title }}</title>'), page.slice(to)];
}

const CARD = `<li class="job">
<h3><a href="{{ .RelPermalink }}">{{ .Title }}</a></h3>
<span class="pay">{{ .Params.pay }}</span>
<p class="by">{{ .Params.employername }}</p>
<ul class="facts">
<li>{{ .Params.place }}</li><li>{{ .Params.degree }}</li><li>{{ .Params.employment }}</li><li>招 {{ .Params.headcount }} 人</li>
<li class="end"><time datetime="{{ .Params.published }}">{{ .Params.published }}</time></li>
</ul>
</li>`;

const SINGLE = `<main id="main" tabindex="-1">
<nav class="crumbs"><ol><li><a href="/">首页</a></li><li><a href="/jobs/">职位</a></li><li>{{ .Title }}</li></ol></nav>
<div class="cols"><article class="panel"><div class="doc-head"><div class="head"><h1>{{ .Title }}</h1><p class="pay">{{ .Params.pay }}</p></div>
<p class="by"><a href="/employer/{{ .Params.employerid }}/">{{ .Params.employername }}</a></p>
<ul class="facts"><li>{{ .Params.place }}</li><li>学历要求：{{ .Params.degree }}</li><li>{{ .Params.employment }}</li>
<li>招聘 {{ .Params.headcount }} 人</li><li><time datetime="{{ .Params.published }}">{{ .Params.published }}</time> 发布</li></ul></div>
<div class="text">{{ .Content }}</div>
<h2>联系与地点</h2><dl class="data"><dt>工作地点</dt><dd>{{ .Params.workplace }}</dd><dt>联系人</dt><dd>{{ .Params.contact }}</dd>
<dt>截止日期</dt><dd>{{ .Params.closes }}</dd></dl></article>
<aside><section class="panel"><h2>招聘单位</h2><p><a href="/employer/{{ .Params.employerid }}/">{{ .Params.employername }}</a></p></section></aside></div>
<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "JobPosting" "title" .Title "description" .RawContent "datePosted" .Params.published "validThrough" .Params.closes "hiringOrganization" (dict "@type" "Organization" "name" .Params.employername) | jsonify | safeJS }}</script>
`;

const LIST = `<main id="main" tabindex="-1">
<div class="head"><h1>{{ .Title }}</h1></div>
<div class="panel"><ul class="rows">
{{ $p := .Paginate .Data.Pages 20 }}{{ range $p.Pages }}{{ .Render "card" }}{{ end }}
</ul></div>
<nav>{{ with $p.Prev }}<a href="{{ .URL }}">上一页</a>{{ end }}{{ with $p.Next }}<a href="{{ .URL }}">下一页</a>{{ end }}</nav>
`;

function writeJob(dir, job) {
	const folder = join(dir, 'content/jobs', String(Math.floor(job.id / 1000)).padStart(4, '0'));
	mkdirSync(folder, {recursive: true});
	const pay = `${job.salary_min}–${job.salary_max} 元/月`;
	writeFileSync(join(folder, `${job.id}.md`), `---
title: ${JSON.stringify(job.title)}
date: ${job.published}
pay: ${pay}
employername: ${JSON.stringify(job.employer)}
employerid: ${job.employer_id}
place: "${job.region_code}"
degree: ${job.education}
employment: ${job.employment}
headcount: ${job.headcount}
workplace: ${JSON.stringify(job.workplace)}
contact: ${JSON.stringify(job.contact_name)}
published: "${job.published}"
closes: "${job.closes_on}"
prefecture: ["${job.prefecture}"]
industry: ["${job.industry}"]
education: ["${job.education}"]
employer: ["${job.employer_id}"]
---

${job.description}`);
}

// Make Hugo's folder; gives the function that builds it from nothing.
export function hugoSite(site) {
	const dir = join(site.dir, 'hugo');
	const rows = spawnSync('sqlite3', ['-json', site.store, QUERY], {encoding: 'utf8', maxBuffer: 1 << 30});
	for (const job of JSON.parse(rows.stdout)) writeJob(dir, job);
	const [head, foot] = frame(site);
	const layouts = join(dir, 'layouts/_default');
	mkdirSync(layouts, {recursive: true});
	writeFileSync(join(layouts, 'single.html'), head + SINGLE + foot);
	writeFileSync(join(layouts, 'card.html'), CARD);
	for (const name of ['list', 'taxonomy', 'index']) writeFileSync(join(layouts, `${name}.html`), head + LIST + foot);
	writeFileSync(join(layouts, 'terms.html'), `${head}<ul>{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>${foot}`);
	writeFileSync(join(dir, 'config.toml'), `baseURL = "https://bench.example/"
languageCode = "zh-CN"
title = "公共就业服务网"
disableKinds = ["RSS"]
uglyURLs = true
buildFuture = true
[taxonomies]
prefecture = "prefecture"
industry = "industry"
education = "education"
employer = "employer"
`);
	return () => {
		rmSync(join(dir, 'public'), {recursive: true, force: true});
		return timed('hugo', ['--quiet', '--source', dir]);
	};
}
