// site.bench.mjs: the generator over a made-up store, beside the floor (floor.c), cp -r and Hugo (above 10,000 jobs with --hugo only).
//   --jobs N (10000)  --runs N (9, above 10,000 jobs 5)  --hugo  --work FOLDER
import {appendFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {KINDS, hugoSite} from './hugo.mjs';
import {build, makeSite, remove} from './made_site.mjs';
import {alternate, line, median, must, note, option, program, ratio, timed, workFolder} from './measure.mjs';

const wall = (r) => r.wall;
const cpu = (r) => r.cpu;

// Files below a folder as [path, stat].
function files(dir, prefix = '') {
	return readdirSync(dir, {withFileTypes: true}).flatMap((e) => e.isDirectory()
		? files(join(dir, e.name), `${prefix}${e.name}/`)
		: [[prefix + e.name, statSync(join(dir, e.name), {bigint: true})]]);
}

// A build that made the files of `site.pub` as they are now.
function writtenBy(site, change) {
	const before = new Map(files(site.pub).map(([path, st]) => [path, `${st.ino} ${st.mtimeNs}`]));
	if (change) must('sqlite3', ['-bail', site.store], {input: change});
	site.now++;
	const run = build(site);
	const after = files(site.pub);
	const changed = after.filter(([path, st]) => before.get(path) !== `${st.ino} ${st.mtimeNs}`).length;
	return {...run, changed: changed + before.size - after.filter(([path]) => before.has(path)).length};
}

const CHANGE = (id, n) => `UPDATE job SET description = description || '

第${n}次修改。', updated_at = updated_at + 1 WHERE id = ${id};`;
const TITLE = (id, n) => `UPDATE job SET title = '完全另一个职位${n}', updated_at = ${site.now} WHERE id = ${id};`;
const NEW = (n) => `INSERT INTO job(employer_id, title, category, region_code, workplace, education, description, state, closes_on,
	closes_at, published_at, created_at, updated_at) SELECT employer_id, '新职位${n}', category, region_code, workplace, education,
	description, 'published', closes_on, closes_at, ${site.now}, ${site.now}, ${site.now} FROM job WHERE id = ${n * 7};`;

const bytesOf = (list) => list.reduce((sum, [, st]) => sum + Number(st.size), 0);

// Both trees by kind of file, so that everybody sees that they are alike.
function compare(ours, theirs) {
	const kind = (path, which) => KINDS.find((k) => k[which].test(path))[0];
	const part = (list, which, name) => list.filter(([path]) => kind(path, which) === name);
	note('files and KB by kind, ours and Hugo\'s:');
	for (const [name] of KINDS) {
		const [a, b] = [part(ours, 1, name), part(theirs, 2, name)];
		note(`  ${name.padEnd(20)}${[a, b].map((l) => `${String(l.length).padStart(8)}${(bytesOf(l) / 1e3).toFixed(0).padStart(10)}`).join('  ')}`);
	}
	line('site_hugo_files_vs_full', theirs.length / ours.length);
	line('site_hugo_bytes_vs_full', bytesOf(theirs) / bytesOf(ours));
}

function fullBuilds(site, {runs, hugo}) {
	const list = join(site.dir, 'files'), out = join(site.dir, 'out');
	build(site); // makes the list, and warms up
	const ours = files(site.pub);
	writeFileSync(list, ours.map(([path, st]) => `${path}\t${st.size}\n`).join(''));
	const theirs = hugo && hugoSite(site, ours.map(([path]) => path));
	const all = alternate(runs, {
		floor: () => { remove(out); return timed(program('floor'), [site.store, list, out]); },
		full: () => { remove(site.pub, join(site.dir, 'cache')); return build(site); },
		copy: () => { remove(out); return timed('cp', ['-r', site.pub, out]); },
		...hugo && {hugo: theirs.run},
	});
	note(`${ours.length} files, ${(bytesOf(ours) / 1e6).toFixed(0)} MB; medians: ` + Object.entries(all).map(([name, r]) =>
		`${name} ${median(r.map(wall)).toFixed(0)} ms (cpu ${median(r.map(cpu)).toFixed(0)})`).join(', '));
	line('site_full_ms', median(all.full.map(wall)));
	line('site_full_vs_floor', ratio(all.full, all.floor, wall));
	line('site_full_vs_floor_cpu', ratio(all.full, all.floor, cpu));
	line('site_full_vs_cp', ratio(all.full, all.copy, wall));
	line('site_peak_mb', median(all.full.map((r) => r.peak)));
	line('site_full_us_per_job', 1000 * median(all.full.map(wall)) / jobs);
	if (hugo) {
		compare(ours, files(theirs.pub));
		line('site_hugo_vs_full', ratio(all.hugo, all.full, wall));
		line('site_hugo_vs_full_cpu', ratio(all.hugo, all.full, cpu));
		line('site_hugo_peak_mb', median(all.hugo.map((r) => r.peak)));
		remove(join(site.dir, 'hugo'));
	}
	return median(all.full.map(wall));
}

function smallBuilds(site, full, runs) {
	const changes = Array.from({length: runs}, (_, i) => writtenBy(site, CHANGE(i * 31 + 5, i)));
	line('site_one_change_files', median(changes.map((r) => r.changed)));
	line('site_one_change_ms', median(changes.map(wall)));
	line('site_one_change_cpu_ms', median(changes.map(cpu)));
	line('site_one_change_peak_mb', median(changes.map((r) => r.peak)));
	const titles = Array.from({length: runs}, (_, i) => writtenBy(site, TITLE(i * 37 + 11, i)));
	line('site_title_files', median(titles.map((r) => r.changed)));
	const added = Array.from({length: runs}, (_, i) => writtenBy(site, NEW(i + 1)));
	line('site_new_job_files', median(added.map((r) => r.changed)));
	line('site_new_job_ms', median(added.map(wall)));
	const hundred = Array.from({length: 3}, (_, i) => writtenBy(site, Array.from({length: 100}, (__, k) => CHANGE(1 + (k * 97 + i * 13) % jobs, 1000 + i)).join('\n')));
	line('site_hundred_files', median(hundred.map((r) => r.changed)));
	line('site_hundred_ms', median(hundred.map(wall)));
	line('site_hundred_vs_full', median(hundred.map(wall)) / full);
	const idle = Array.from({length: runs * 3}, () => build(site));
	const around = () => files(site.dir).map(([path, st]) => `${path} ${st.ino} ${st.size} ${st.mtimeNs} ${st.ctimeNs}`);
	const before = new Set(around());
	build(site);
	line('site_noop_files', around().filter((f) => !before.has(f)).length);
	line('site_noop_ms', median(idle.map(wall)));
	line('site_noop_vs_full', median(idle.map(wall)) / full);
	const template = join(site.dir, 'site-src/templates/announcements/page.mustache');
	const section = Array.from({length: 3}, (_, i) => { appendFileSync(template, `{{! ${i} }}\n`); return writtenBy(site); });
	line('site_template_ms', median(section.map(wall)));
	line('site_template_vs_full', median(section.map(wall)) / full);
}

const jobs = Number(option('jobs', 10000)), runs = Number(option('runs', jobs > 10000 ? 5 : 9));
const hugo = jobs <= 10000 || option('hugo', false); // it needs about 11 GB for 100,000
note(`site: ${jobs} jobs`);
const site = makeSite(workFolder(), jobs, String(Math.floor(Date.now() / 1000)));
smallBuilds(site, fullBuilds(site, {runs, hugo}), runs + 2);
