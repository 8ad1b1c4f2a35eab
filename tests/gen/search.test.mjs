// The files of the static search after changes: what changed is found at once, by its new words alone, whatever small number
// of files was written for it; and the words files follow when much has changed. Searches are made by the site's own script.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {DAY, NOW, changed, makeSite} from '../lib/gen.mjs';
import {visitor} from '../lib/found.mjs';

const index = (site) => JSON.parse(site.page('search/jobs/index.json'));
const ids = (rows) => rows.map((row) => Number(row.match(/\/(\d+)\.html/)[1]));

// What a visitor of the site as it is now finds.
const found = async (site, q, conditions) => ids((await visitor(site.public, '/search/jobs/', site.clock)(q, conditions)).rows);

// Search files that a build after a change wrote or removed.
function written(site, sql) {
	const before = site.times();
	site.sql(sql);
	site.must('--force');
	return changed(before, site.times()).filter((f) => f.startsWith('search/jobs/'));
}

const title = (id, words) => `UPDATE job SET title = '${words}' WHERE id = ${id};`;

test('a title that becomes wholly another is one file; it is found by its new words, among the others in their order', async () => {
	const site = makeSite().fill({jobs: 400});
	site.must();
	assert.ok(index(site).from > 300);
	assert.deepEqual(written(site, title(100, '高级会计师')), ['search/jobs/index.json']);
	assert.deepEqual(await found(site, '会计'), [100]);
	assert.ok(!(await found(site, '职位')).includes(100));
	assert.deepEqual(written(site, title(200, '会计') + title(399, '会计') + title(5, '会计')), ['search/jobs/index.json']);
	assert.deepEqual(await found(site, '会计'), [399, 200, 100, 5], 'newest first, wherever they stand');
	assert.deepEqual(site.tree(), site.rebuilt());
	assert.deepEqual(written(site, title(100, '职位100') + title(200, '职位200') + title(5, '职位5')), ['search/jobs/index.json']);
	assert.deepEqual(Object.keys(index(site).items).filter((id) => id < index(site).from), [], 'what is again as it was needs no row of its own');
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a new job is one file, however many come one after the other, until the words files follow', async () => {
	const site = makeSite().fill({jobs: 400});
	site.must();
	const {from} = index(site);
	let id = 400;
	for (; id < 500; id++) assert.deepEqual(written(site, site.job(id + 1, {title: '园艺师'})), ['search/jobs/index.json'], `job ${id + 1}`);
	assert.equal((await found(site, '园艺师')).length, 100);
	assert.equal(index(site).from, from);
	const many = Array.from({length: 100}, (_, i) => site.job(501 + i, {title: '园艺师'})).join('');
	assert.ok(written(site, many).length > 10, 'a build that changes much anyway');
	assert.ok(index(site).from > 500 && Object.keys(index(site).items).length < 64);
	assert.equal((await found(site, '园艺师')).length, 200);
	assert.deepEqual(site.tree(), site.rebuilt({search: 'bytes'}));
});

test('a job that goes is gone at once, with one file or two; so is its row; and it may come back', async () => {
	const site = makeSite().fill({jobs: 400});
	site.must();
	const all = await found(site, '职位');
	assert.deepEqual(written(site, "UPDATE job SET state = 'closed' WHERE id = 100; DELETE FROM job WHERE id = 201"),
		['search/jobs/index.json', 'search/jobs/items/000/12.json', 'search/jobs/items/000/25.json']);
	assert.deepEqual(index(site).gone, [100, 201]);
	assert.deepEqual(await found(site, '职位'), all.filter((id) => id !== 100 && id !== 201));
	assert.deepEqual(await found(site, '职位201'), []);
	for (const file of ['12', '25']) assert.doesNotMatch(site.page(`search/jobs/items/000/${file}.json`), /"(100|201)"/);
	assert.deepEqual(site.tree(), site.rebuilt());
	written(site, `UPDATE job SET state = 'published', title = '又来的' WHERE id = 100`);
	assert.deepEqual(await found(site, '又来'), [100]);
	assert.deepEqual(index(site).gone, [201]);
	written(site, "UPDATE job SET state = 'closed' WHERE id = 100");
	assert.deepEqual(await found(site, '又来'), []);
	assert.deepEqual(index(site).gone, [100, 201]);
	assert.deepEqual(site.tree(), site.rebuilt());
	site.must('--full');
	assert.deepEqual(index(site).gone, []);
	assert.deepEqual(site.tree(), site.rebuilt({search: 'bytes'}));
});

test('conditions and other words of a changed row count as in the words files', async () => {
	const site = makeSite().fill({jobs: 400});
	site.must();
	const here = await found(site, '职位3', {p: '6502'});
	written(site, "UPDATE job SET region_code = '6528' WHERE id = 300");
	assert.deepEqual(await found(site, '职位3', {p: '6528'}), [300]);
	assert.deepEqual(await found(site, '职位3', {p: '6502'}), here.filter((id) => id !== 300));
	written(site, title(7, 'Senior Java 开发'));
	assert.deepEqual(await found(site, 'jav'), [7]);
	assert.deepEqual(await found(site, 'ava'), [], 'letters from a word\'s beginning');
	site.clock = NOW + 40 * DAY;
	assert.deepEqual(await found(site, 'jav'), [], 'over by its date');
});
