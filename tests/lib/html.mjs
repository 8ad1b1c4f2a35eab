// html.mjs: just enough HTML reading for the tests: links, forms, text of a page.

const ENTITIES = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0'};

export function decode(text) {
	return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (all, hex, dec, name) =>
		hex ? String.fromCodePoint(parseInt(hex, 16)) : dec ? String.fromCodePoint(Number(dec)) : ENTITIES[name.toLowerCase()] ?? all);
}

// Every start tag of the wanted names: [{name, attributes, end (offset behind the tag)}].
export function tags(html, ...names) {
	const out = [];
	for (const m of html.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s=>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*\/?>/gi)) {
		if (names.length > 0 && !names.includes(m[1].toLowerCase())) continue;
		const attributes = {};
		for (const a of m[2].matchAll(/([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g))
			attributes[a[1].toLowerCase()] = decode(a[2] ?? a[3] ?? a[4] ?? '');
		out.push({name: m[1].toLowerCase(), attributes, at: m.index, end: m.index + m[0].length});
	}
	return out;
}

export function links(html) {
	return tags(html, 'a').map((t) => t.attributes.href).filter((h) => h !== undefined);
}

export function text(html) {
	return decode(html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
}

// [{action, method, id, names, fields}]: `fields` is what an untouched form would send.
export function forms(html) {
	return tags(html, 'form').map((form) => {
		const end = html.indexOf('</form', form.end);
		const inner = html.slice(form.end, end < 0 ? undefined : end);
		const names = new Set(), fields = {};
		const send = (name, value) => {
			if (fields[name] === undefined) fields[name] = value;
			else fields[name] = [].concat(fields[name], value);
		};
		for (const t of tags(inner, 'input', 'textarea', 'select', 'button')) {
			const a = t.attributes;
			if (!a.name || 'disabled' in a) continue;
			names.add(a.name);
			if (t.name === 'textarea') send(a.name, decode(inner.slice(t.end, inner.indexOf('</textarea', t.end)).replace(/^\n/, '')));
			else if (t.name === 'select') {
				const options = tags(inner.slice(t.end, inner.indexOf('</select', t.end)), 'option');
				const chosen = options.find((o) => 'selected' in o.attributes) ?? options[0];
				if (chosen) send(a.name, chosen.attributes.value ?? '');
			} else if (t.name === 'input' && ['checkbox', 'radio'].includes(a.type)) {
				if ('checked' in a) send(a.name, a.value ?? 'on');
			} else if (t.name === 'input' && !['submit', 'button', 'image', 'file'].includes(a.type)) send(a.name, a.value ?? '');
		}
		return {action: form.attributes.action ?? '', multipart: form.attributes.enctype === 'multipart/form-data', method: (form.attributes.method ?? 'get').toLowerCase(),
			id: form.attributes.id, names: [...names], fields};
	});
}
