// Lighthouse on the pages that most visitors see: what it says of accessibility, good practice and search engines. Its
// score of speed depends on how busy the machine is: make bench has it.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {CATEGORIES, startLighthouse} from '../lib/lighthouse.mjs';
import {startPortal} from '../lib/portal.mjs';
import {sitePages} from '../lib/sitepages.mjs';

const LEAST = 95;
let portal, lamp, pages;

before(async () => {
	portal = await startPortal();
	lamp = await startLighthouse();
	pages = new Map(sitePages(portal.publicDir).map((p) => [p.name, p.path]));
});
after(async () => {
	await lamp?.close();
	await portal?.stop();
});

describe('Lighthouse', () => {
	for (const name of ['home', 'jobs', 'a job', 'a notice that runs']) {
		test(`${name}: at least ${LEAST} for all that is not speed`, async () => {
			const {scores, faults} = await lamp.open(portal.origin + pages.get(name), CATEGORIES.slice(1));
			for (const [category, score] of Object.entries(scores)) assert.ok(score >= LEAST, `${category} ${score}:\n${faults.join('\n')}`);
		});
	}
});
