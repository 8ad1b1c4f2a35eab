// browser.mjs: Debian's chromium through playwright-core, axe and html-validate.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {HtmlValidate} from 'html-validate';
import {chromium} from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const PHONE = {width: 390, height: 844};
export const DESK = {width: 1280, height: 900};

export function launch(...more) {
	return chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
			'--disable-background-networking', '--disable-component-update', '--disable-sync',
			'--disable-dev-shm-usage', '--lang=zh-CN', ...more],
	});
}

// A page in a context of its own. Options: script (true), dark (false), viewport.
// page.complaints collects script errors, CSP violations and failed requests.
export async function open(browser, origin, {script = true, dark = false, viewport = PHONE, ...rest} = {}) {
	const context = await browser.newContext({
		baseURL: origin, javaScriptEnabled: script, colorScheme: dark ? 'dark' : 'light', viewport, locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai', ...rest,
	});
	context.setDefaultTimeout(15e3);
	const page = await context.newPage();
	page.complaints = [];
	page.on('pageerror', (e) => page.complaints.push(`script: ${e.message}`));
	page.on('console', (m) => { if (m.type() === 'error' && !/status of (401|403|404|409|422|429)/.test(m.text())) page.complaints.push(`console: ${m.text()}`); });
	page.on('requestfailed', (r) => { if (r.failure()?.errorText !== 'net::ERR_ABORTED') page.complaints.push(`request: ${r.url()} ${r.failure()?.errorText}`); });
	return page;
}

// Fail with every violation of WCAG 2.2 A and AA on the page as it stands.
export async function assertAccessible(page, label = page.url()) {
	// The page's CSP forbids injected scripts; evaluate() is the browser's own door.
	await page.evaluate(axe);
	const {violations} = await page.evaluate((tags) => window.axe.run(document, {runOnly: tags, resultTypes: ['violations']}), WCAG);
	const lines = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help} — ${n.target.join(' ')} — ${n.html.slice(0, 160)}`));
	assert.equal(lines.length, 0, `accessibility of ${label}:\n${lines.join('\n')}`);
}

// Nothing sticks out to the right of the window.
export async function assertFits(page, label = page.url()) {
	const wide = await page.evaluate(() => {
		const limit = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= limit) return [];
		return [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > limit + 1)
			.slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
	});
	assert.equal(wide.length, 0, `${label} is wider than the window: ${wide.join('\n')}`);
}

// Nothing moved while the page came together (Cumulative Layout Shift of 0).
export async function assertStill(page, label = page.url()) {
	const shifts = await page.evaluate(() => new Promise((resolve) => {
		const found = [], observer = new PerformanceObserver((list) => found.push(...list.getEntries()));
		observer.observe({type: 'layout-shift', buffered: true});
		requestAnimationFrame(() => requestAnimationFrame(() => {
			found.push(...observer.takeRecords());
			resolve(found.filter((e) => !e.hadRecentInput && e.value > 0)
				.map((e) => `${e.value.toFixed(4)}: ${e.sources.map((s) => s.node?.outerHTML?.slice(0, 100) ?? s.node?.nodeName).join(' | ')}`));
		}));
	}));
	assert.deepEqual(shifts, [], `${label}: what moved`);
}

const validator = new HtmlValidate({
	extends: ['html-validate:standard'],
	rules: {
		'no-trailing-whitespace': 'off',
		'attr-quotes': ['error', {style: 'double', unquoted: false}],
		'doctype-style': 'off',
		'void-style': 'off',
		'long-title': 'off',
		'no-inline-style': 'error',
		'prefer-native-element': 'error',
	},
});

export async function assertValidHtml(html, label) {
	const report = await validator.validateString(html, label);
	const lines = report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
	assert.equal(lines.length, 0, `HTML of ${label}:\n${lines.join('\n')}`);
}
