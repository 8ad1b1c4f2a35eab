// hugo.mjs: the same site for Hugo, as somebody who knows it makes one of the same rows: a page of content with front
// matter for each job and employer, taxonomies, labels as data, feeds and sitemap by layouts (tests/bench/hugo/). Lists
// have as many entries as make as many pages as ours. What it leaves out is said in docs/bench.md.
import {cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ROOT} from '../lib/world.mjs';
import {must, timed} from './measure.mjs';

const LAYOUTS = join(dirname(fileURLToPath(import.meta.url)), 'hugo');
const AT = (column) => `strftime('%Y-%m-%dT%H:%M:%S', ${column} + 28800, 'unixepoch') || '+08:00'`;
const JOBS = `SELECT id, title, ${AT('published_at')} AS date, ${AT('updated_at')} AS updated, employer_id, employer, employer_kind,
	industry, prefecture, region_code, employment, headcount, workplace, salary_min, salary_max, education, description,
	contact_name, contact_phone, closes_on, ${AT('closes_at')} AS closes_at FROM public_job`;
const EMPLOYERS = `SELECT id, name, ${AT('updated_at')} AS date, kind, industry, prefecture, region_code, address, website, contact_name,
	contact_phone, date(verified_at + 28800, 'unixepoch') AS verified_on, intro FROM public_employer`;
const REGIONS = `SELECT r.code, iif(r.level = 3, p.name, '') || r.name AS name FROM region AS r LEFT JOIN region AS p ON p.code = r.parent
	WHERE r.level <= 3`;

const query = (site, sql) => JSON.parse(must('sqlite3', ['-json', site.store, sql]).stdout || '[]');

// Rows by thousands: whole files of JSON would be larger than a string may be.
function* rows(site, sql) {
	const [{last}] = query(site, `SELECT max(id) AS last FROM (${sql})`);
	for (let from = 0; from <= last; from += 10000) yield* query(site, `${sql} WHERE id >= ${from} AND id < ${from + 10000} ORDER BY id`);
}

// Front matter as TOML, which Hugo reads the fastest.
const page = (values, text = '') => `+++
${Object.entries(values).map(([key, v]) => `${key} = ${key === 'date' || key === 'updated' ? v : JSON.stringify(v)}`).join('\n')}
+++
${text}`;

const numbered = (section, id) => `/${section}/${String(Math.floor(id / 1000)).padStart(4, '0')}/${id}`;

function jobPage(job) {
	return page({
		title: job.title, date: job.date, updated: job.updated, id: job.id, employer_name: job.employer,
		employer_path: `${numbered('employers', job.employer_id)}.html`, employer_kind: job.employer_kind, region: job.region_code,
		employment: job.employment, headcount: job.headcount, workplace: job.workplace, salary_min: job.salary_min,
		salary_max: job.salary_max, contact_name: job.contact_name, contact_phone: job.contact_phone, closes_on: job.closes_on,
		closes_at: job.closes_at, prefecture: [job.prefecture], industry: [job.industry], education: [job.education],
		employer: [String(job.employer_id)],
	}, job.description);
}

function employerPage(e) {
	return page({
		title: e.name, date: e.date, id: e.id, kind: e.kind, industry_code: e.industry, region: e.region_code, address: e.address,
		website: e.website ?? '', contact_name: e.contact_name, contact_phone: e.contact_phone, verified_on: e.verified_on,
		employers_in: [e.prefecture],
	}, e.intro);
}

function put(path, text) {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, text);
}

// Our own texts, with their shortcode in Hugo's words.
function texts(content, from, to) {
	cpSync(from, to, {recursive: true});
	for (const name of readdirSync(to, {recursive: true}))
		if (name.endsWith('.md')) {
			const file = join(to, name), text = readFileSync(file, 'utf8');
			writeFileSync(file, text.replace(/\{\{table (\S+)\}\}/g, '{{< table "$1" >}}'));
		}
}

function writeContent(site, dir) {
	const content = join(dir, 'content'), ours = join(site.dir, 'site-src/content');
	for (const job of rows(site, JOBS)) put(join(content, `${numbered('jobs', job.id)}.md`), jobPage(job));
	for (const e of rows(site, EMPLOYERS)) put(join(content, `${numbered('employers', e.id)}.md`), employerPage(e));
	texts(content, join(ours, 'announcements'), join(content, 'announcements'));
	texts(content, join(ours, 'help'), join(content, 'help'));
	texts(content, join(ours, 'pages'), content);
	const sections = {jobs: '招聘信息', employers: '用人单位', announcements: '通知公告', help: '帮助'};
	for (const [name, title] of Object.entries(sections))
		put(join(content, name, '_index.md'), page({title, outputs: name === 'jobs' || name === 'announcements' ? ['HTML', 'atom', 'jsonfeed'] : ['HTML']}));
	for (const {code} of query(site, 'SELECT DISTINCT prefecture AS code FROM public_job'))
		put(join(content, 'prefecture', code, '_index.md'), page({outputs: ['HTML', 'atom']}));
	for (const [name, title, text] of [['notices', '公示', '目前没有公示。'], ['campaigns', '三支一扶招募', '目前没有招募。'], ['statistics', '统计', '还没有统计数据。']])
		put(join(content, `${name}.md`), page({title}, text));
	put(join(content, 'search.md'), page({title: '搜索职位', layout: 'search', summary: '按关键词、地区、行业和学历要求搜索招聘职位。'}));
	put(join(content, 'map.md'), page({title: '网站地图', layout: 'map', url: '/site/map.html', summary: '本站主要页面一览。'}));
}

// How many entries a page of a list has, so that there are as many pages as of ours.
function entries(site, paths) {
	const [{jobs, employers}] = query(site, 'SELECT (SELECT count(*) FROM public_job) AS jobs, (SELECT count(*) FROM public_employer) AS employers');
	const count = (pattern) => paths.filter((path) => pattern.test(path)).length;
	return {
		jobs: Math.ceil(jobs / count(/^jobs\/(index|page\/).*html/)),
		...Object.fromEntries(['prefecture', 'industry', 'education'].map((name) => [name, Math.ceil(jobs / count(new RegExp(`^jobs/${name}/.*html`)))])),
		employer: 20,
		employers: Math.ceil(employers / count(/^employers\/(index|page\/).*html/)),
		employers_in: Math.ceil(employers / count(/^employers\/prefecture\/.*html/)),
		announcements: Math.ceil(count(/^announcements\/\d.*html/) / count(/^announcements\/(index|page\/).*html/)),
	};
}

function writeData(site, dir, paths) {
	const labels = {};
	for (const {kind, code, label} of query(site, "SELECT kind, code, label FROM public_dict WHERE kind IN ('industry', 'education', 'employment', 'employer_kind')"))
		(labels[kind] ??= {})[code] = label;
	put(join(dir, 'data/labels.json'), JSON.stringify(labels));
	put(join(dir, 'data/regions.json'), JSON.stringify(Object.fromEntries(query(site, REGIONS).map(({code, name}) => [code, name]))));
	put(join(dir, 'data/entries.json'), JSON.stringify(entries(site, paths)));
}

// What the two trees are compared by: the kind of a file, by its path.
export const KINDS = [
	['jobs', /^jobs\/\d+\/.*html/, /^jobs\/\d+\/.*html/],
	['employers', /^employers\/\d+\/.*html/, /^employers\/\d+\/.*html/],
	['an employer\'s jobs', /^jobs\/employer\//, /^employer\//],
	['lists of jobs', /^jobs\/(index|page|prefecture|industry|education).*html/, /^(jobs(\.|\/page)|prefecture|industry|education).*html/],
	['lists of employers', /^employers\/(index|page|prefecture).*html/, /^employers(\.|\/page|_in).*html/],
	['announcements', /^announcements.*html/, /^announcements.*html/],
	['feeds', /feed\.(xml|json)/, /feed\.(xml|json)/],
	['sitemap', /^sitemap/, /^sitemap/],
	['search', /^search\/jobs\//, /^search\.json/],
	['other', /./, /./],
];

// Make Hugo's folder; `paths`: the files of our own tree. Gives the function that builds it from nothing, and its tree.
export function hugoSite(site, paths) {
	const dir = join(site.dir, 'hugo'), pub = join(dir, 'public');
	cpSync(LAYOUTS, dir, {recursive: true});
	for (const name of ['favicon.svg', 'mark.svg', 'jiuye.css', 'site.js']) cpSync(join(ROOT, 'site-src/assets', name), join(dir, 'assets', name));
	cpSync(join(ROOT, 'node_modules/@picocss/pico/css/pico.min.css'), join(dir, 'assets/pico.min.css'));
	writeContent(site, dir);
	writeData(site, dir, paths);
	const clock = new Date(site.now * 1000).toISOString();
	return {pub, run: () => {
		rmSync(pub, {recursive: true, force: true});
		return timed('hugo', ['--quiet', '--source', dir, '--clock', clock]);
	}};
}
