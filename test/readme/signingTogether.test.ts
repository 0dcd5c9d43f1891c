import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { ERROR_TABLE } from '../../src/core/errors/table'
import { COSIGNING_ERRORS } from '../../src/core/errors/texts/cosigning'
import { assertFreshBuild } from '../package/support/freshBuild'
import { ROOT } from '../package/support/manifest'
import { codeBlocks } from './codeBlocks'
import { runBlock } from './runBlock'

const guide = await readFile(join(ROOT, 'docs/guide/signing-together.md'), 'utf8')
const api = await readFile(join(ROOT, 'src/core/cosigning/api.ts'), 'utf8')

/** Codes of the transports, which the guide for the relay explains, and codes that no check of this version uses. */
const ELSEWHERE = ['TRANSPORT_FAILED', 'RELAY_REFUSED', 'PROPOSAL_WITHDRAWN']

beforeAll(assertFreshBuild)

test('the program of the guide “Signing together” pays both participants once, and the co-signer sees it', async () => {
  const program = codeBlocks(guide, 'signing-together').find(({ code }) => code.includes('// runs'))
  expect(program).toBeDefined()
  if (!program) return
  const { exitCode, stdout, stderr } = await runBlock(program)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout.trim().split('\n').slice(-2)).toEqual(['closed 0.4 + 0.6', 'landed'])
})

test('the guide “Signing together” explains every state of a co-signer', () => {
  const [, union = ''] = /export type CoSigningState =\n([^]*?)\n\n/.exec(api) ?? []
  const states = [...union.matchAll(/'(\w+)'/g)].map(([, state = '']) => state)
  expect(states).toContain('lapsed')
  const rows = guide.split('\n').filter(line => line.startsWith('| `')).map(line => line.split('|')[1] ?? '').join()
  expect(states.filter(state => !rows.includes(`\`${state}\``))).toEqual([])
})

test('the guide “Signing together” names every error code of a proposal and of a reply, and no code that does not exist', () => {
  const named = new Set([...guide.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code))
  expect(Object.keys(COSIGNING_ERRORS).filter(code => !named.has(code) && !ELSEWHERE.includes(code))).toEqual([])
  expect([...named].filter(code => !(code in ERROR_TABLE))).toEqual([])
})
