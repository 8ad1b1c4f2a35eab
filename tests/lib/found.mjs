// found.mjs: what a visitor finds on a built site, by the site's own script (site-src/assets/search.js) over a document
// that is just enough for it. As a program it compares two sites: node found.mjs SECONDS SITE SITE; status 1 names the first
// search that finds other rows, or the same in another order.
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import vm from 'node:vm';
import {ROOT} from './world.mjs';

const SCRIPT = readFileSync(join(ROOT, 'site-src/assets/search.js'), 'utf8');

// Folders of search data below a site.
export function searches(dir, path = '') {
	return readdirSync(join(dir, path), {withFileTypes: true}).filter((e) => e.isDirectory()).flatMap((e) => {
		const below = `${path}/${e.name}`;
		return existsSync(join(dir, below, 'words')) && existsSync(join(dir, below, 'index.json')) ? [`${below}/`] : searches(dir, below);
	});
}

// The search form of a site at a time: ask(words, {select: value}) gives {said, rows}: all pages of results.
export function visitor(dir, base, seconds) {
	const on = {}, selects = [], said = {}, list = {children: [], querySelectorAll: () => []}, more = {hidden: true};
	let words = '', done;
	Object.defineProperty(said, 'textContent', {set: (text) => { if (/找到|不可用|没有网络/.test(text)) done(text); }});
	list.append = (...rows) => list.children.push(...rows.map((row) => row.card));
	list.replaceChildren = () => { list.children.length = 0; };
	more.addEventListener = (type, fn) => { on.more = fn; };
	const form = {dataset: {search: base}, elements: Object.assign([], {q: {focus() {}}}), querySelectorAll: () => selects, addEventListener: (type, fn) => { on[type] = fn; }};
	const at = class extends Date { static now() { return seconds * 1000; } };
	const context = vm.createContext({
		document: {
			querySelector: () => form, getElementById: (id) => ({results: list, found: said, more})[id] ?? {}, addEventListener() {}, adoptNode: (node) => node,
			createTreeWalker: () => ({nextNode: () => false}), createElement: () => ({}),
		},
		DOMParser: class { parseFromString(card) { return {body: {firstElementChild: {card, append() {}, querySelector: () => null}}}; } },
		FormData: class extends Map { constructor() { super([['q', words], ...selects.map((s) => [s.name, s.value])]); } },
		fetch: async (url) => {
			const file = join(dir, url), ok = existsSync(file), bytes = ok && readFileSync(file);
			return {ok, status: ok ? 200 : 404, json: async () => JSON.parse(bytes), arrayBuffer: async () => new Uint8Array(bytes).buffer};
		},
		location: {search: '', pathname: '/search/'}, history: {replaceState() {}}, navigator: {onLine: true}, addEventListener() {},
		NodeFilter: {}, URLSearchParams, TextEncoder, setTimeout, clearTimeout, Date: at,
	});
	vm.runInContext(SCRIPT, context);
	return async (q, conditions = {}) => {
		words = q;
		selects.splice(0, selects.length, ...Object.entries(conditions).map(([name, value]) => ({name, value})));
		const text = await new Promise((resolve) => { done = resolve; on.submit({preventDefault() {}}); });
		while (!more.hidden) await on.more();
		return {said: text, rows: [...list.children]};
	};
}

// Rows that stand in the files, shown or not: what to search for.
function stored(dir, base) {
	const json = (path) => JSON.parse(readFileSync(path, 'utf8')), top = join(dir, base, 'items');
	const each = existsSync(top) ? readdirSync(top).flatMap((f) => readdirSync(join(top, f)).filter((n) => n.endsWith('.json')).map((n) => json(join(top, f, n)))) : [];
	return [...each, json(join(dir, base, 'index.json')).items].flatMap((rows) => Object.values(rows));
}

// The first of many searches for which two sites differ; null: none does.
export async function difference(a, b, seconds) {
	for (const base of searches(a)) {
		if (!existsSync(join(b, base, 'index.json'))) return `${base} is not there`;
		const rows = [...stored(a, base), ...stored(b, base)], queries = new Set();
		for (const [, title, by, , terms] of rows) {
			const c = [...title];
			for (const q of [title, c[0], c.slice(0, 2).join(''), c.slice(-2).join(''), by, `${c.slice(0, 2).join('')} ${[...by].slice(0, 3).join('')}`]) queries.add(JSON.stringify([q]));
			for (const term of (terms ?? '').split(' ')) if (term) queries.add(JSON.stringify([c[0], {[term[1]]: term.slice(2)}]));
		}
		const every = [...queries], step = Math.ceil(every.length / 150), of = [visitor(a, base, seconds), visitor(b, base, seconds)];
		for (let i = 0; i < every.length; i += step) {
			const [x, y] = await Promise.all(of.map((ask) => ask(...JSON.parse(every[i]))));
			if (JSON.stringify(x.rows) !== JSON.stringify(y.rows)) return `${base} ${every[i]}: ${x.said} ${y.said}\n${x.rows.find((row, k) => row !== y.rows[k]) ?? y.rows[x.rows.length]}`;
		}
	}
	return null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const found = await difference(process.argv[3], process.argv[4], Number(process.argv[2]));
	if (found) console.log(found);
	process.exitCode = found ? 1 : 0;
}
