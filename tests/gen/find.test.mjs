// feeds { } and sitemap { }: plugins say which sections have them; without the plugin there are none.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {makeSite} from '../lib/gen.mjs';

const kept = (site, pattern) => Object.keys(site.tree()).filter((f) => pattern.test(f));
const MAPS = /^(sitemap|robots\.txt)/, FEEDS = /feed\.(xml|json)$/;

test('our own site has feeds and a sitemap by its plugins, and none without them', () => {
	const site = makeSite();
	site.remove('plugins'); site.remove('site-src');
	site.adopt();
	site.sql(site.employer(1) + site.job(1));
	site.must();
	assert.deepEqual(kept(site, FEEDS), ['announcements/feed.json', 'announcements/feed.xml', 'campaigns/feed.json', 'campaigns/feed.xml', 'jobs/feed.json', 'jobs/feed.xml',
		'jobs/prefecture/6501/feed.xml']);
	assert.match(site.page('jobs/index.html'), /href="\/jobs\/feed.xml"/);
	assert.match(site.page('robots.txt'), /^User-agent: \*\nDisallow: \/api\/\n[^]*\nSitemap: http:\/\/127.0.0.1:8080\/sitemap.xml\n$/);
	assert.ok(kept(site, MAPS).includes('sitemap/jobs-1.xml'), kept(site, MAPS).join(' '));
	const feeds = site.read('plugins/feeds.lua'), map = site.read('plugins/sitemap.lua');
	site.remove('plugins/feeds.lua');
	site.must();
	assert.deepEqual(kept(site, FEEDS), []);
	for (const page of ['jobs/index.html', 'jobs/0000/1.html', 'announcements/index.html']) assert.doesNotMatch(site.page(page), /feed\.xml/, page);
	assert.deepEqual(site.tree(), site.rebuilt());
	site.remove('plugins/sitemap.lua');
	site.must();
	assert.deepEqual(kept(site, MAPS), []);
	assert.deepEqual(site.tree(), site.rebuilt());
	site.write('plugins/feeds.lua', feeds);
	site.write('plugins/sitemap.lua', map);
	site.must();
	assert.ok(kept(site, FEEDS).length === 7 && site.has('sitemap/jobs-1.xml'));
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a sitemap of some sections leaves the others out, and takes them in again', () => {
	const site = makeSite().fill({jobs: 5});
	site.must();
	assert.ok(kept(site, /^sitemap\/news/).length > 0);
	site.edit('plugins/sitemap.lua', 'sitemap {', 'sitemap { sections = { "jobs" },');
	site.must();
	assert.deepEqual(kept(site, /^sitemap\/(news|employers)/), []);
	assert.match(site.page('sitemap/pages-1.xml'), /<loc>[^<]*\/jobs\/<\/loc>/);
	assert.doesNotMatch(site.page('sitemap/pages-1.xml'), /<loc>[^<]*\/news\/<\/loc>/);
	assert.deepEqual(site.tree(), site.rebuilt());
	site.edit('plugins/sitemap.lua', '"jobs"', '"jobs", "news"');
	site.must();
	assert.ok(kept(site, /^sitemap\/news/).length > 0);
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a feed has as many entries as its plugin says; another number makes it again', () => {
	const site = makeSite().fill({jobs: 9}), count = () => [...site.page('jobs/few.xml').matchAll(/<entry>/g)].length;
	site.write('plugins/few.lua', 'feeds { { section = "jobs", path = "/jobs/few.xml", title = "几条", entries = 3 } }\n');
	site.must();
	assert.equal(count(), 3);
	assert.match(site.page('jobs/0000/1.html'), /\/jobs\/few.xml/);
	site.edit('plugins/few.lua', 'entries = 3', 'entries = 4');
	site.must();
	assert.equal(count(), 4);
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('two plugins may give one section feeds; a change of either is on its pages', () => {
	const site = makeSite().fill({jobs: 3});
	for (const name of ['fa', 'fb']) site.write(`plugins/${name}.lua`, `feeds { { section = "employers", path = "/${name}.xml", title = "甲" } }\n`);
	site.must();
	for (const name of ['fa', 'fb']) {
		site.edit(`plugins/${name}.lua`, '甲', name);
		site.must();
		assert.ok(site.page('employers/1.html').includes(`title="${name}" href="/${name}.xml"`), name);
		assert.deepEqual(site.tree(), site.rebuilt());
	}
});

test('a second sitemap, and too many entries are refused', () => {
	for (const [text, words] of [
		['feeds { { path = "/x.xml", title = "x" } }', /plugins\/zz.lua:1: feeds: section is missing/],
		['feeds { { section = "jobs", path = "/x.xml", title = "x", entries = 501 } }', /entries is from 1 to 500/],
		['feeds { { section = "jobs", facet = "prefecture", path = "/x.xml", title = "x" } }', /path is a function/],
		['feeds { section = "jobs", path = "/x.xml", title = "x" }', /plugins\/zz.lua:1: feeds: a list of 1 to 200 tables/],
		['section { name = "x", feeds = { { section = "jobs" } }, source = { files = "x" }, item = function() end }', /unknown field section/],
		['feeds { { section = "jobs", facet = "prefecture", path = function(k) return "/x/" .. k .. ".xml" end, title = "x" } }', /plugins\/zz.lua: section jobs has two feeds of the facet prefecture/],
		['sitemap { allow = {} }', /sitemap: unknown field allow/],
		['sitemap {}', /plugins\/zz.lua:1: sitemap is declared twice/],
	]) {
		const site = makeSite();
		site.write('plugins/zz.lua', text);
		const r = site.build();
		assert.equal(r.status, 1, text);
		assert.match(r.err, words);
	}
	const site = makeSite();
	for (const path of ['my/', '/my/\\nAllow: /', '/a b']) {
		site.write('plugins/sitemap.lua', `sitemap { disallow = { "${path}" } }`);
		assert.match(site.build().err, /plugins\/sitemap.lua:1: sitemap: disallow: ".*is no path that begins with \//s, path);
	}
});
