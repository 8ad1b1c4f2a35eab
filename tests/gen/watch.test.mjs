// sitegen watch: a preview that follows the author's files and the store.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {request} from 'node:http';
import {join} from 'node:path';
import {test} from 'node:test';
import {makeSite} from '../lib/gen.mjs';
import {buildDir} from '../lib/world.mjs';

async function started(site) {
	const child = spawn(join(buildDir(), 'sitegen'), ['watch', '-c', site.conf, '--port', '0'], {stdio: ['ignore', 'pipe', 'pipe']});
	let said = '', errors = '';
	child.stderr.on('data', (d) => errors += d);
	const port = await new Promise((resolve, reject) => {
		child.stdout.on('data', (d) => {
			said += d;
			const at = said.match(/127\.0\.0\.1:(\d+)\//);
			if (at) resolve(Number(at[1]));
		});
		child.on('exit', (code) => reject(new Error(`left with ${code}: ${said}`)));
	});
	return {
		errors: () => errors.split('\n').filter(Boolean),
		// The path goes out as it is: fetch() would tidy it.
		get: (path, method = 'GET') => new Promise((resolve, reject) => {
			request({host: '127.0.0.1', port, path, method}, (res) => {
				let text = '';
				res.setEncoding('utf8').on('data', (d) => text += d).on('end', () => resolve({status: res.statusCode, type: res.headers['content-type'], text}));
			}).on('error', reject).end();
		}),
		stop: () => new Promise((resolve) => {
			child.removeAllListeners('exit');
			child.on('exit', (code) => resolve(code));
			child.kill('SIGINT');
		}),
	};
}

async function until(what, ready) {
	for (const end = Date.now() + 20e3; Date.now() < end; await new Promise((r) => setTimeout(r, 30)))
		if (await ready()) return;
	assert.fail(`waited in vain: ${what}`);
}

test('the preview follows content, templates and the store, shows errors, and leaves the site as it is', {timeout: 90e3}, async () => {
	const site = makeSite().fill();
	const watch = await started(site);
	const state = async () => JSON.parse((await watch.get('/.watch/state')).text);
	try {
		await until('the first build', async () => (await watch.get('/')).status === 200);
		const home = await watch.get('/');
		assert.match(home.text, /<script src="\/\.watch\/reload\.js" defer><\/script>\s*<\/body>/);
		assert.doesNotMatch(site.page('index.html'), /\.watch/);
		assert.match((await watch.get('/.watch/reload.js')).type, /^text\/javascript/);

		// The first build may be published a moment before it is announced.
		await until('the first announcement', async () => (await state()).version > 0);
		let {version} = await state();
		site.sql("UPDATE employer SET name = '改过的单位' WHERE id = 2;");
		await until('the store', async () => (await state()).version > version);
		assert.match((await watch.get('/employers/2.html')).text, /改过的单位/);

		({version} = await state());
		site.write('site-src/content/news/later.md', '---\ntitle: 后来的消息\ndate: 2026-05-01\n---\n正文\n');
		await until('a new file', async () => (await state()).version > version);
		assert.match((await watch.get('/news/later.html')).text, /后来的消息/);

		const good = site.read('site-src/templates/home.mustache');
		site.write('site-src/templates/home.mustache', good + '{{#first}}');
		await until('the error', async () => (await state()).error !== '');
		assert.match((await state()).error, /home\.mustache:\d+:\d+: /);
		assert.equal((await watch.get('/')).status, 200);
		site.write('site-src/templates/home.mustache', good + '{{/second}}');
		await until('the next error', async () => (await state()).error.includes('second'));
		site.sql("UPDATE employer SET name = '再改' WHERE id = 2;"); // one more build, with the same error
		site.write('site-src/templates/home.mustache', good);
		await until('the end of the error', async () => (await state()).error === '');
		for (const word of ['first', 'second'])
			assert.equal(watch.errors().filter((l) => l.includes(word)).length, 1, 'an error is told once');

		for (const path of ['/../jiuye.conf', '/%2e%2e/jiuye.conf', '//etc/passwd', '/jobs/../../store.db', '/nowhere.html'])
			assert.equal((await watch.get(path)).status, 404, path);
		assert.equal((await watch.get('/', 'POST')).status, 405);
	} finally {
		assert.equal(await watch.stop(), 0);
	}
});
