// What is broken fails the build with file, line and cause; the live site stays as it was.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {changed, makeSite} from '../lib/gen.mjs';

const site = makeSite().fill({jobs: 3});
const front = (fields, body = '正文') => `---\ntitle: 题\ndate: 2026-05-01\n${fields}---\n\n${body}\n`;
const NEWS = 'site-src/content/news/broken.md', LIST = 'site-src/templates/jobs/list.mustache', JOBS = 'plugins/jobs.lua';

const cases = [
	['an unknown field', NEWS, front('autor: x\n'), 'site-src/content/news/broken.md:4:1: unknown field: autor'],
	['an impossible date', NEWS, front('expire: 2026-13-01\n'), 'site-src/content/news/broken.md:4:9: not a date'],
	['broken YAML', NEWS, front('summary: [x\n'), 'site-src/content/news/broken.md:'],
	['front matter without end', NEWS, '---\ntitle: x\n正文\n', 'site-src/content/news/broken.md:1: '],
	['no title', NEWS, '---\ndate: 2026-05-01\n---\nx\n', 'site-src/content/news/broken.md:1: title is missing'],
	['a missing attachment', NEWS, front('attachments:\n  - file: no.pdf\n    title: 附件\n'), 'no file no.pdf beside it'],
	['a missing table', NEWS, front('', '{{table no.csv}}'), 'site-src/content/news/broken.md:6: no file no.csv beside it'],
	['a table with a row too long', NEWS, front('', '{{table bad.csv}}'), 'site-src/content/news/bad.csv:2: '],
	['a full ID number', NEWS, front('', '11010519491231002X'), 'personal data: /news/broken.html holds a full ID number'],
	['a mobile number', NEWS, front('', '13812345678'), 'personal data: /news/broken.html holds a mobile number'],
	['a bank card number', NEWS, front('', '6228480402564890018'), 'personal data: /news/broken.html holds a bank card number'],
	['a template with an open section', LIST, '<p>\n  {{#x}}\n', 'templates/jobs/list.mustache:2:3: unclosed section'],
	['a template that is not UTF-8', LIST, Buffer.from([0x0a, 0x61, 0xff]), 'templates/jobs/list.mustache:2:2: a byte that is not UTF-8'],
	['a plugin with a syntax error', JOBS, 'section {\n  name = = "x"\n}\n', 'plugins/jobs.lua:2: '],
	['a plugin that reaches out', JOBS, '\nos.execute("id")\n', 'plugins/jobs.lua:2: '],
	['a plugin that reads what is private', JOBS, 'section { name = "x", source = { sql = "SELECT id FROM account" } }\n', 'plugins/jobs.lua'],
	['a setting that does not exist', 'jiuye.conf', '[site]\nnam = x\n', 'jiuye.conf:2: there is no setting [site] nam'],
];

test('a first build', () => {
	site.write('site-src/content/news/bad.csv', 'a,b\n1,2,3\n');
	site.must();
});

for (const [what, file, text, message] of cases) {
	test(`${what} is named, and nothing is published`, () => {
		const old = file === NEWS ? null : site.read(file), before = site.times();
		site.write(file, text);
		const r = site.build();
		if (old === null) site.remove(file);
		else site.write(file, old);
		assert.equal(r.status, 1);
		assert.ok(r.err.startsWith('sitegen: ') || r.err.includes('\nsitegen: '), r.err);
		assert.ok(r.err.includes(message), r.err);
		assert.deepEqual(changed(before, site.times()), []);
	});
}

test('mended, the next build goes on', () => {
	assert.match(site.must(), / 0 written, 0 deleted|nothing changed/);
});
