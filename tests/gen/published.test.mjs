// What machines read of the demo's site: structured data of jobs, feeds, sitemaps, robots.txt, and the
// head of every page. The schemas are in tests/lib/schemas/.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {before, describe, test} from 'node:test';
import {tags} from '../lib/html.mjs';
import {publishedPages} from '../lib/sitepages.mjs';
import {BASE_URL, ROOT, run, seed} from '../lib/world.mjs';

let dir, pages;
before(async () => {
	dir = join(await seed(), 'public');
	pages = publishedPages(dir);
});

const read = (path) => readFileSync(join(dir, path), 'utf8');
const files = (pattern) => readdirSync(dir, {recursive: true}).filter((f) => pattern.test(f)).sort();
const address = (path) => `${BASE_URL}/${path}`.replace(/\/index\.html$/, '/');
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
const isText = (v) => assert.ok(typeof v === 'string' && v.trim() !== '', `${JSON.stringify(v)} is no text`);

async function assertSchema(schema, paths) {
	assert.ok(paths.length > 0);
	const r = await run('xmllint', ['--noout', '--relaxng', join(ROOT, 'tests/lib/schemas', schema), ...paths.map((p) => join(dir, p))]);
	assert.equal(r.status, 0, r.stderr.split('\n').filter((l) => !/ validates$/.test(l)).slice(0, 10).join('\n'));
}

// schema.org/JobPosting as search engines want it: what is required, what they recommend, no more types than there are.
function assertPosting(d) {
	assert.deepEqual([d['@context'], d['@type']], ['https://schema.org', 'JobPosting']);
	[d.title, d.description, d.hiringOrganization?.name, d.identifier?.name, d.identifier?.value].forEach(isText);
	assert.match(d.description, /^<(p|h\d|ul|ol)>/, 'the description is HTML');
	assert.notEqual(d.title, d.description);
	assert.match(d.datePosted, INSTANT);
	assert.match(d.validThrough, INSTANT);
	assert.ok(Date.parse(d.validThrough) > Date.parse(d.datePosted));
	assert.deepEqual([d.hiringOrganization['@type'], d.identifier['@type']], ['Organization', 'PropertyValue']);
	const {jobLocation: {'@type': place, address: a}} = d;
	assert.deepEqual([place, a['@type'], a.addressCountry], ['Place', 'PostalAddress', 'CN']);
	[a.addressRegion, a.addressLocality].forEach(isText);
	if ('streetAddress' in a) isText(a.streetAddress);
	assert.ok(['FULL_TIME', 'PART_TIME', 'INTERN'].includes(d.employmentType), d.employmentType);
	assert.ok(Number.isInteger(d.totalJobOpenings) && d.totalJobOpenings > 0);
	assert.equal(d.directApply, true);
	if (!d.baseSalary) return;
	const {'@type': money, currency, value: v} = d.baseSalary;
	assert.deepEqual([money, currency, v['@type'], v.unitText], ['MonetaryAmount', 'CNY', 'QuantitativeValue', 'MONTH']);
	assert.ok(v.minValue > 0 && v.minValue <= v.maxValue, JSON.stringify(v));
}

describe('0.i2 structured data', () => {
	test('every job that is open is a JobPosting, with its pay where it names one; one that is closed is none', () => {
		let open = 0, paid = 0;
		for (const {path} of pages.filter((p) => /^jobs \d/.test(p.owner))) {
			const html = read(path), found = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
			const shown = html.match(/<p class="pay">(.*?)<\/p>/)[1];
			assert.equal(found.length, /id="apply"/.test(html) ? 1 : 0, path);
			if (found.length === 0) continue;
			const data = JSON.parse(found[0][1]);
			assertPosting(data);
			assert.equal(`${data.title} · ${data.hiringOrganization.name}`, tags(html, 'meta').find((t) => t.attributes.property === 'og:title').attributes.content);
			assert.equal(data.baseSalary === undefined, shown === '面议', path);
			if (data.baseSalary) assert.ok(shown.includes(String(data.baseSalary.value.maxValue)), path);
			open++;
			paid += data.baseSalary !== undefined;
		}
		assert.ok(open > 100 && paid > 50, `${open} open jobs, ${paid} of them with pay`);
	});
});

describe('0.i2 feeds', () => {
	test('Atom feeds are valid (RFC 4287); ids once, entries exist, the feed is as new as its newest', async () => {
		const feeds = files(/feed\.xml$/);
		assert.ok(feeds.length > 10);
		await assertSchema('atom.rng', feeds);
		for (const path of feeds) {
			const xml = read(path), [head, ...entries] = xml.split('<entry>');
			assert.ok(head.includes(`<id>${address(path)}</id><link rel="self" href="${address(path)}"/>`), path);
			const ids = entries.map((e) => e.match(/<id>(.*?)<\/id>/)[1]), when = entries.map((e) => e.match(/<updated>(.*?)</)[1]);
			assert.equal(new Set(ids).size, ids.length, path);
			for (const id of ids) assert.ok(read(id.slice(BASE_URL.length + 1)), id);
			assert.equal(head.match(/<updated>(.*?)</)[1], when.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1), path);
		}
	});

	test('JSON feeds are valid (1.1) and say what the Atom feed beside them says', () => {
		for (const path of files(/feed\.json$/)) {
			const feed = JSON.parse(read(path)), atom = read(path.replace(/json$/, 'xml'));
			assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
			[feed.title, feed.language].forEach(isText);
			assert.deepEqual([feed.feed_url, feed.home_page_url], [address(path), `${BASE_URL}/`]);
			assert.equal(feed.items.length, atom.split('<entry>').length - 1);
			for (const item of feed.items) {
				[item.id, item.title, item.content_html ?? item.content_text].forEach(isText);
				assert.ok(item.url.startsWith(`${BASE_URL}/`) && atom.includes(`<id>${item.id}</id>`), item.id);
				for (const at of [item.date_published ?? item.date_modified, item.date_modified]) assert.match(at, INSTANT);
			}
		}
	});
});

describe('0.i2 sitemap and robots.txt', () => {
	const urls = (path) => [...read(path).matchAll(/<loc>(.*?)<\/loc>(?:<lastmod>(.*?)<\/lastmod>)?/g)].map(([, loc, lastmod]) => ({loc, lastmod}));

	test('valid; robots.txt leads to the index, the index to every shard, with the newest day of each', async () => {
		const shards = files(/^sitemap\/.*\.xml$/);
		await assertSchema('sitemap.rng', ['sitemap.xml', ...shards]);
		assert.match(read('robots.txt'), new RegExp(`^User-agent: \\*\n(Disallow: /[a-z]+/\n)+\nSitemap: ${BASE_URL}/sitemap\\.xml\n$`));
		assert.deepEqual(urls('sitemap.xml').map((u) => u.loc).sort(), shards.map(address).sort());
		for (const {loc, lastmod} of urls('sitemap.xml'))
			assert.equal(lastmod, urls(loc.slice(BASE_URL.length + 1)).map((u) => u.lastmod?.slice(0, 10)).filter(Boolean).sort().at(-1), loc);
	});

	test('every page that may be found stands in it once, and nothing else', () => {
		const named = files(/^sitemap\/.*\.xml$/).flatMap(urls).map((u) => u.loc).sort();
		assert.equal(new Set(named).size, named.length);
		const open = pages.filter((p) => !/\/page\/\d+\.html$/.test(p.path) && !/<meta name="robots" content="noindex">/.test(read(p.path)));
		assert.deepEqual(named, open.map((p) => address(p.path)).sort());
	});

	test('lastmod is when the content changed: also of single pages that of what they show, never the build', async () => {
		const at = new Map(files(/^sitemap\/.*\.xml$/).flatMap(urls).map((u) => [u.loc, u.lastmod]));
		const ago = (path) => Date.now() - Date.parse(at.get(`${BASE_URL}${path}`));
		const newest = read('jobs/feed.xml').match(/<updated>(.*?)</)[1];
		const [job] = read('jobs/feed.xml').match(/\/jobs\/\d+\/\d+\.html/);
		assert.equal(at.get(`${BASE_URL}${job}`), newest);
		// What changes with each job tells of the day.
		assert.equal(at.get(`${BASE_URL}/jobs/`), newest.slice(0, 10));
		assert.ok(at.get(`${BASE_URL}/`) >= newest.slice(0, 10), 'home shows the newest job');
		assert.equal(at.get(`${BASE_URL}/search/`), newest.slice(0, 10));
		const taken = (await run('sqlite3', [join(dirname(dir), 'jiuye.db'), 'SELECT at FROM public_statistic_taken'])).stdout.trim();
		assert.equal(at.get(`${BASE_URL}/statistics/`), new Date((Number(taken) + 8 * 3600) * 1000).toISOString().slice(0, 10));
		for (const {path} of pages.filter((p) => /^(documents|help|announcements) /.test(p.owner)))
			assert.ok(ago(`/${path}`) > 86400e3 || at.get(address(path)) === undefined, path);
	});
});

describe('0.i2 the head of each page', () => {
	test('canonical is its own address, OpenGraph says the same as the page, the title is of this page alone', () => {
		const titles = new Map();
		for (const {path} of pages) {
			const html = read(path), head = html.slice(0, html.indexOf('</head>'));
			const metas = tags(head, 'meta').map((t) => t.attributes), og = (name) => metas.filter((m) => m.property === `og:${name}`).map((m) => m.content);
			const canonical = tags(head, 'link').map((t) => t.attributes).filter((l) => l.rel === 'canonical').map((l) => l.href);
			assert.deepEqual(canonical, [address(path)], path);
			assert.deepEqual(og('url'), canonical, path);
			assert.equal(og('title').length, 1, path);
			assert.ok(head.match(/<title>(.*?)<\/title>/)[1].length > 0, path);
			assert.match(og('type')[0], /^(website|article|profile)$/, path);
			const description = metas.filter((m) => m.name === 'description').map((m) => m.content);
			assert.deepEqual(og('description'), description, path);
			const single = !/\/page\/\d+\.html$/.test(path) && !metas.some((m) => m.name === 'robots');
			if (single) assert.equal(description.length, 1, `${path} has no description`);
			if (single) titles.set(head.match(/<title>(.*?)<\/title>/)[1], [...titles.get(head.match(/<title>(.*?)<\/title>/)[1]) ?? [], path]);
		}
		assert.deepEqual([...titles].filter(([title, paths]) => paths.length > 1 && !/ · /.test(title)), []);
	});
});
