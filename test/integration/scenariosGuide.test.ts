import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import ts from 'typescript'
import { expect, test } from 'vitest'
import * as core from '../../src/core'
import { ALICE, BOB, paidOut, seedSession, startClient, startNode } from '../helpers/flow'

type Scenario = (client: core.NitroliteClient, sessionId: string, ...more: readonly unknown[]) => PromiseLike<core.Receipt>

/** The functions in the TypeScript blocks of the guide, as an app would have them. */
async function scenarios(): Promise<Record<string, Scenario>> {
  const guide = await readFile(join(import.meta.dirname, '../../docs/guide/scenarios.md'), 'utf8')
  const blocks = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)
  const exports: Record<string, Scenario> = {}
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }
  for (const code of blocks) runInNewContext(ts.transpileModule(code, { compilerOptions }).outputText, { exports, require: () => core })
  return exports
}

test.for<[name: string, more: readonly unknown[], paid: Record<string, string>]>([
  ['payBob', [[ALICE, BOB]], { [ALICE]: '0', [BOB]: '10' }],
  ['payWinner', [BOB], { [ALICE]: '0', [BOB]: '10' }],
  ['payPart', [[ALICE, BOB], 40n], { [ALICE]: '6', [BOB]: '4' }],
  ['closeAsItStands', [], { [ALICE]: '7', [BOB]: '3' }],
])('the function %s of the guide about scenarios closes a session into which both have paid', async ([name, more, paid]) => {
  const node = startNode()
  for (const wallet of [ALICE, BOB]) node.fund(wallet, 'usdc', '10')
  const client = startClient(node)
  await client.connect()
  const sessionId = seedSession(node, { allocations: [{ participant: ALICE, asset: 'usdc', amount: '7' }, { participant: BOB, asset: 'usdc', amount: '3' }] })
  const receipt = await (await scenarios())[name]?.(client, sessionId, ...more)
  expect(receipt?.result).toBe('closed')
  expect(Object.fromEntries(paidOut(node, sessionId).map(([to, , amount]) => [to, amount]))).toEqual(paid)
})
