// checklist.mjs: which ids of docs/checklist.md the names of tests cite.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const ID = /(?<![\d.])(?:\d+\.\d+\.[a-z]\d+|0\.[a-z]\d+|n\.\d+)(?!\d)/g;

export function checklistIds(root) {
	const text = readFileSync(join(root, 'docs/checklist.md'), 'utf8');
	return [...text.matchAll(/^\| (\S+\.[a-z]?\d+) \|/gm)].map((m) => m[1]);
}

function group(ids) {
	const sections = new Map();
	for (const id of ids) {
		const key = id.slice(0, id.lastIndexOf('.'));
		sections.set(key, [...(sections.get(key) ?? []), id]);
	}
	return sections;
}

// A few lines: the ids no name cites, by section.
export function uncited(ids, names) {
	const cited = new Set(names.flatMap((n) => n.match(ID) ?? []));
	const left = ids.filter((id) => !cited.has(id));
	if (left.length === 0) return `all ${ids.length} checklist ids are cited by a test`;
	const bySection = group(left);
	const all = group(ids);
	const whole = [...bySection].filter(([key, rest]) => rest.length === all.get(key).length);
	const partly = [...bySection].filter(([key, rest]) => rest.length < all.get(key).length);
	return [`checklist ids no test cites (${left.length} of ${ids.length}):`,
		...partly.map(([key, rest]) => `  ${key.padEnd(4)} ${rest.map((id) => id.slice(key.length + 1)).join(' ')}`),
		...(whole.length > 0 ? [`  all of ${whole.map(([key]) => key).join(' ')}`] : [])].join('\n');
}
