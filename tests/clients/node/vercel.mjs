// Vercel's AI SDK by every way it has to these providers: it checks the order of events more strictly than most.

import assert from 'node:assert/strict';
import {createAnthropic} from '@ai-sdk/anthropic';
import {createOpenAI} from '@ai-sdk/openai';
import {createOpenAICompatible} from '@ai-sdk/openai-compatible';
import {embedMany, generateObject, generateText, stepCountIs, streamText, tool} from 'ai';
import {z} from 'zod';
import {ALL_TYPES, BASE, KEY, SECOND, TEXT, check, version} from './check.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;
const at = (path) => ({baseURL: `${BASE}${path}`, apiKey: KEY});
const ways = {
  'OpenAI responses': createOpenAI(at('/v1')),
  'OpenAI chat': createOpenAI(at('/v1')).chat,
  'Anthropic messages': createAnthropic(at('/v1')),
  'OpenRouter chat': createOpenAICompatible({name: 'openrouter', supportsStructuredOutputs: true, ...at('/api/v1')}),
  'OpenRouter messages': createAnthropic(at('/api/v1')),
  'OpenRouter responses': createOpenAI(at('/api/v1')),
};
const SOME = ['PERSON', 'EMAIL'];

/** A stream's text and reasoning; throws what the stream reports as an error. */
async function told(options) {
  const result = streamText({prompt: TEXT, maxRetries: 0, maxOutputTokens: 1000, onError: () => {}, ...options});
  const said = {text: '', reasoning: ''};
  for await (const part of result.fullStream) {
    if (part.type === 'text-delta') said.text += part.text;
    if (part.type === 'reasoning-delta') said.reasoning += part.text;
    if (part.type === 'error') throw part.error;
  }
  return said;
}

/** A tool that keeps what it was given. */
function looking(got) {
  const execute = async ({q}) => (got.push(q), SECOND);
  return {look: tool({description: 'Looks something up', inputSchema: z.object({q: z.string()}), execute})};
}

for (const [way, provider] of Object.entries(ways)) {
  const who = `ai ${version('ai')}, ${way}`;
  const options = (model) => ({model: provider(model), prompt: TEXT, maxRetries: 0, maxOutputTokens: 1000});

  await check(`${who}: streamText with reasoning`, ALL_TYPES, async () => {
    assert.equal((await told({model: provider('echo-thinking+chunk=2')})).text, TEXT);
  });
  await check(`${who}: generateText`, ALL_TYPES, async () => {
    assert.equal((await generateText(options('echo-thinking'))).text, TEXT);
  });
  await check(`${who}: streamText, tool loop`, ALL_TYPES, async () => {
    const got = [];
    const said = await told({model: provider('echo-tool+chunk=1'), tools: looking(got), stopWhen: stepCountIs(3)});
    assert.deepEqual([got, said.text], [[TEXT], SECOND]);
  });
  await check(`${who}: generateText, tool loop with reasoning`, ALL_TYPES, async () => {
    const got = [];
    const answer = await generateText({...options('echo-tool+thinking'), tools: looking(got), stopWhen: stepCountIs(3)});
    assert.deepEqual([got, answer.text], [[TEXT], SECOND]);
  });
  await check(`${who}: structured output`, ALL_TYPES, async () => {
    const schema = z.object({title: z.string(), pages: z.number()});
    assert.equal((await generateObject({...options('gpt-4o'), schema})).object.title, TEXT);
  });
  await check(`${who}: errors before and in the stream`, SOME, async () => {
    for (const [fault, expected] of [['429', 429], ['500', 500]]) {
      const error = await generateText(options(`echo+fault=${fault}`)).catch((caught) => caught);
      assert.equal(error.statusCode, expected, String(error));
    }
    for (const fault of ['error', 'cut', 'reset']) {
      await assert.rejects(() => told({model: provider(`echo+fault=${fault}`)}), undefined, fault);
    }
  });
}

await check(`ai ${version('ai')}: embedMany`, SOME, async () => {
  const model = createOpenAI(at('/v1')).embedding('text-embedding-3-small');
  assert.equal((await embedMany({model, values: [TEXT, SECOND], maxRetries: 0})).embeddings.length, 2);
});
