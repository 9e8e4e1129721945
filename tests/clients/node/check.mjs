// The frame of the Node checks, as `python/check.py` is for Python: what the checks have in common, how they are run and
// reported, and what holds after each of them. Knows no client.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';

export const BASE = process.env.ALLONYM_BASE;
export const KEY = 'px-clients-default';
const people = JSON.parse(readFileSync(new URL('../people.json', import.meta.url), 'utf8'));
export const {text: TEXT, second: SECOND, types: ALL_TYPES} = people;
const forms = JSON.parse(readFileSync(process.env.ALLONYM_FORMS, 'utf8'));
const LOG = `${process.env.ALLONYM_SANDBOX}/_sandbox/received`;
const PSEUDONYM = /<<(?:CUSTOM:)?([A-Z_]+)_[0-9A-Za-z]+>>/g;

/** The requests that the sandbox has received since the check began. */
export async function received() {
  return (await (await fetch(LOG)).json()).requests;
}

const readable = (body) => (typeof body === 'string' ? body : Buffer.from(body.base64, 'base64').toString());

async function judge(upstream) {
  const requests = await received();
  const all = requests.map((r) => [r.path, JSON.stringify(r.headers), readable(r.body)].join('\n')).join('\n');
  const lower = all.toLowerCase();
  const leaks = [...forms.text.filter((form) => lower.includes(form)), ...forms.base64.filter((form) => all.includes(form))];
  assert.deepEqual(leaks.slice(0, 5), [], 'personal values upstream');
  if (upstream === null) return assert.equal(requests.length, 0, 'something was sent upstream');
  assert.ok(requests.length, 'nothing upstream');
  const types = new Set(requests.flatMap((r) => [...readable(r.body).matchAll(PSEUDONYM)].map((match) => match[1])));
  assert.deepEqual(upstream.filter((type) => !types.has(type)), [], 'no pseudonyms of these upstream');
}

/**
 * Runs one check and prints its line. `upstream`: the kinds of pseudonyms that the sandbox must have seen, `[]` when none
 * are expected, `null` when nothing may have been sent.
 */
export async function check(name, upstream, run) {
  await fetch(LOG, {method: 'DELETE'});
  try {
    await run();
    await judge(upstream);
    console.log(`ok   ${name}`);
  } catch (error) {
    const at = String(error.stack).match(/node\/(\w+\.mjs:\d+)/)?.[1];
    console.log(`FAIL ${name} (${at} ${String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 600)})`);
  }
}

/** The error with which the call must end; never a clean end. */
export async function raised(call) {
  let error;
  try {
    await call();
  } catch (caught) {
    error = caught;
  }
  assert.ok(error, 'ended without an error');
  return error;
}

/** Everything an asynchronous iterable yields. */
export async function all(iterable) {
  const items = [];
  for await (const item of await iterable) items.push(item);
  return items;
}

/** The version of an installed package. */
export function version(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}
