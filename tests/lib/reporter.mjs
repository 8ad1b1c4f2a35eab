// reporter.mjs: a node:test reporter that writes one JSON line a test, for tests/run.mjs.
// Suites are left out (their tests count), and so is node's own entry for a file.
export default async function* reporter(events) {
	for await (const {type, data} of events) {
		if (type !== 'test:pass' && type !== 'test:fail') continue;
		const error = data.details?.error;
		const isSuite = data.details?.type === 'suite';
		// A suite fails by its tests, unless its own hook failed.
		if (isSuite && (type === 'test:pass' || error?.failureType === 'subtestsFailed')) continue;
		// A test with subtests fails by them as well.
		if (error?.failureType === 'subtestsFailed') continue;
		yield JSON.stringify({
			name: data.name,
			ok: type === 'test:pass' || data.todo !== undefined,
			skipped: data.skip !== undefined,
			ms: data.details?.duration_ms ?? 0,
			message: error ? describe(error) : '',
		}) + '\n';
	}
}

function describe(error) {
	const cause = error.cause instanceof Error || error.cause?.stack ? error.cause : error;
	return String(cause.stack ?? cause.message ?? cause);
}
