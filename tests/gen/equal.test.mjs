// A full build equals any series of incremental ones, byte for byte; of the search, what is found.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {DAY, NOW, brokenLinks, changed, makeSite} from '../lib/gen.mjs';

// A small generator of chance with a seed, so that a failure can be had again.
function chance(seed) {
	let x = seed >>> 0 || 1;
	return (n) => {
		x ^= x << 13; x >>>= 0; x ^= x >>> 17; x ^= x << 5; x >>>= 0;
		return x % n;
	};
}

const REGIONS = ['6501', '6502', '6528'];

// What may happen to a site between two builds. Each gets the site, chance and a state.
const acts = {
	'jobs added'(s, r, st) {
		let sql = '';
		for (let i = r(3) === 0 ? 25 : 1 + r(4); i > 0; i--)
			sql += s.job(++st.job, {employer: 1 + r(st.employer), region: REGIONS[r(3)], closes: s.clock + (r(30) - 3) * DAY + r(9999)});
		s.sql(sql);
	},
	'a gap in the numbers'(s, r, st) { st.job += r(200); },
	'a job changed'(s, r, st) { s.sql(`UPDATE job SET title = '职位 ${r(99)}', region_code = '${REGIONS[r(3)]}' WHERE id = ${1 + r(st.job)}`); },
	'a telephone changed'(s, r, st) { s.sql(`UPDATE job SET contact_phone = '1381234${1000 + r(9000)}' WHERE id = ${1 + r(st.job)}`); },
	'a job closed'(s, r, st) { s.sql(`UPDATE job SET state = 'closed' WHERE id = ${1 + r(st.job)}`); },
	'jobs expired'(s, r, st) { s.sql(`UPDATE job SET state = 'expired' WHERE id % 7 = ${r(7)} AND state = 'published'`); },
	'a job opened again'(s, r) { s.sql(`UPDATE job SET state = 'published', closes_at = ${s.clock + 20 * DAY} WHERE id IN (SELECT id FROM job WHERE state <> 'published' LIMIT ${1 + r(3)})`); },
	'old jobs removed'(s, r, st) { s.sql(`DELETE FROM job WHERE id < ${r(Math.max(1, st.job >> 2))} AND id % 2 = ${r(2)}`); },
	'an employer added'(s, r, st) { s.sql(s.employer(++st.employer) + s.job(++st.job, {employer: st.employer})); },
	'an employer renamed'(s, r, st) { s.sql(`UPDATE employer SET name = '单位 ${r(99)}' WHERE id = ${1 + r(st.employer)}`); },
	'an employer suspended'(s, r, st) { s.sql(`UPDATE employer SET state = 'suspended' WHERE id = ${1 + r(st.employer)}`); },
	'employers verified'(s) { s.sql("UPDATE employer SET state = 'verified' WHERE state <> 'verified'"); },
	'a label changed'(s, r) { s.sql(`UPDATE dict SET label = '本科${r(9)}' WHERE kind = 'education' AND code = 'bachelor'`); },
	'time'(s, r) { s.clock += r(4) * DAY + r(50000); },
	'news'(s, r, st) {
		s.write(`site-src/content/news/${2026 + r(2)}/n${++st.news}.md`, `---\ntitle: 公告${r(99)}\ndate: 2026-0${1 + r(9)}-1${r(9)} 08:0${r(9)}\n` +
			`${r(3) === 0 ? 'pinned: true\n' : ''}${r(3) === 0 ? `publish: ${new Date((s.clock + r(9) * DAY) * 1000).toISOString().slice(0, 10)}\n` : ''}` +
			`${r(4) === 0 ? 'draft: true\n' : ''}${r(3) === 0 ? `aliases: [/n/${st.news}.html]\n` : ''}---\n正文${r(99)}\n`);
	},
	'news edited'(s) { s.edit('site-src/content/news/first.md', '正文', '正文。'); },
	'an attachment'(s, r) { s.write('site-src/content/news/plan.csv', `地点,人数\n和田,${r(99)}\n`); },
	'news removed'(s, r, st) {
		if (st.news > 0) try { s.remove(`site-src/content/news/2026/n${1 + r(st.news)}.md`); } catch {}
	},
	'news renamed'(s, r, st) {
		const file = (n) => `site-src/content/news/2026/n${n}.md`, from = 1 + r(st.news);
		try { s.write(file(++st.news), s.read(file(from))); s.remove(file(from)); } catch {}
	},
	'a template edited'(s, r) {
		const t = ['jobs/card', 'jobs/page', 'jobs/list', 'layout', 'home', 'employers/page', 'news/card'][r(7)];
		s.write(`site-src/templates/${t}.mustache`, s.read(`site-src/templates/${t}.mustache`) + `<!-- ${r(99)} -->\n`);
	},
	'a style sheet edited'(s, r) { s.write('site-src/assets/site.css', `body { margin: ${r(99)}px }\n`); },
	'a plugin edited'(s, r) { s.write('plugins/jobs.lua', s.read('plugins/jobs.lua').replace(/"招聘信息\d*"/, `"招聘信息${r(99)}"`)); },
	'a list gone'(s, r) { s.write('plugins/jobs.lua', s.read('plugins/jobs.lua').replace(/name = "employer\w*", facet/, `name = "employer${'abc'[r(3)]}", facet`)); },
	'the search elsewhere'(s, r) { s.write('plugins/jobs.lua', s.read('plugins/jobs.lua').replace(/search = "\/search\/\w*\/"/, `search = "/search/jobs${'abc'[r(3)]}/"`)); },
	'a feed elsewhere'(s, r) { s.write('plugins/ff.lua', r(3) === 0 ? '' : `feeds { { section = "employers", path = "/employers/${'abc'[r(3)]}.xml", title = "单位${r(9)}" } }\n`); },
	'the sitemap gone or back'(s, r) { s.write('plugins/sitemap.lua', r(2) === 0 ? '' : `sitemap { disallow = { "/${'abc'[r(3)]}/" } }\n`); },
	'a redirect'(s, r) { s.write('plugins/zz.lua', `redirects { ["/was${r(4)}.html"] = "/jobs/" }\n`); },
};

function run(seed, steps) {
	const r = chance(seed), names = Object.keys(acts), done = [];
	const site = makeSite({build: {delete_percent: 100}}).fill({employers: 4, jobs: 150});
	const state = {job: 150, employer: 4, news: 0};
	site.must();
	for (let i = 0; i < steps; i++) {
		for (let k = 1 + r(3); k > 0; k--) {
			const name = names[r(names.length)];
			acts[name](site, r, state);
			done.push(name);
		}
		site.must();
		done.push('BUILD');
		if (i % 4 !== 3 && i !== steps - 1) continue;
		assert.deepEqual(changed(site.tree(), site.rebuilt()), [], `seed ${seed}: ${done.join(', ')}`);
		assert.deepEqual(brokenLinks(site.public), [], `seed ${seed}: ${done.join(', ')}`);
	}
	const before = site.times();
	site.must('--full'); // brings the files of the search up to date
	assert.deepEqual(changed(before, site.times()).filter((f) => !f.startsWith('search/')), [], `seed ${seed}: ${done.join(', ')}`);
	assert.deepEqual(changed(site.tree(), site.rebuilt({search: 'bytes'})), [], `seed ${seed}: ${done.join(', ')}`);
	assert.match(site.must('--full'), / 0 written, 0 deleted/, `seed ${seed}: ${done.join(', ')}`);
	const check = site.run(['check']);
	assert.equal(check.out, 'sitegen: 0 problems\n');
}

for (const seed of process.env.SEEDS ? process.env.SEEDS.split(',').map(Number) : [1, 20, 300, 4000])
	test(`full equals incremental over random changes (seed ${seed})`, () => run(seed, 16));

test('pages of a list follow from the items alone, whatever their history', () => {
	const site = makeSite().fill({jobs: 200});
	site.must();
	for (const sql of ['DELETE FROM job WHERE id BETWEEN 20 AND 70', 'DELETE FROM job WHERE id % 3 = 0', site.job(50000), site.job(21),
		"UPDATE job SET state = 'closed' WHERE id > 180", 'DELETE FROM job', site.job(5)]) {
		site.sql(sql);
		site.must('--force');
		assert.deepEqual(changed(site.tree(), site.rebuilt()), [], sql);
	}
});
