// Each plugin of ours can be taken away and comes back: the build goes on without it, says whom it is missed by,
// and gives the same site as one from nothing, before and after.
import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {ROOT} from '../lib/world.mjs';
import {makeSite} from '../lib/gen.mjs';

// The sections that other plugins speak of: that have feeds, or items here.
const MISSED = {announcements: ['announcements'], campaigns: ['campaigns'], employers: ['employers'], jobs: ['jobs']};

const site = makeSite({build: {delete_percent: 100}});
site.remove('plugins'); site.remove('site-src');
site.adopt();
site.sql(site.employer(1) + site.employer(2) + site.job(1) + site.job(2, {employer: 2, region: '6502'}));
site.must();
const whole = site.tree();

// pages.lua is the home page and the style sheet: a site of its own needs one, whatever its name.
for (const file of readdirSync(join(ROOT, 'plugins')).filter((f) => f.endsWith('.lua') && f !== 'pages.lua')) {
	const name = file.replace('.lua', '');
	test(`without ${name} the site is built, and with it again it is as before`, () => {
		const text = site.read(`plugins/${file}`);
		site.remove(`plugins/${file}`);
		const r = site.build();
		assert.equal(r.status, 0, r.err);
		const missed = [...r.err.matchAll(/warning: there is no section "(\w+)"/g)].map((m) => m[1]);
		assert.deepEqual(missed, MISSED[name] ?? []);
		assert.equal(r.err.trim().split('\n').filter(Boolean).length, missed.length, r.err);
		assert.notDeepEqual(site.tree(), whole);
		assert.deepEqual(site.tree(), site.rebuilt());
		site.write(`plugins/${file}`, text);
		site.must();
		assert.deepEqual(site.tree(), whole);
	});
}

test('what asks about a section that comes later is made again when it is there', () => {
	const other = makeSite().fill({jobs: 3});
	const jobs = other.read('plugins/jobs.lua');
	other.remove('plugins/jobs.lua');
	assert.match(other.build().err, /^sitegen: warning: there is no section "jobs": what plugins say of it is left out\n$/);
	assert.doesNotMatch(other.page('index.html'), /职位3/);
	other.write('plugins/jobs.lua', jobs);
	other.must('--force');
	assert.match(other.page('index.html'), /职位3/);
	assert.deepEqual(other.tree(), other.rebuilt());
});
