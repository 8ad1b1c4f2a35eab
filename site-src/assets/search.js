/* The search of the static site: docs/search.md says what is in the files. */
(() => {
	"use strict";
	const form = document.querySelector("[data-search]"), base = form.dataset.search;
	const FORMAT = 3, PAGE = 10, KEYS = 16, MINUTE = 60e3;
	const list = document.getElementById("results"), said = document.getElementById("found"), more = document.getElementById("more");
	const answer = document.getElementById("answer"), browse = document.getElementById("browse");

	/* Files are kept for a minute. One that is not there is null: the site was built since what led to it was read. */
	const kept = new Map();
	let since = 0, missed = false;
	const load = async (name, as) => {
		const r = await fetch(base + name);
		if (r.ok) return r[as]();
		if (r.status !== 404) throw new Error(`${name}: ${r.status}`);
		missed = true;
		return null;
	};
	const get = (name, as = "json") => {
		if (!kept.has(name)) kept.set(name, load(name, as).catch((e) => { kept.delete(name); throw e; }));
		return kept.get(name);
	};
	const forget = () => { kept.clear(); since = Date.now(); };

	/* As lib/bigram.c cuts text. */
	const fold = (s) => {
		const narrow = s.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)), low = narrow.toLowerCase();
		return low.length === s.length ? low : narrow; /* a place in it is a place in what is shown */
	};
	const RUN = /([\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3fffd}]+)|([0-9a-z+#\u00c0-\u024f\u0370-\u06ff]+)/gu;
	const runs = (q) => [...fold(q).matchAll(RUN)].map(([text, han]) => {
		const c = [...text];
		return han && c.length > 1 ? { text, keys: c.slice(1).map((x, i) => c[i] + x) } : { text, keys: [text], open: true, word: !han };
	});
	/* Letters and digits are found from a word's beginning, as in the words files. */
	const holds = (s, r) => r.word ? [...s.matchAll(RUN)].some(([t]) => t.startsWith(r.text)) : s.includes(r.text);
	/* Of very many pairs every second is asked for: they still cover the words, and rows are checked before they are shown. */
	const thin = (want) => {
		want.about = want.runs.reduce((n, r) => n + r.keys.length, 0) > KEYS;
		if (want.about) for (const r of want.runs) r.keys = r.keys.filter((k, i) => i % 2 === 0 || i === r.keys.length - 1).slice(0, KEYS);
		return want;
	};

	/* generator/postings.h: the files of a word, or of all words that begin with it. */
	const SPREAD = 8, TERM = "@", BITMAP = 4;
	const hash = (s) => new TextEncoder().encode(s).reduce((h, b) => Math.imul(h ^ b, 16777619), 2166136261) >>> 0;
	const buckets = (key, n, open) => {
		if (key[0] === TERM) return [hash(key) % n];
		const [a, b = ""] = key, first = hash(a) % (n / SPREAD) * SPREAD;
		return open && !b ? Array.from({ length: SPREAD }, (_, i) => first + i) : [first + hash(b) % SPREAD];
	};
	const number = (s) => { let v = 0, m = 1, c; do { c = s.bytes[s.at++]; v += (c & 127) * m; m *= 128; } while (c > 127); return v; };
	/* For each item the level at which it holds the word, from 1 to 3; 0: not at all. */
	const read = (file, key, open, out) => {
		const s = { bytes: new Uint8Array(file), at: 0 };
		while (s.at < s.bytes.length) {
			const n = number(s), at = s.at, flags = s.bytes[s.at += n], level = (flags & 3) + 1;
			s.at++;
			number(s);
			const end = number(s) + s.at, hit = (open ? n >= key.length : n === key.length) && key.every((b, i) => s.bytes[at + i] === b);
			const set = (id) => { if (out[id] < level) out[id] = level; };
			if (hit && flags & BITMAP) for (let i = 0; s.at + i < end; i++) for (let k = 0; k < 8; k++) if (s.bytes[s.at + i] >> k & 1) set(i * 8 + k);
			if (hit && !(flags & BITMAP)) for (let id = 0; s.at < end;) set(id += number(s));
			s.at = end;
		}
	};
	const levels = async (index, key, open) => {
		const out = new Uint8Array(index.from), bytes = new TextEncoder().encode(key);
		const files = await Promise.all(buckets(key, index.buckets, open).map((n) => get(`words/${index.buckets}/${n}.bin`, "arrayBuffer")));
		for (const file of files) if (file) read(file, bytes, open, out);
		return out;
	};

	/* Rows: [card, title, by, text, terms, excerpt, ends]. */
	const row = async (index, id) => {
		if (id >= index.from || id in index.items) return index.items[id];
		const n = Math.floor(id / index.each);
		return (await get(`items/${String(Math.floor(n / index.folder)).padStart(3, "0")}/${n}.json`))?.[id];
	};
	/* What a row is worth: 0 when a word or a condition is missing, or its time is over. */
	const worth = ([, title, by, text, terms, , ends], want) => {
		const where = [text, by, title].map(fold), has = new Set(terms.split(" "));
		if ((ends && ends * 1000 <= Date.now()) || !want.terms.every((k) => has.has(k))) return 0;
		let sum = 1;
		for (const r of want.runs) {
			const level = where.findLastIndex((s) => holds(s, r)) + 1;
			if (!level) return 0;
			sum += level;
		}
		return sum;
	};

	const find = async (want) => {
		const index = await get("index.json");
		if (index?.format !== FORMAT) throw new Error("another format");
		const words = want.runs.map((r) => Promise.all(r.keys.map((k) => levels(index, k, r.open))));
		const terms = Promise.all(want.terms.map((k) => levels(index, k)));
		const newest = Object.keys(index.items).map(Number), sum = new Uint8Array(Math.max(index.from, ...newest.map((id) => id + 1))).fill(1, 0, index.from), ranked = [];
		for (const some of await Promise.all(words))
			for (let id = 0; id < index.from; id++) {
				let least = 3;
				for (const level of some) if (level[id] < least) least = level[id];
				sum[id] = sum[id] && least && sum[id] + least;
			}
		for (const asked of await terms) for (let id = 0; id < index.from; id++) if (!asked[id]) sum[id] = 0;
		/* What changed since the words files were made is not asked for there. */
		for (const id of index.gone) sum[id] = 0;
		for (const id of newest) sum[id] = worth(index.items[id], want);
		for (let id = sum.length - 1; id >= 0; id--) if (sum[id]) (ranked[sum[id]] ??= []).push(id);
		return { index, ids: ranked.reverse().flat() };
	};

	const mark = (root, want) => {
		const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), nodes = [];
		while (walk.nextNode()) nodes.push(walk.currentNode);
		for (let node of nodes)
			for (;;) {
				const text = fold(node.data), hit = want.runs.map((r) => [text.indexOf(r.text), r.text.length]).filter(([i]) => i >= 0).sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
				if (!hit) break;
				const word = node.splitText(hit[0]), m = document.createElement("mark");
				node = word.splitText(hit[1]);
				word.replaceWith(m);
				m.append(word);
			}
	};
	/* A card is HTML of the site's own build; the parser makes no more of it than a page would. */
	const element = ([card, , , , , excerpt], want) => {
		const li = document.adoptNode(new DOMParser().parseFromString(card, "text/html").body.firstElementChild);
		if (excerpt) li.append(Object.assign(document.createElement("p"), { className: "by soft small", textContent: excerpt }));
		mark(li, want);
		return li;
	};

	let turn = 0, shown = 0, result, want, failed = false;
	/* The next page of results; gives its first row. */
	const show = async () => {
		const mine = turn;
		for (let first; !first && shown < result.ids.length;) {
			const next = result.ids.slice(shown, shown + PAGE), got = await Promise.all(next.map((id) => row(result.index, id)));
			if (mine !== turn) return;
			const rows = got.filter((it) => it && worth(it, want)).map((it) => element(it, want));
			shown += next.length;
			result.gone += next.length - rows.length;
			list.append(...rows);
			more.hidden = shown >= result.ids.length;
			first = rows[0];
			if (first) return first;
		}
	};
	const attempt = async (mine) => {
		const found = await find(want);
		if (mine !== turn) return;
		result = { ...found, gone: 0 };
		shown = 0;
		list.replaceChildren();
		more.hidden = true;
		await show();
	};
	const tell = () => {
		const n = result.ids.length - result.gone;
		answer.hidden = !list.children.length;
		browse.hidden = !answer.hidden;
		said.textContent = list.children.length ? `找到${want.about && !more.hidden ? "约" : ""} ${n} 个职位` : "没有找到符合条件的职位。可以换个词，少选一个条件，或按下面的条件浏览。";
	};
	const search = async () => {
		const data = new FormData(form), mine = ++turn;
		want = thin({ runs: runs(data.get("q")), terms: [...form.querySelectorAll("select")].filter((s) => s.value).map((s) => TERM + s.name + s.value) });
		const asked = new URLSearchParams([...data].filter(([, v]) => v));
		history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
		browse.hidden = want.runs.length + want.terms.length > 0;
		if (!browse.hidden) { answer.hidden = true; list.replaceChildren(); said.textContent = ""; return; }
		const slow = setTimeout(() => { if (mine === turn) said.textContent = "正在搜索…"; }, 700);
		try {
			if (Date.now() - since > MINUTE) forget();
			missed = failed = false;
			await attempt(mine);
			if (missed && mine === turn) { forget(); await attempt(mine); }
			if (mine === turn) tell();
		} catch {
			if (mine !== turn) return;
			failed = true;
			browse.hidden = false;
			said.textContent = navigator.onLine ? "搜索暂时不可用，请稍后再试，或按下面的条件浏览。" : "现在没有网络，连上后会接着搜索。";
		} finally {
			clearTimeout(slow);
		}
	};

	let timer;
	const later = (ms) => { clearTimeout(timer); timer = setTimeout(search, ms); };
	const asked = new URLSearchParams(location.search);
	for (const e of form.elements) if (e.name && asked.has(e.name)) {
		e.value = asked.get(e.name);
		if (e.value !== asked.get(e.name)) e.value = "";
	}
	form.addEventListener("submit", (e) => { e.preventDefault(); later(0); });
	form.addEventListener("input", (e) => { if (!e.isComposing) later(e.target.name === "q" ? 250 : 0); });
	form.addEventListener("compositionend", () => later(0));
	/* Who is about to type will need the index. */
	form.addEventListener("focusin", () => { if (!since) forget(), get("index.json").catch(() => {}); }, { once: true });
	addEventListener("online", () => { if (failed) later(0); });
	more.addEventListener("click", async () => {
		try { (await show())?.querySelector("a").focus(); } catch { said.textContent = "其余的职位暂时取不到，请再试一次。"; }
	});
	/* From the field down into the results and back; "/" leads to the field. */
	document.addEventListener("keydown", (e) => {
		const links = [form.elements.q, ...list.querySelectorAll("h3 a")], at = links.indexOf(document.activeElement);
		if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { e.preventDefault(); form.elements.q.focus(); }
		if (at >= 0 && (e.key === "ArrowDown" || e.key === "ArrowUp") && !e.isComposing) {
			const to = links[at + (e.key === "ArrowDown" ? 1 : -1)];
			if (to) { e.preventDefault(); to.focus(); }
		}
	});
	if (asked.size) search();
})();
