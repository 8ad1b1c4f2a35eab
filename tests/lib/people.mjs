// people.mjs: made-up people and employers whose numbers are well-formed.

// A GB 11643 number: region, birth date, sequence and the check digit.
export function idNumber(sequence = Math.floor(Math.random() * 999), birth = '20030415', region = '650102') {
	const head = `${region}${birth}${String(sequence).padStart(3, '0')}`;
	const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
	const sum = weights.reduce((s, w, i) => s + w * Number(head[i]), 0);
	return head + '10X98765432'[sum % 11];
}

// A GB 32100 credit code of an enterprise in Urumqi.
export function creditCode(sequence = Math.floor(Math.random() * 1e8)) {
	const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
	const head = `91650100MA${String(sequence).padStart(7, '0').slice(-7)}`;
	const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
	const sum = weights.reduce((s, w, i) => s + w * letters.indexOf(head[i]), 0);
	return head + letters[(31 - sum % 31) % 31];
}

export function mobile(sequence = Math.floor(Math.random() * 1e8)) {
	return `139${String(sequence).padStart(8, '0')}`;
}

export function graduate() {
	return {name: '古丽·阿不都', id_no: idNumber(Math.floor(Math.random() * 999), `200${Math.floor(Math.random() * 6)}0${1 + Math.floor(Math.random() * 9)}1${Math.floor(Math.random() * 9)}`),
		mobile: mobile(), password: 'xj2026ab'};
}
