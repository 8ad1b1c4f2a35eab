// sitepages.mjs: the types of pages of the public site, and one page of each from a built site.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {ROOT} from './world.mjs';

// template, name, whose pages (the owners of the build's manifest), what this one holds, or its address.
export const TYPES = [
	['home', 'home', /^page \/index\.html$/],
	['jobs/list', 'jobs', /^list jobs\/all $/, /id="by-place"/],
	['jobs/list', 'older jobs', /^list jobs\/all $/, /rel="prev"/],
	['jobs/list', 'jobs of a prefecture', /^list jobs\/prefecture /, /class="job"/],
	['jobs/list', 'jobs of an industry', /^list jobs\/industry /, /class="job"/],
	['jobs/list', 'jobs by education', /^list jobs\/education /, /class="job"/],
	['jobs/list', 'jobs of an employer', /^list jobs\/employer /, /class="job"/],
	['jobs/page', 'a job', /^jobs /, /id="apply"/],
	['jobs/page', 'a job past its closing date', /^jobs /, /已截止/],
	['employers/list', 'employers', /^list employers\/all /],
	['employers/list', 'employers of a prefecture', /^list employers\/prefecture /],
	['employers/page', 'an employer', /^employers /, /class="job"/],
	['announcements/list', 'announcements', /^list announcements\//],
	['announcements/page', 'an announcement', /^announcements /],
	['announcements/page', 'an announcement with a table', /^announcements /, /<table/],
	['announcements/page', 'an announcement with attachments', /^announcements /, /href="\/files\//],
	['notices/list', 'notices', /^list notices\//],
	['notices/page', 'a notice that runs', /^notices /, /\/auth\/objection\//],
	['notices/page', 'a notice that has ended', /^notices /, /公示已结束|已结束/],
	['campaigns/list', 'campaigns', /^list campaigns\//],
	['campaigns/page', 'a campaign that runs', /^campaigns /, /报名中/],
	['campaigns/page', 'a campaign that has ended', /^campaigns /, /已结束/],
	['campaigns/posts', 'the posts of a campaign', /^list posts\//],
	['statistics', 'statistics', /^page \/statistics\//],
	['help/index', 'help', /^list help\//],
	['document', 'a help page', /^help /],
	['document', 'a page of text', /^documents /],
	['site/search', 'search', /^page \/search\//],
	['site/search', 'search with results', /^page \/search\//, '/search/?q=%E5%B7%A5%E7%A8%8B%E5%B8%88'],
	['site/search', 'search that finds nothing', /^page \/search\//, '/search/?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%AF%8D'],
	['site/map', 'site map', /^page \/site\/map\.html$/],
	['site/404', 'nothing there', /^page \/404\.html$/, '/no-such-page.html'],
	['site/manifest', 'build report', /^manifest page$/],
];

// [{owner, path}] of every page of the site built beside `publicDir`, but those that only lead on.
export function publishedPages(publicDir) {
	const manifest = join(dirname(publicDir), 'build/manifest.db');
	return JSON.parse(execFileSync('sqlite3', ['-json', '-readonly', manifest,
		"SELECT owner, path FROM output WHERE path LIKE '%.html' AND role NOT IN (3, 5) ORDER BY role, path"], {encoding: 'utf8', maxBuffer: 64 << 20}));
}

const address = (path) => `/${path}`.replace(/\/index\.html$/, '/');

// [{template, name, path}], one of each type. Fails for a type without a page.
export function sitePages(publicDir) {
	const all = publishedPages(publicDir);
	return TYPES.map(([template, name, owner, holds]) => {
		if (typeof holds === 'string') return {template, name, path: holds};
		const found = all.find((p) => owner.test(p.owner) && (!holds || holds.test(readFileSync(join(publicDir, p.path), 'utf8'))));
		assert.ok(found, `the demo has no page like "${name}" (${owner})`);
		return {template, name, path: address(found.path)};
	});
}

// Fails for a template of a plugin, or a page of the site, that no type above stands for.
export function assertEveryType(publicDir) {
	const named = new Set();
	for (const file of readdirSync(join(ROOT, 'plugins')).filter((f) => f.endsWith('.lua')))
		for (const [, t] of readFileSync(join(ROOT, 'plugins', file), 'utf8').matchAll(/\b(?:template|page) = "([^"]+)"/g)) named.add(t);
	const known = new Set(TYPES.map(([t]) => t));
	assert.deepEqual([...named].filter((t) => !known.has(t)), [], 'templates without a type of page in tests/lib/sitepages.mjs');
	const strange = publishedPages(publicDir).filter((p) => !TYPES.some(([, , owner]) => owner.test(p.owner)));
	assert.deepEqual(strange, [], 'pages of no type in tests/lib/sitepages.mjs');
}
