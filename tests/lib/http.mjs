// http.mjs: a small HTTP client with a cookie jar, forms read from pages, and raw
// requests for what no client would send.
import http from 'node:http';
import net from 'node:net';
import {forms} from './html.mjs';

export class Client {
	constructor(origin) {
		this.origin = origin;
		this.cookies = new Map();
	}

	// {status, headers, cookies, body (Buffer), text, url}; redirects are not followed.
	request(method, path, {headers = {}, body, timeout = 30e3} = {}) {
		const url = new URL(path, this.origin);
		const jar = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
		return new Promise((resolve, reject) => {
			const rq = http.request(this.origin, {
				method, path, agent: false, timeout,
				headers: {...(jar ? {cookie: jar} : {}),
					...(body !== undefined ? {'content-length': Buffer.byteLength(body)} : {}), ...headers},
			}, (rs) => {
				const parts = [];
				rs.on('data', (d) => parts.push(d)).on('error', reject).on('end', () => {
					const set = rs.headers['set-cookie'] ?? [];
					set.forEach((c) => this.keep(c));
					const bytes = Buffer.concat(parts);
					resolve({status: rs.statusCode, headers: rs.headers, cookies: set, body: bytes,
						get text() { return bytes.toString('utf8'); },
						get json() { return JSON.parse(bytes.toString('utf8')); }, url: url.pathname + url.search});
				});
			});
			rq.on('error', reject).on('timeout', () => rq.destroy(new Error(`${method} ${path}: no answer`)));
			rq.end(body);
		});
	}

	keep(cookie) {
		const [pair, ...attributes] = cookie.split(';');
		const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
		const gone = value === '' || attributes.some((a) => /^\s*max-age=0$/i.test(a) || /^\s*expires=thu, 01 jan 1970/i.test(a));
		if (gone) this.cookies.delete(name);
		else this.cookies.set(name, value);
	}

	get(path, options) { return this.request('GET', path, options); }
	head(path, options) { return this.request('HEAD', path, options); }

	// Fields as an object (a list for repeated ones), [name, value] pairs, or the raw text.
	post(path, fields, {headers = {}, ...rest} = {}) {
		const body = typeof fields === 'string' ? fields : encode(fields);
		return this.request('POST', path, {
			body, headers: {'content-type': 'application/x-www-form-urlencoded', origin: this.origin,
				'sec-fetch-site': 'same-origin', ...headers}, ...rest,
		});
	}

	// The same as multipart/form-data; a file is {name, bytes}.
	upload(path, fields, {headers = {}, ...rest} = {}) {
		const boundary = `----jiuye${Math.random().toString(36).slice(2)}`;
		return this.request('POST', path, {
			body: multipart(fields, boundary), headers: {'content-type': `multipart/form-data; boundary=${boundary}`,
				origin: this.origin, 'sec-fetch-site': 'same-origin', ...headers}, ...rest,
		});
	}

	// Fill and send a form of a page, as a browser without script would. `pick` is the
	// form's action, or a test of the form; the first one with method post otherwise. A file
	// is {name, bytes}.
	submit(page, values, {pick, ...options} = {}) {
		const found = forms(page.text);
		for (const f of found) f.action ||= page.url;
		const form = found.find((f) => typeof pick === 'function' ? pick(f)
			: pick ? f.action === pick : f.method === 'post');
		if (!form) throw new Error(`${page.url} has no such form; it has ${found.map((f) => f.action).join(', ') || 'none'}`);
		const unknown = Object.keys(values).filter((k) => !form.names.includes(k));
		if (unknown.length > 0) throw new Error(`the form ${form.action} has no field ${unknown.join(', ')}`);
		const all = {...form.fields, ...values};
		return form.multipart ? this.upload(form.action, all, options) : this.post(form.action, all, options);
	}

	async follow(response, limit = 5) {
		let r = response;
		while (r.status >= 300 && r.status < 400 && r.headers.location && limit-- > 0)
			r = await this.get(r.headers.location);
		return r;
	}
}

export function encode(fields) {
	const pairs = Array.isArray(fields) ? fields : Object.entries(fields).flatMap(([k, v]) =>
		(Array.isArray(v) ? v : [v]).map((one) => [k, one]));
	return pairs.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
}

export function multipart(fields, boundary) {
	const parts = Object.entries(fields).flatMap(([name, v]) => {
		const file = v?.bytes !== undefined;
		const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
			(file ? `; filename="${v.name}"\r\nContent-Type: application/octet-stream` : '') + '\r\n\r\n';
		return [Buffer.from(head), file ? v.bytes : Buffer.from(String(v)), Buffer.from('\r\n')];
	});
	return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

// Send bytes as they are; resolves with what came back until the peer closed (or
// `ms` passed): {text, status (0 if none), closed}.
export function raw(port, bytes, {ms = 3000, host = '127.0.0.1'} = {}) {
	return new Promise((resolve) => {
		const parts = [];
		let closed = false;
		const socket = net.connect(port, host, () => socket.write(bytes));
		const done = () => {
			clearTimeout(timer);
			socket.destroy();
			const text = Buffer.concat(parts).toString('latin1');
			resolve({text, closed, status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0)});
		};
		const timer = setTimeout(done, ms);
		socket.on('data', (d) => parts.push(d)).on('error', () => { closed = true; }).on('close', () => { closed = true; done(); });
	});
}
