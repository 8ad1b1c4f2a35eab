// lighthouse.bench.mjs: Lighthouse's score of speed (a mid-range telephone on slow 4G) of the demo's pages, as the portal
// serves them.
//   --runs N (3)
import {startLighthouse} from '../lib/lighthouse.mjs';
import {startPortal} from '../lib/portal.mjs';
import {sitePages} from '../lib/sitepages.mjs';
import {line, median, note, option} from './measure.mjs';

const PAGES = [['home', 'home'], ['jobs', 'list'], ['a job', 'job'], ['a notice that runs', 'notice']];
const runs = Number(option('runs', 3)), portal = await startPortal(), lamp = await startLighthouse();

try {
	const pages = new Map(sitePages(portal.publicDir).map((p) => [p.name, p.path]));
	note('Lighthouse, performance, 0 to 100');
	for (const [page, name] of PAGES) {
		const scores = [];
		for (let i = 0; i < runs; i++) scores.push((await lamp.open(portal.origin + pages.get(page), ['performance'])).scores.performance);
		line(`lighthouse_performance_${name}`, median(scores));
	}
} finally {
	await lamp.close();
	await portal.stop();
}
