/* What static pages cannot know: who is looking. Every page works without this file. */
(() => {
	"use strict";
	const all = (q, root = document) => root.querySelectorAll(q);
	const get = (url) => fetch(url, { credentials: "same-origin", headers: { Accept: "text/html, application/json" } })
		.then((r) => { if (!r.ok) throw r; return r; });
	const html = (r) => r.text().then((t) => [...new DOMParser().parseFromString(t, "text/html").body.childNodes]);
	const link = (href, text) => Object.assign(document.createElement("a"), { href, textContent: text });

	/* Slots for fragments: what stands inside stays when the portal does not answer. */
	for (const slot of all("[data-fragment]"))
		get(slot.dataset.fragment).then(html).then((nodes) => { slot.replaceChildren(...nodes); ready(slot); }).catch(() => {});

	/* The header of a static page. */
	for (const slot of all("[data-session]"))
		get(slot.dataset.session).then((r) => r.json())
			.then((s) => { if (s.logged_in) slot.replaceChildren(link(s.zone, s.name), link("/auth/messages", s.unread ? `消息（${s.unread} 条未读）` : "消息")); }).catch(() => {});

	/* The verification code: a new picture in place, or work by the browser instead of one. */
	const again = (a) => get(a.dataset.again).then(html).then((nodes) => {
		const box = a.closest("[data-captcha]");
		box.replaceWith(...nodes);
		ready(document);
		document.getElementById("f-captcha")?.focus();
	}).catch(() => { location = a.href; });
	const hex = (b) => [...new Uint8Array(b)].map((n) => n.toString(16).padStart(2, "0")).join("");
	const prove = async (b) => {
		const { salt, challenge, work } = b.dataset, box = b.closest("[data-captcha]");
		b.disabled = true;
		b.textContent = "正在验证…";
		for (let n = 0; n < +work; n++)
			if (hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + n))) === challenge) {
				box.querySelector("[name=captcha_proof]").value = salt + "." + n;
				box.querySelector("[name=captcha]").required = false;
				b.textContent = "✓ 已验证，无需填写验证码";
				return;
			}
		b.textContent = "验证没有成功，请换一张";
	};
	const ready = (root) => {
		if (window.crypto?.subtle)
			for (const b of all("[data-proof]", root)) b.hidden = false;
	};
	/* Places: a combobox (WAI-ARIA APG, list with manual selection) over what a search finds while
	 * one types. What is chosen stands below as the radio button that is sent. */
	const combo = (input) => {
		const box = input.closest("fieldset"), chosen = box.querySelector(".choices"), wide = box.querySelector("[name=township]");
		const list = Object.assign(document.createElement("ul"), { id: input.id + "-list", className: "found", hidden: true });
		const said = Object.assign(document.createElement("p"), { className: "hide" });
		let timer, at = -1, asked = 0;
		list.setAttribute("role", "listbox");
		list.setAttribute("aria-label", input.getAttribute("aria-label"));
		said.setAttribute("role", "status");
		for (const [k, v] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(k, v);
		input.closest(".with").append(list);
		box.append(said);
		const open = (yes) => { list.hidden = !yes; input.setAttribute("aria-expanded", yes); if (!yes) move(-1); };
		const move = (to) => {
			at = to;
			[...list.children].forEach((o, i) => o.setAttribute("aria-selected", i === at));
			if (at < 0) input.removeAttribute("aria-activedescendant");
			else { input.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
		};
		const choose = (o) => {
			const label = document.createElement("label");
			label.append(Object.assign(document.createElement("input"), { type: "radio", name: "region", value: o.dataset.code, checked: true }), o.textContent);
			chosen.replaceChildren(label);
			input.value = "";
			said.textContent = "已选择" + o.textContent;
			open(false);
		};
		const show = (found) => {
			list.replaceChildren(...found.choices.map((c, i) => {
				const o = Object.assign(document.createElement("li"), { id: list.id + i, textContent: c.path });
				o.setAttribute("role", "option");
				o.dataset.code = c.code;
				return o;
			}));
			open(found.choices.length > 0);
			said.className = "hide";
			said.textContent = found.none ? "没有找到，请换一个词" : `找到 ${found.choices.length} 个，用上下键选择`;
		};
		const ask = (again) => {
			const mine = ++asked, q = input.value.trim();
			clearTimeout(timer);
			if (!q) return open(false);
			get(input.dataset.regions + "?q=" + encodeURIComponent(q) + (wide?.checked ? "&township=1" : ""))
				.then((r) => r.json()).then((found) => { if (mine === asked) show(found); }).catch((r) => {
					/* Too many at once: what is found stays, and the portal is asked once more when it says. */
					if (mine !== asked || r.status !== 429 || again) return;
					said.className = "small";
					said.textContent = "查找过于频繁，稍后自动再查";
					timer = setTimeout(ask, 1000 * (r.headers.get("Retry-After") || 10), true);
				});
		};
		input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
		wide?.addEventListener("change", () => ask());
		input.addEventListener("blur", () => open(false));
		list.addEventListener("mousedown", (e) => e.preventDefault());
		list.addEventListener("click", (e) => { const o = e.target.closest("li"); if (o) choose(o); });
		input.addEventListener("keydown", (e) => {
			const n = list.children.length;
			const keys = {
				ArrowDown: () => n > 0 && (open(true), move((at + 1) % n)),
				ArrowUp: () => n > 0 && (open(true), move((at < 1 ? n : at) - 1)),
				Enter: () => at >= 0 && choose(list.children[at]),
				Escape: () => list.hidden ? (input.value = "") : open(false),
			};
			if (keys[e.key] && (e.key !== "Enter" || !list.hidden)) { e.preventDefault(); keys[e.key](); }
		});
	};
	for (const input of all("[data-regions]")) combo(input);

	document.addEventListener("click", (e) => {
		const a = e.target.closest("[data-again]"), b = e.target.closest("[data-proof]");
		if (a) { e.preventDefault(); again(a); }
		if (b) prove(b);
	});
	ready(document);

	/* 全选 ticks the boxes in place; without script its link does. */
	document.addEventListener("click", (e) => {
		const a = e.target.closest("a[data-all]");
		if (!a) return;
		e.preventDefault();
		const boxes = [...a.closest("form").elements].filter((b) => b.type === "checkbox" && b.name === a.dataset.all);
		const tick = !boxes.every((b) => b.checked);
		for (const b of boxes) b.checked = tick;
		a.textContent = tick ? "取消全选" : "全选";
	});

	/* The keys of the offices' desks (desk/keys.mustache). data-key says what a key presses,
	   or where it goes; data-row are the rows of a list. */
	const rows = [...all("[data-row]")];
	const keysOff = () => localStorage.getItem("keys") === "off";
	const step = (by) => {
		const at = rows.indexOf(document.activeElement?.closest("tr")?.querySelector("[data-row]"));
		rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
	};
	const press = (key) => {
		const target = [...all("[data-key]")].find((e) => e.dataset.key.split(" ").includes(key));
		if (key === "x") document.activeElement?.closest("tr")?.querySelector("[type=checkbox]")?.click();
		else if (target) {
			const fold = target.closest("details");
			if (fold) fold.open = true;
			if (target.matches("textarea")) target.focus();
			else target.click();
		} else if (rows.length > 0 && { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 }[key]) step(/^(j|ArrowRight)$/.test(key) ? 1 : -1);
		else return false;
		return true;
	};
	if (document.querySelector("[data-keys]")) {
		for (const box of all("[data-keys-on]")) {
			box.checked = !keysOff();
			box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
		}
		document.addEventListener("keydown", (e) => {
			if (keysOff() || e.isComposing || e.altKey || e.metaKey || e.shiftKey) return;
			const field = e.target.closest("textarea, select, input:not([type=checkbox])");
			if (field && e.key === "Enter" && e.ctrlKey && field.dataset.key) field.form.querySelector("button").click();
			else if (field && e.key === "Escape") field.blur();
			else if (!field && !e.ctrlKey && press(e.key)) e.preventDefault();
		});
	}

	for (const button of all("[data-print]")) {
		button.hidden = false;
		button.addEventListener("click", () => print());
	}

	/* After a refusal, the summary of errors is what to read first. */
	document.querySelector(".flash[role=alert]")?.focus();
})();
