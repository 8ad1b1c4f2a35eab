// picture.mjs: small pictures made here: PNG with two halves, and heads that promise more.
import {deflateSync} from 'node:zlib';

function crc32(bytes) {
	let c = ~0;
	for (const b of bytes) {
		c ^= b;
		for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xEDB88320 & -(c & 1));
	}
	return ~c >>> 0;
}

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	body.copy(out, 4);
	out.writeUInt32BE(crc32(body), body.length + 4);
	return out;
}

// A PNG, red at the left and blue at the right. `says`: other sides in its head. `text`: a
// comment in it.
export function png(width, height, {says = [width, height], text = ''} = {}) {
	const head = Buffer.alloc(13), row = Buffer.alloc(1 + width * 3);
	head.writeUInt32BE(says[0], 0);
	head.writeUInt32BE(says[1], 4);
	head.set([8, 2, 0, 0, 0], 8);
	for (let x = 0; x < width; x++) row[1 + x * 3 + (x < width / 2 ? 0 : 2)] = 255;
	const rows = Buffer.concat(Array.from({length: height}, () => row));
	return Buffer.concat([Buffer.from([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), chunk('IHDR', head),
		...(text ? [chunk('tEXt', Buffer.from(`Comment\0${text}`))] : []), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
