// What a plugin may use up: instructions, memory, time, depth. Whatever it does, the build ends, names the
// plugin and leaves the site as it was.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {changed, makeSite} from '../lib/gen.mjs';

const site = makeSite({build: {sync: 'no', lua_memory_mb: 16, lua_seconds: 1}}).fill({jobs: 2});
site.must();
const right = site.read('plugins/news.lua');

// `body` runs in item(), `top` when the file is loaded.
const bombs = [
	['an endless loop', 'while true do end', /news.lua:\d+: too many instructions \(\[build\] lua_instructions\)/],
	['an endless loop that catches its errors', 'while true do pcall(function() while true do end end) end', /news.lua:\d+: too many instructions/],
	['one that catches them deep down', 'local function f() pcall(f) while true do pcall(f) end end f()', /news.lua:\d+: .*(too many instructions|stack overflow|more than 1 s)/],
	['text that doubles', 'local s = "x" while true do s = s .. s end', /news.lua: not enough memory \(\[build\] lua_memory_mb\)/],
	['a table that grows', 'local t = {} while true do t[#t + 1] = {} end', /news.lua(:\d+)?: (not enough memory|too many instructions)/],
	['string.rep of much', 'local s = string.rep("x", 1 << 30)', /news.lua: not enough memory/],
	['string.rep of more than there is', 'local s = string.rep("xx", math.maxinteger)', /news.lua:\d+: .*too large/],
	['string.rep of nothing', 'local s = string.rep("", math.maxinteger)', /news.lua:\d+: one call took more than 1 s \(\[build\] lua_seconds\)/],
	['table.move over what is not there', 'table.move({}, 1, 1 << 60, 2)', /news.lua:\d+: one call took more than 1 s/],
	['a pattern that tries every way', 'string.find(string.rep("a", 3000), string.rep("a-", 20) .. "b")', /news.lua:\d+: one call took more than 1 s/],
	['a length that is a lie', 'table.insert(setmetatable({}, { __len = function() return 1 << 50 end }), 1, 0)', /news.lua:\d+: one call took more than 1 s/],
	['recursion', 'local function f(n) return 1 + f(n + 1) end f(1)', /news.lua(:\d+)?: (stack overflow|not enough memory)/],
	['recursion through the library', 'local function f(s) return (string.gsub(s, ".", f)) end f("x")', /news.lua(:\d+)?: .*stack overflow/],
	['tables within tables', 'local t = {} for _ = 1, 100 do t = { t } end do return { path = "/news/x.html", order = 1, data = { t = t } } end', /news.lua:?\d*:? ?.*nested deeper than 16/],
	['a table that holds itself', 'local t = {} t.t = t do return { path = "/news/x.html", order = 1, data = t } end', /nested deeper than 16/],
	['a finalizer', 'setmetatable({}, { __gc = function() while true do end end })', /news.lua:\d+: setmetatable: a plugin has no __gc/],
];

for (const [name, body, pattern] of bombs) {
	test(`${name} is ended`, () => {
		const before = site.times();
		for (const text of [right.replace('item = function(doc)', `item = function(doc) ${body}`), `do ${body.replace(/do return .* end$/, '')} end\n${right}`]) {
			if (!text.startsWith('do') || !/nested/.test(pattern.source)) {
				site.write('plugins/news.lua', text);
				const r = site.build();
				assert.equal(r.status, 1, r.err);
				assert.equal(r.signal, null);
				assert.match(r.err, pattern);
			}
		}
		assert.deepEqual(changed(before, site.times()), []);
		const failure = JSON.parse(site.run(['status', '--json']).out).failure;
		assert.match(failure, /plugins\/news.lua/, 'status knows it');
		site.write('plugins/news.lua', right);
		site.must();
		assert.deepEqual(changed(before, site.times()), []);
	});
}

test('what is slow but within its limits is done', () => {
	site.write('plugins/news.lua', right.replace('item = function(doc)', 'item = function(doc) local n = 0 for i = 1, 1000000 do n = n + i end string.find(string.rep("a", 300), "a-a-b")'));
	site.must();
	site.write('plugins/news.lua', right);
});
