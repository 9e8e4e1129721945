// @anthropic-ai/sdk, an old version and the newest: messages, tools, signed thinking, counting, errors.

import assert from 'node:assert/strict';
import {ALL_TYPES, BASE, KEY, SECOND, TEXT, all, check, raised, received, version} from './check.mjs';

const MESSAGES = [{role: 'user', content: TEXT}];
const schema = {type: 'object', properties: {q: {type: 'string'}, k: {type: 'string', enum: ['x']}}, required: ['q', 'k']};
const TOOLS = ['one', 'two'].map((name) => ({name, description: `For ${SECOND}`, input_schema: schema}));
const CALL = {q: TEXT, k: 'x'};
const SOME = ['PERSON', 'EMAIL'];
const textOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');

for (const module of ['@anthropic-ai/sdk', 'anthropic-oldest']) {
  const {default: Anthropic} = await import(module);
  const who = `@anthropic-ai/sdk ${version(module)} (Node)`;
  const keyed = (apiKey) => new Anthropic({baseURL: BASE, apiKey, authToken: null, maxRetries: 0});
  const client = keyed(KEY);
  const request = (model, messages = MESSAGES, more = {}) => ({model, max_tokens: 1000, messages, ...more});
  const ask = (model, messages, more, from = client) => from.messages.create(request(model, messages, more));

  await check(`${who}: messages, JSON`, ALL_TYPES, async () => assert.equal(textOf(await ask('echo')), TEXT));
  await check(`${who}: messages, raw stream and .stream() helper`, ALL_TYPES, async () => {
    const events = await all(ask('echo+chunk=1+write=5', MESSAGES, {stream: true}));
    assert.equal(events.filter((e) => e.type === 'content_block_delta').map((e) => e.delta.text).join(''), TEXT);
    const stream = client.messages.stream(request('echo+chunk=3'));
    assert.equal(await stream.finalText(), TEXT);
    assert.equal(textOf(await stream.finalMessage()), TEXT);
  });
  await check(`${who}: messages, signed thinking replayed over two turns`, ALL_TYPES, async () => {
    let messages = MESSAGES;
    for (const turn of [SECOND, 'Go on.']) {
      const final = await client.messages.stream(request('echo-thinking', messages)).finalMessage();
      assert.ok(final.content[0].signature);
      messages = [...messages, {role: 'assistant', content: final.content}, {role: 'user', content: turn}];
    }
    assert.equal(textOf(await ask('echo-thinking', messages)), 'Go on.');
  });
  await check(`${who}: messages, tool loop with thinking, streamed`, ALL_TYPES, async () => {
    const model = 'echo-tools+thinking+chunk=1';
    const first = await client.messages.stream(request(model, MESSAGES, {tools: TOOLS})).finalMessage();
    const calls = first.content.filter((block) => block.type === 'tool_use');
    assert.deepEqual(calls.map((call) => call.input), [CALL, CALL]);
    const content = calls.map((call) => ({type: 'tool_result', tool_use_id: call.id, content: SECOND}));
    const history = [...MESSAGES, {role: 'assistant', content: first.content}, {role: 'user', content}];
    assert.equal(textOf(await ask(model, history, {tools: TOOLS})), `${SECOND}\n${SECOND}`);
  });
  await check(`${who}: count_tokens and models`, SOME, async () => {
    assert.ok((await client.messages.countTokens({model: 'echo', messages: MESSAGES})).input_tokens > 3);
    assert.ok((await all(client.models.list())).length);
  });
  await check(`${who}: beta form`, SOME, async () => {
    const message = await client.beta.messages.create({...request('echo'), betas: ['context-management-2025-06-27']});
    assert.equal(textOf(message), TEXT);
    assert.equal((await received())[0].headers['anthropic-beta'], 'context-management-2025-06-27');
  });
  await check(`${who}: the proxy's own errors`, null, async () => {
    const ours = async (kind, status, code, call) => {
      const error = await raised(call);
      assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
      assert.deepEqual([error.status, error.error.error.code], [status, code]);
    };
    await ours(Anthropic.AuthenticationError, 401, 'unauthorized', () => ask('echo', MESSAGES, {}, keyed('px-nobody-knows-this')));
    await ours(Anthropic.NotFoundError, 404, 'unsupported_endpoint', () => client.messages.batches.list());
    await ours(Anthropic.BadRequestError, 400, 'pii_blocked', () => ask('echo', MESSAGES, {}, keyed('px-clients-careful')));
    const large = [{role: 'user', content: TEXT + 'x'.repeat(1 << 20)}];
    await ours(Anthropic.APIError, 413, 'request_too_large', () => ask('echo', large));
  });
  if (module === '@anthropic-ai/sdk') {
    await check(`${who}: 429 with Retry-After for a key above its rate`, SOME, async () => {
      const hurried = keyed('px-clients-hurried-node-anthropic');
      await ask('echo', MESSAGES, {}, hurried);
      const error = await raised(() => ask('echo', MESSAGES, {}, hurried));
      assert.ok(error instanceof Anthropic.RateLimitError, String(error));
      assert.ok(Number(error.headers.get('retry-after')) >= 1);
    });
  }
  await check(`${who}: upstream 401, 429, 500, 529 pass`, SOME, async () => {
    const kinds = {401: Anthropic.AuthenticationError, 429: Anthropic.RateLimitError, 500: Anthropic.InternalServerError, 529: Anthropic.APIError};
    for (const [status, kind] of Object.entries(kinds)) {
      const error = await raised(() => ask(`echo+fault=${status}`));
      assert.ok(error instanceof kind && error.status === Number(status), String(error));
    }
  });
  await check(`${who}: an error event, or a break, in mid-stream raises`, SOME, async () => {
    for (const fault of ['error', 'cut', 'reset', 'end']) {
      await raised(() => client.messages.stream(request(`echo+fault=${fault}`)).finalMessage());
    }
  });
}
