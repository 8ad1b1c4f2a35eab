// The public statistics: counts only, no small group, and none that follows from the rest.
import assert from 'node:assert/strict';
import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {NOW, changed, makeSite} from '../lib/gen.mjs';
import {ROOT, seed} from '../lib/world.mjs';

function makeStatistics(sections) {
	const site = makeSite(sections);
	for (const f of ['plugins/statistics.lua', 'plugins/lib/words.lua', 'site-src/templates/statistics.mustache'])
		cpSync(join(ROOT, f), join(site.dir, f));
	return site;
}

function count(site, rows, at = NOW) {
	const values = Object.entries(rows).flatMap(([subject, groups]) => Object.entries(groups).map(([key, n]) => `('${subject}', '${key}', ${n})`));
	site.sql(`BEGIN; DELETE FROM statistic; ${values.length > 0 ? `INSERT INTO statistic VALUES ${values};` : ''}
		INSERT INTO statistic_taken VALUES(1, ${at}) ON CONFLICT(id) DO UPDATE SET at = excluded.at; COMMIT;`);
	site.must();
}

const published = (site, name) => JSON.parse(site.page(`statistics/${name}.json`));
const shown = (site, name) => published(site, name).groups.map((g) => g.withheld ? '?' : g.count).join(' ');

const cases = [
	['nothing is hidden when all groups are large', {seeking: 50, unemployed: 6, employed: 5, other: 7}, '50 6 5 7', 68],
	['two small groups that make five together hide each other', {seeking: 50, unemployed: 2, employed: 60, other: 3}, '50 ? 60 ?', 115],
	['one small group takes the smallest other with it', {seeking: 50, unemployed: 4, employed: 60, other: 9}, '50 ? 60 ?', 123],
	['two groups of one take a third: one of each would follow from the sum', {seeking: 50, unemployed: 1, employed: 60, other: 1}, '? ? 60 ?', 112],
	['a single small group has no total to be computed from', {seeking: 3}, '? 0 0 0', undefined],
	['groups of none are nobody', {seeking: 8, other: 8}, '8 0 0 8', 16],
];
for (const [name, groups, want, total] of cases)
	test(name, () => {
		const site = makeStatistics();
		count(site, {registration: groups});
		assert.equal(shown(site, 'registrations'), want);
		assert.equal(published(site, 'registrations').total, total);
		const page = site.page('statistics/index.html'), csv = site.page('statistics/registrations.csv');
		for (const [key, n] of Object.entries(groups)) {
			const hidden = published(site, 'registrations').groups.find((g) => g.code === key).withheld;
			assert.match(csv, new RegExp(`^"${key}","[^"]+",${hidden ? ',未公布' : `${n},`}\r$`, 'm'));
			if (hidden && total === undefined) assert.doesNotMatch(page, new RegExp(`>${n}<`));
		}
	});

test('the size of the smallest group is a setting', () => {
	const site = makeStatistics({build: {statistics_min: 1}});
	count(site, {registration: {seeking: 1, other: 2}});
	assert.equal(shown(site, 'registrations'), '1 0 0 2');
});

test('the picture has a title, a description and its data beside it; no style, no script', () => {
	const site = makeStatistics();
	count(site, {job_prefecture: {6501: 20, 6502: 10}, job_industry: {A: 9, '': 7}, contract: {'2026-06': 40, '2025-07': 8, '2026-01': 12345}});
	const page = site.page('statistics/index.html'), pictures = page.match(/<svg[^]*?<\/svg>/g);
	assert.equal(pictures.length, 3);
	for (const svg of pictures) {
		const ids = svg.match(/^<svg class="chart" role="img" aria-labelledby="(\S+) (\S+)"/);
		assert.ok(svg.includes(`<title id="${ids[1]}">`) && svg.includes(`<desc id="${ids[2]}">`));
		assert.doesNotMatch(svg, /style|script|href/);
	}
	assert.match(page, /<rect [^>]*width="50.00%"/);
	assert.match(page, />1\.2万</);
	assert.match(page, /<th scope="row">克拉玛依<\/th><td class="num">10<\/td>/);
	assert.match(page, /<th scope="row">未填行业<\/th><td class="num">7<\/td>/);
	assert.equal(published(site, 'contracts-by-month').groups.length, 12);
	assert.deepEqual(published(site, 'contracts-by-month').groups.filter((g) => g.count > 0).map((g) => g.code), ['2025-07', '2026-01', '2026-06']);
});

test('the page follows the day\'s counts, and is empty before the first', () => {
	const site = makeStatistics();
	site.must();
	assert.match(site.page('statistics/index.html'), /还没有统计数据/);
	count(site, {registration: {seeking: 8}});
	assert.match(site.page('statistics/index.html'), /截至2026年6月1日/);
	const before = site.times();
	count(site, {registration: {seeking: 9}}, NOW + 86400);
	assert.ok(changed(before, site.times()).includes('statistics/registrations.csv'));
	assert.match(site.page('statistics/index.html'), /截至2026年6月2日/);
	assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
});

test('the demo has something to show in every chart, and small groups in three of them', async () => {
	const folder = join(await seed(), 'public/statistics');
	for (const [name, hidden] of [['registrations', 2], ['jobs-by-prefecture', 0], ['jobs-by-industry', 0], ['contracts-by-month', 2], ['agreements-by-month', 2]]) {
		const {groups, total} = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
		assert.equal(groups.filter((g) => g.withheld).length, hidden, name);
		assert.ok(groups.filter((g) => g.count > 0).length >= 2 && total >= 30, name);
	}
});
