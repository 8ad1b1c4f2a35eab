// lighthouse.mjs: Lighthouse's four scores of a page on a mid-range telephone, by Debian's chromium.
import {createServer} from 'node:net';
import lighthouse from 'lighthouse';
import {launch} from './browser.mjs';

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

function freePort() {
	return new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const {port} = server.address();
			server.close(() => resolve(port));
		});
	});
}

// {open(url): {scores: {CATEGORY: 0 to 100}, faults: [text]}, close()}
export async function startLighthouse() {
	const port = await freePort(), browser = await launch(`--remote-debugging-port=${port}`);
	return {
		async open(url, categories = CATEGORIES) {
			const {lhr} = await lighthouse(url, {port, logLevel: 'silent', onlyCategories: categories, locale: 'zh'});
			if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
			const scores = Object.fromEntries(categories.map((c) => [c, Math.round(lhr.categories[c].score * 100)]));
			const faults = Object.values(lhr.audits).filter((a) => a.score !== null && a.score < 0.9).map((a) => `${a.id}: ${a.title} ${a.displayValue ?? ''}`);
			return {scores, faults};
		},
		close: () => browser.close(),
	};
}
