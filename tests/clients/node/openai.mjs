// openai for Node, the oldest supported major and the newest: chat, responses, embeddings, Azure, OpenRouter, errors.

import assert from 'node:assert/strict';
import {ALL_TYPES, BASE, KEY, SECOND, TEXT, all, check, raised, received, version} from './check.mjs';

const MESSAGES = [{role: 'user', content: TEXT}];
const schema = {type: 'object', properties: {q: {type: 'string'}, k: {type: 'string', enum: ['x']}}, required: ['q', 'k'], additionalProperties: false};
const FUNCTIONS = ['one', 'two'].map((name) => ({name, parameters: schema, strict: true}));
const TOOLS = FUNCTIONS.map((one) => ({type: 'function', function: one}));
const CALL = {q: TEXT, k: 'x'};
const SOME = ['PERSON', 'EMAIL'];
const words = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');
const outputDeltas = (events) => events.filter((e) => e.type === 'response.output_text.delta').map((e) => e.delta).join('');

for (const module of ['openai', 'openai-oldest']) {
  const {default: OpenAI, AzureOpenAI} = await import(module);
  const who = `openai ${version(module)} (Node)`;
  const client = new OpenAI({baseURL: `${BASE}/v1`, apiKey: KEY, maxRetries: 0});
  const keyed = (apiKey) => new OpenAI({baseURL: `${BASE}/v1`, apiKey, maxRetries: 0});
  const chat = (model, more = {}, from = client) => from.chat.completions.create({model, messages: MESSAGES, ...more});
  const chatStream = client.chat.completions.stream ? client.chat.completions : client.beta.chat.completions;

  await check(`${who}: chat, JSON`, ALL_TYPES, async () => {
    assert.equal((await chat('echo')).choices[0].message.content, TEXT);
  });
  await check(`${who}: chat, stream`, ALL_TYPES, async () => {
    assert.equal(words(await all(chat('echo+chunk=1+write=5', {stream: true}))), TEXT);
  });
  await check(`${who}: chat, .stream() helper, several choices`, ALL_TYPES, async () => {
    const final = await chatStream.stream({model: 'echo', messages: MESSAGES, n: 2}).finalChatCompletion();
    assert.deepEqual(final.choices.map((choice) => choice.message.content), [TEXT, TEXT]);
  });
  await check(`${who}: chat, tool loop, streamed`, ALL_TYPES, async () => {
    const message = (await chatStream.stream({model: 'echo-tools+chunk=2', messages: MESSAGES, tools: TOOLS}).finalChatCompletion()).choices[0].message;
    assert.deepEqual(message.tool_calls.map((call) => JSON.parse(call.function.arguments)), [CALL, CALL]);
    const results = message.tool_calls.map((call) => ({role: 'tool', tool_call_id: call.id, content: SECOND}));
    const last = await client.chat.completions.create({model: 'echo-tools', messages: [...MESSAGES, message, ...results], tools: TOOLS});
    assert.equal(last.choices[0].message.content, `${SECOND}\n${SECOND}`);
  });
  await check(`${who}: chat, tool runner`, ALL_TYPES, async () => {
    const got = [];
    const tool = {type: 'function', function: {function: (args) => (got.push(args.q), SECOND), parse: JSON.parse, description: 'Looks', name: 'look', parameters: schema}};
    const runner = chatStream.runTools({model: 'echo-tool', messages: MESSAGES, tools: [tool]});
    assert.equal(await runner.finalContent(), SECOND);
    assert.deepEqual(got, [TEXT]);
  });
  await check(`${who}: chat, structured output`, ALL_TYPES, async () => {
    const response_format = {type: 'json_schema', json_schema: {name: 'letter', schema, strict: true}};
    assert.equal(JSON.parse((await chat('gpt-4o', {response_format})).choices[0].message.content).q, TEXT);
  });
  await check(`${who}: responses, JSON and stream`, ALL_TYPES, async () => {
    assert.equal((await client.responses.create({model: 'echo', input: TEXT})).output_text, TEXT);
    const stream = client.responses.stream({model: 'echo-thinking+chunk=3', input: TEXT});
    const events = await all(stream);
    const final = await stream.finalResponse();
    assert.equal(final.output_text ?? final.output.at(-1).content[0].text, TEXT);
    assert.equal(outputDeltas(events), TEXT);
  });
  await check(`${who}: responses, tool loop`, ALL_TYPES, async () => {
    const tools = FUNCTIONS.map((one) => ({type: 'function', ...one}));
    const first = await client.responses.create({model: 'echo-tools', input: TEXT, tools});
    assert.deepEqual(first.output.map((item) => JSON.parse(item.arguments)), [CALL, CALL]);
    const results = first.output.map((item) => ({type: 'function_call_output', call_id: item.call_id, output: SECOND}));
    const last = await client.responses.create({model: 'echo-tools', input: [...MESSAGES, ...first.output, ...results], tools});
    assert.equal(last.output_text, `${SECOND}\n${SECOND}`);
  });
  await check(`${who}: responses, previous_response_id and retrieve`, ALL_TYPES, async () => {
    const first = await client.responses.create({model: 'echo', input: TEXT});
    const second = await client.responses.create({model: 'echo-history', input: SECOND, previous_response_id: first.id});
    assert.ok(second.output_text.startsWith(TEXT) && second.output_text.endsWith(SECOND), second.output_text);
    assert.equal((await client.responses.retrieve(first.id)).output[0].content[0].text, TEXT);
  });
  await check(`${who}: completions, embeddings, moderations, models`, ALL_TYPES, async () => {
    assert.equal((await client.completions.create({model: 'echo', prompt: TEXT})).choices[0].text, TEXT);
    assert.equal((await client.embeddings.create({model: 'text-embedding-3-small', input: [TEXT, SECOND]})).data[1].embedding.length, 1536);
    assert.ok((await client.moderations.create({input: `${TEXT} [flag]`})).results[0].flagged);
    assert.ok((await all(client.models.list())).length);
  });
  await check(`${who}: AzureOpenAI`, ALL_TYPES, async () => {
    const azure = new AzureOpenAI({endpoint: BASE, apiKey: KEY, apiVersion: '2024-10-21', maxRetries: 0});
    assert.equal((await chat('echo', {}, azure)).choices[0].message.content, TEXT);
    assert.equal(words(await all(chat('echo', {stream: true}, azure))), TEXT);
    assert.equal((await received())[0].path, '/openai/deployments/echo/chat/completions?api-version=2024-10-21');
  });
  await check(`${who}: OpenRouter's form`, ALL_TYPES, async () => {
    const openrouter = new OpenAI({baseURL: `${BASE}/api/v1`, apiKey: KEY, maxRetries: 0});
    assert.equal(words(await all(chat('anthropic/echo-thinking', {stream: true}, openrouter))), TEXT);
  });
  await check(`${who}: the proxy's own errors`, null, async () => {
    const ours = async (kind, status, code, call) => {
      const error = await raised(call);
      assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
      assert.deepEqual([error.status, error.code], [status, code]);
    };
    await ours(OpenAI.AuthenticationError, 401, 'unauthorized', () => chat('echo', {}, keyed('px-nobody-knows-this')));
    await ours(OpenAI.NotFoundError, 404, 'unsupported_endpoint', () => client.images.generate({model: 'gpt-image-1', prompt: TEXT}));
    await ours(OpenAI.BadRequestError, 400, 'pii_blocked', () => chat('echo', {}, keyed('px-clients-careful')));
    const large = [{role: 'user', content: TEXT + 'x'.repeat(1 << 20)}];
    await ours(OpenAI.APIError, 413, 'request_too_large', () => client.chat.completions.create({model: 'echo', messages: large}));
  });
  if (module === 'openai') {
    await check(`${who}: 429 with Retry-After for a key above its rate`, SOME, async () => {
      const hurried = keyed('px-clients-hurried-node-openai');
      await chat('echo', {}, hurried);
      const error = await raised(() => chat('echo', {}, hurried));
      assert.ok(error instanceof OpenAI.RateLimitError && error.code === 'rate_limit_exceeded', String(error));
      assert.ok(Number(error.headers.get('retry-after')) >= 1);
    });
  }
  await check(`${who}: upstream 401, 429, 500, 529 pass`, SOME, async () => {
    const kinds = {401: OpenAI.AuthenticationError, 429: OpenAI.RateLimitError, 500: OpenAI.InternalServerError, 529: OpenAI.InternalServerError};
    for (const [status, kind] of Object.entries(kinds)) {
      const error = await raised(() => chat(`echo+fault=${status}`));
      assert.ok(error instanceof kind && error.status === Number(status), String(error));
    }
  });
  await check(`${who}: an error event, or a break, in mid-stream raises`, SOME, async () => {
    for (const fault of ['error', 'cut', 'reset']) {
      await raised(async () => all(await chat(`echo+fault=${fault}`, {stream: true})));
      await raised(async () => all(await client.responses.create({model: `echo+fault=${fault}`, input: TEXT, stream: true})));
    }
  });
}
