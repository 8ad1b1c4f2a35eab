// Lists that stay when they are empty.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {DAY, NOW, brokenLinks, makeSite} from '../lib/gen.mjs';

const KEEP = 'keep = function() return { { key = "6501", label = "乌鲁木齐" }, "6528" } end, template = "jobs/list"';

function keptSite() {
	const site = makeSite();
	site.edit('plugins/jobs.lua', 'facet = "prefecture", template = "jobs/list"', `facet = "prefecture", ${KEEP}`);
	site.sql(site.employer(1) + site.job(1) + site.job(2, {region: '6502'}) + site.job(3, {closes: NOW + 90 * DAY, region: '6502'}));
	return site;
}

test('a kept list is there without a member, one that is not kept goes with its last', () => {
	const site = keptSite();
	site.must();
	assert.ok(site.has('jobs/prefecture/6528/index.html'), 'never had a member');
	assert.match(site.page('index.html'), /6528/, 'ctx.facets knows it');
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
	site.clock = NOW + 31 * DAY;
	site.must('--force');
	assert.ok(site.has('jobs/prefecture/6501/index.html'));
	assert.ok(!site.has('jobs/prefecture/6501/feed.xml'));
	assert.deepEqual(brokenLinks(site.public), []);
	site.clock = NOW + 91 * DAY;
	site.must('--force');
	assert.ok(site.has('jobs/prefecture/6501/index.html') && !site.has('jobs/prefecture/6502/index.html'));
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('what is kept may change', () => {
	const site = keptSite();
	site.must();
	site.edit('plugins/jobs.lua', ', "6528" } end', ' } end');
	site.must();
	assert.ok(!site.has('jobs/prefecture/6528/index.html'));
	assert.deepEqual(site.tree(), site.rebuilt());
	site.edit('plugins/jobs.lua', ' } } end', ' }, "6528" } end');
	site.must();
	assert.ok(site.has('jobs/prefecture/6528/index.html'));
	assert.deepEqual(site.tree(), site.rebuilt());
	const r = (site.edit('plugins/jobs.lua', 'return { {', 'return 1, { {'), site.build());
	assert.equal(r.status, 1);
	assert.match(r.err, /keep\(\) returns a list of values \(index jobs\/prefecture\)/);
});

test('our own site has no broken link when every job is over', () => {
	const site = makeSite();
	site.remove('plugins'); site.remove('site-src');
	site.adopt();
	site.sql("INSERT INTO region(code, name, level, parent) VALUES('6531', '喀什地区', 2, '65');" + site.employer(1) + site.job(1));
	site.must();
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
	site.clock = NOW + 700 * DAY;
	site.must('--force');
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
});

test('our own lists of jobs keep their addresses when their last job is over: an industry, an education, an employer\'s', () => {
	const site = makeSite({build: {delete_percent: 100}}), lists = ['jobs/industry/P/index.html', 'jobs/education/any/index.html'];
	site.remove('plugins'); site.remove('site-src');
	site.adopt();
	site.sql("INSERT INTO region(code, name, level, parent) VALUES('6531', '喀什地区', 2, '65');" +
		site.employer(1) + site.job(1) + site.job(2) + "UPDATE employer SET industry = 'P';");
	const job = (state) => { site.sql(`UPDATE job SET state = '${state}'`); site.must(); assert.deepEqual(site.tree(), site.rebuilt()); };
	job('published');
	for (const list of lists) assert.match(site.page(list), /jobs\/0000\/2.html/);
	const own = site.page('jobs/employer/0000/1/index.html');
	assert.match(own, /jobs\/0000\/2.html/);
	job('closed');
	for (const list of lists) {
		assert.doesNotMatch(site.page(list), /jobs\/0000/);
		assert.match(site.page(list), /<meta name="robots" content="noindex">/);
		assert.doesNotMatch(site.page('sitemap/pages-1.xml'), new RegExp(list.replace('index.html', '<')));
	}
	assert.match(site.page('jobs/employer/0000/1/index.html'), /http-equiv="refresh" content="0; url=\/employers\/0000\/1.html"/);
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
	job('published');
	assert.equal(site.page('jobs/employer/0000/1/index.html'), own);
	site.sql(`UPDATE job SET closes_at = ${NOW + DAY}`);
	site.must();
	site.clock += 2 * DAY;
	site.must();
	assert.match(site.page('jobs/employer/0000/1/index.html'), /http-equiv="refresh"/);
	assert.deepEqual(site.tree(), site.rebuilt());
});
