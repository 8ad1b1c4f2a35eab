// picture.mjs: small pictures made here: PNG with two halves, grey JPEG, and heads that promise more.
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

function segment(marker, ...bytes) {
	const body = Buffer.concat(bytes.map((x) => Buffer.from(x))), head = Buffer.from([0xFF, marker, 0, 0]);
	head.writeUInt16BE(body.length + 2, 2);
	return Buffer.concat([head, body]);
}

// An EXIF segment that tells the orientation and a place.
function exif(orientation, place) {
	return segment(0xE1, 'Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0'.split('').map((c) => c.charCodeAt(0)), [orientation, 0, 0, 0, 0, 0, 0], place);
}

// A grey JPEG. `place` goes into EXIF and a comment, `behind` stands behind its end.
export function jpeg(width, height, {orientation = 1, place = '', behind = '', says = [width, height]} = {}) {
	const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
	// Every block is one difference of 0 (bit 0) and nothing more (bit 0).
	const data = Buffer.alloc(Math.ceil(blocks * 2 / 8));
	const side = (n) => [n >> 8, n & 255], code = [1, ...Array(15).fill(0), 0];
	return Buffer.concat([Buffer.from([0xFF, 0xD8]),
		...(place ? [exif(orientation, place), segment(0xFE, place)] : []),
		segment(0xDB, [0], Array(64).fill(1)), segment(0xC0, [8, ...side(says[1]), ...side(says[0]), 1, 1, 0x11, 0]),
		segment(0xC4, [0, ...code]), segment(0xC4, [0x10, ...code]), segment(0xDA, [1, 1, 0, 0, 63, 0]), data,
		Buffer.from([0xFF, 0xD9]), Buffer.from(behind)]);
}
