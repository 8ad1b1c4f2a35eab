/* The search of the static site: docs/search.md says what is in the files. */
(() => {
	"use strict";
	const form = document.querySelector("[data-search]"), base = form.dataset.search, PAGE = 10;
	const list = document.getElementById("results"), said = document.getElementById("found"), more = document.getElementById("more");
	const answer = document.getElementById("answer"), browse = document.getElementById("browse");
	const kept = new Map();
	const get = (name, as) => {
		if (!kept.has(name)) kept.set(name, fetch(base + name).then((r) => r.ok ? r[as]() : null));
		return kept.get(name);
	};

	/* As lib/bigram.c cuts text. */
	const fold = (s) => s.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).toLowerCase();
	const RUN = /([\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3fffd}]+)|([0-9a-z+#\u00c0-\u024f\u0370-\u06ff]+)/gu;
	const runs = (q) => [...fold(q).matchAll(RUN)].map(([text, han]) => {
		const c = [...text];
		return han && c.length > 1 ? { text, keys: c.slice(1).map((x, i) => c[i] + x) } : { text, keys: [text], open: true };
	});

	/* generator/postings.h */
	const bucket = (key, n) => {
		let h = 2166136261;
		for (const b of new TextEncoder().encode(key[0] === "@" ? key : [...key][0])) h = Math.imul(h ^ b, 16777619);
		return (h >>> 0) % n;
	};
	const words = async (n) => {
		const file = await get(`words/${n}.bin`, "arrayBuffer"), b = new Uint8Array(file || 0), found = [];
		let at = 0;
		const number = () => { let v = 0, s = 1, c; do { c = b[at++]; v += (c & 127) * s; s *= 128; } while (c > 127); return v; };
		while (at < b.length) {
			const n = number(), key = new TextDecoder().decode(b.subarray(at, at += n)), flags = b[at++];
			number();
			const size = number();
			found.push({ key, title: flags & 1, bits: flags & 2, part: b.subarray(at, at += size) });
		}
		return found;
	};
	/* 0, 1 (in the text) or 2 (in the title) for each item. */
	const scores = async (index, key, open) => {
		const out = new Uint8Array(index.from);
		for (const w of await words(bucket(key, index.buckets))) {
			if (open ? !w.key.startsWith(key) : w.key !== key) continue;
			const v = w.title ? 2 : 1;
			let id = 0, n = 0, s = 1;
			w.part.forEach((c, i) => {
				if (w.bits) { for (let k = 0; k < 8; k++) if (c >> k & 1) out[i * 8 + k] = Math.max(out[i * 8 + k], v); return; }
				n += (c & 127) * s;
				s *= 128;
				if (c < 128) { id += n; out[id] = Math.max(out[id], v); n = 0; s = 1; }
			});
		}
		return out;
	};

	const unit = (index, n) => get(`items/${String(Math.floor(n / index.folder)).padStart(3, "0")}/${n}.json`, "json");
	const item = async (index, id) => (await unit(index, Math.floor(id / index.each)))?.[id];
	/* What the whole item says: 0 when a word or a condition is missing. */
	const score = ([, title, text, terms], want) => {
		const t = fold(title), x = fold(text), has = new Set(terms.split(" "));
		if (!want.terms.every((k) => has.has(k))) return 0;
		let sum = 1;
		for (const { text: w } of want.runs) {
			if (t.includes(w)) sum += 2; else if (x.includes(w)) sum += 1; else return 0;
		}
		return sum;
	};

	const find = async (want) => {
		const index = await get("index.json", "json"), found = [];
		if (!index) throw new Error("no index");
		const parts = await Promise.all([...want.runs.flatMap((r) => r.keys.map((k) => scores(index, k, r.open))),
			...want.terms.map((k) => scores(index, k, false))]);
		const first = Math.floor(index.from / index.each), last = Math.floor(index.max / index.each);
		const tail = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => unit(index, first + i)));
		for (const some of tail)
			for (const [id, it] of Object.entries(some || {})) {
				const s = +id >= index.from && score(it, want);
				if (s) found.push([s, +id]);
			}
		for (let id = 1; id < index.from; id++) {
			let at = 0, sum = 1;
			for (const r of want.runs) {
				let least = 2;
				for (let k = 0; k < r.keys.length; k++) least = Math.min(least, parts[at++][id]);
				if (!least) { sum = 0; break; }
				sum += least;
			}
			for (at = parts.length - want.terms.length; sum && at < parts.length; at++) if (!parts[at][id]) sum = 0;
			if (sum) found.push([sum, id]);
		}
		found.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
		return { index, ids: found.map((f) => f[1]) };
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
	const row = (it, want) => {
		const li = new DOMParser().parseFromString(it[0], "text/html").body.firstElementChild;
		if (it[4]) li.append(Object.assign(document.createElement("p"), { className: "by soft small", textContent: it[4] }));
		mark(li, want);
		return li;
	};

	let turn = 0, shown = 0, result, want;
	const show = async () => {
		const mine = turn, next = result.ids.slice(shown, shown + PAGE);
		const got = await Promise.all(next.map((id) => item(result.index, id)));
		if (mine !== turn) return;
		shown += next.length;
		const rows = got.filter((it) => it && score(it, want)).map((it) => row(it, want));
		list.append(...rows);
		more.hidden = shown >= result.ids.length;
		if (!rows.length && !more.hidden) await show();
		return rows[0];
	};
	const search = async () => {
		const data = new FormData(form), mine = ++turn;
		want = { runs: runs(data.get("q")), terms: [...form.querySelectorAll("select")].filter((s) => s.value).map((s) => `@${s.name}${s.value}`) };
		const asked = new URLSearchParams([...data].filter(([, v]) => v));
		history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
		browse.hidden = want.runs.length + want.terms.length > 0;
		if (!browse.hidden) { answer.hidden = true; list.replaceChildren(); said.textContent = ""; return; }
		try {
			const found = await find(want);
			if (mine !== turn) return;
			result = found;
			shown = 0;
			list.replaceChildren();
			await show();
			if (mine !== turn) return;
			answer.hidden = !list.children.length;
			said.textContent = list.children.length ? `找到 ${result.ids.length} 个职位` : "没有找到符合条件的职位。可以换个词，或少选一个条件。";
		} catch {
			if (mine === turn) said.textContent = "搜索暂时不可用，请稍后再试，或按下面的条件浏览。", browse.hidden = false;
		}
	};

	let timer;
	const later = (ms) => { clearTimeout(timer); timer = setTimeout(search, ms); };
	/* Only fields by their names: elements.length and its like are none. */
	for (const [k, v] of new URLSearchParams(location.search)) {
		const field = [...form.elements].find((f) => f.name && f.name === k);
		if (field) field.value = v;
		if (field && field.value !== v) field.value = "";
	}
	form.addEventListener("submit", (e) => { e.preventDefault(); later(0); });
	form.addEventListener("input", (e) => { if (!e.isComposing) later(e.target.name === "q" ? 250 : 0); });
	form.addEventListener("compositionend", () => later(0));
	more.addEventListener("click", async () => (await show())?.querySelector("a").focus());
	/* From the field down into the results and back; "/" leads to the field. */
	document.addEventListener("keydown", (e) => {
		const links = [form.elements.q, ...list.querySelectorAll("h3 a")], at = links.indexOf(document.activeElement);
		if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { e.preventDefault(); form.elements.q.focus(); }
		if (at >= 0 && (e.key === "ArrowDown" || e.key === "ArrowUp") && !e.isComposing) {
			const to = links[at + (e.key === "ArrowDown" ? 1 : -1)];
			if (to) { e.preventDefault(); to.focus(); }
		}
	});
	if (location.search) search();
})();
