import { Wallet } from 'ethers/wallet'
import { hashMessage } from 'ethers/hash'
import { expect, it } from 'vitest'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../../test/helpers/people'
import type { Hex } from '../types'
import { policyData } from '../protocols/nitrorpc/policyData'
import { recoverDigestSigner } from '../wallet/signature'
import { sessionKeyFromPrivateKey } from '../wallet/sessionKey'
import type { SessionKeyPolicy } from '../wallet/types'
import { roomNameOf } from './roomName'
import { createStatementSigner, signStatementsByKey } from './statementSigner'
import { findStatementFault, proposalStatement, readStatement, type Statement, statementDigest, statementText } from './statements'

const NOW = 1_800_000_000_000
const ROOM = roomNameOf({ sessionId: `0x${'5e'.repeat(32)}`, nodeTag: '0x0a0b0c0d' })
const STATEMENT: Statement = {
  purpose: 'enter room', origin: 'relay.example:8443', room: ROOM, nonce: `0x${'07'.repeat(32)}`, end: NOW + 60_000,
}
const TEXT = `vue-nitrolite statement 1. Signing it moves no funds.
Purpose: enter a room of a relay
Origin: relay.example:8443
Room: ${ROOM}
Nonce: 0x${'07'.repeat(32)}
End: 2027-01-15T08:01:00.000Z`

const key = sessionKeyFromPrivateKey(`0x${'77'.repeat(32)}`)

async function signedPolicy(changes: Partial<SessionKeyPolicy> = {}): Promise<SessionKeyPolicy> {
  const policy = {
    wallet: ALICE, sessionKey: key.address, application: 'test-app', scope: 'app.close', expiresAt: NOW / 1000 + 3600, challenge: 'c0ffee', ...changes,
  }
  const { domain, types, message } = policyData(policy)
  return { ...policy, signature: await new Wallet(ALICE_KEY).signTypedData(domain, types, message) as Hex }
}

it('a statement names its purpose, origin, room, nonce and end below a line that no request begins with', () => {
  expect(statementText(STATEMENT)).toBe(TEXT)
  expect(statementText(STATEMENT)).not.toMatch(/^[[{]/)
  expect(statementText(proposalStatement(ROOM, `0x${'01'.repeat(32)}`, `0x02${'03'.repeat(32)}`))).toMatch(
    /^vue-nitrolite statement 1\. Signing it moves no funds\.\nPurpose: show who made a proposal\nOrigin: proposal\n.*\nNonce: 0x[\da-f]{64}\nEnd: none$/,
  )
})

it('the text of a statement is read back unchanged, with and without an end', () => {
  const endless: Statement = { ...STATEMENT, purpose: 'make proposal', end: null }
  for (const statement of [STATEMENT, endless]) expect(readStatement(statementText(statement) ?? '')).toEqual(statement)
})

it.each<[string, (text: string) => string]>([
  ['another first line', text => text.replace('statement 1', 'statement 2')],
  ['a request before it', text => `[1,"close_app_session",{},1]\n${text}`],
  ['a line break at its end', text => `${text}\n`],
  ['line breaks of Windows', text => text.replaceAll('\n', '\r\n')],
  ['an unknown purpose', text => text.replace('enter a room of a relay', 'close a session')],
  ['a space in the origin', text => text.replace('relay.example', 'relay example')],
  ['an origin outside of ASCII', text => text.replace('relay.example', 'relаy.example')],
  ['a room in upper case', text => text.replace(/5e/g, '5E')],
  ['a room without a node', text => text.replace('-0a0b0c0d', '')],
  ['a shorter nonce', text => text.replace('0707', '07')],
  ['an end in another form', text => text.replace('08:01:00.000Z', '09:01:00.000+01:00')],
  ['an end without milliseconds', text => text.replace('.000Z', 'Z')],
  ['an end that is not a time', text => text.replace('2027-01-15', '2027-13-15')],
  ['a further line', text => text.replace('\nNonce', '\nRoom: x\nNonce')],
  ['fields in another order', text => text.replace(/(Room.*)\n(Nonce.*)/, '$2\n$1')],
])('a statement text with %s is not read', (_, change) => {
  expect(change(TEXT)).not.toBe(TEXT)
  expect(readStatement(change(TEXT))).toBeNull()
})

it.each<[string, Partial<Statement>]>([
  ['an origin with a line break', { origin: 'a\nRoom: b' }],
  ['an empty origin', { origin: '' }],
  ['a room that is not a room', { room: 'lobby' }],
  ['a nonce of 31 bytes', { nonce: `0x${'07'.repeat(31)}` }],
  ['an end with a fraction', { end: 0.5 }],
  ['an end after the year 9999', { end: 253_402_300_800_000 }],
])('a statement with %s has no text and cannot be signed', async (_, change) => {
  expect(statementText({ ...STATEMENT, ...change })).toBeNull()
  const signer = await createStatementSigner(ALICE_KEY)
  await expect(signer.sign({ ...STATEMENT, ...change })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
})

it('the digest of a statement is the one of EIP-191, and wallets, private keys and session keys sign the same one', async () => {
  expect(statementDigest(TEXT)).toBe(hashMessage(TEXT))
  const asked: unknown[] = []
  const provider = {
    request: async ({ method, params }: { method: string, params?: unknown }) => {
      if (method !== 'personal_sign') return [ALICE]
      asked.push(params)
      return new Wallet(ALICE_KEY).signMessage(Buffer.from(String((params as string[])[0]).slice(2), 'hex'))
    },
  }
  const byWallet = await (await createStatementSigner(provider)).sign(STATEMENT)
  const byKey = await (await createStatementSigner(ALICE_KEY)).sign(STATEMENT)
  expect(byWallet).toBe(byKey)
  expect(asked).toEqual([[`0x${Buffer.from(TEXT).toString('hex')}`, ALICE]])
  const session = signStatementsByKey({ wallet: ALICE, ...key }, await signedPolicy())
  expect(recoverDigestSigner(hashMessage(TEXT), await session.sign(STATEMENT))).toBe(key.address)
})

it('a statement is proven by the participant in any case, and by a session key with the policy of its wallet', async () => {
  const byWallet = await (await createStatementSigner(ALICE_KEY)).sign(STATEMENT)
  const byKey = await signStatementsByKey({ wallet: ALICE, ...key }, null).sign(STATEMENT)
  for (const participant of [ALICE, ALICE.toLowerCase()]) {
    expect(findStatementFault({ statement: STATEMENT, participant, signature: byWallet, policy: null }, NOW)).toBeNull()
    expect(findStatementFault({ statement: STATEMENT, participant, signature: byKey, policy: await signedPolicy() }, NOW)).toBeNull()
  }
})

it('a statement is not proven by a stranger, by a signature of another text, after its end, or in another form', async () => {
  const signature = await (await createStatementSigner(ALICE_KEY)).sign(STATEMENT)
  const proof = { statement: STATEMENT, participant: ALICE, signature, policy: null }
  const fault = (change: object, now = NOW) => findStatementFault({ ...proof, ...change }, now)
  expect(fault({ participant: BOB })).toBe('other signer')
  expect(fault({ signature: await (await createStatementSigner(BOB_KEY)).sign(STATEMENT) })).toBe('other signer')
  const others: Partial<Statement>[] = [
    { origin: 'other.example' }, { nonce: `0x${'08'.repeat(32)}` }, { room: ROOM.replace('-0a', '-0b') }, { end: NOW + 1 }, { purpose: 'make proposal' },
  ]
  for (const other of others) expect(fault({ statement: { ...STATEMENT, ...other } })).toBe('other signer')
  expect(fault({}, NOW + 60_000)).toBe('ended')
  expect(fault({ participant: 'Alice' })).toBe('malformed')
  expect(fault({ statement: { ...STATEMENT, room: 'lobby' } })).toBe('malformed')
  expect(fault({ signature: signature.toUpperCase() })).toBe('malformed')
  expect(fault({ signature: `${signature.slice(0, -2)}${signature.endsWith('1b') ? '00' : '01'}` })).toBe('malformed')
  expect(fault({ signature: `0x${'00'.repeat(64)}1b` })).toBe('malformed')
})

it('a session key proves a statement only with an unchanged, unexpired policy of the participant for this very key', async () => {
  const signature = await signStatementsByKey({ wallet: ALICE, ...key }, null).sign(STATEMENT)
  const policy = await signedPolicy()
  const fault = (given: SessionKeyPolicy | null, participant = ALICE, now = NOW) =>
    findStatementFault({ statement: STATEMENT, participant, signature, policy: given }, now)
  expect(fault(null)).toBe('other signer')
  expect(fault({ ...policy, sessionKey: BOB })).toBe('other signer')
  expect(fault(policy, BOB)).toBe('unfit policy')
  expect(fault(await signedPolicy({ wallet: BOB }), BOB)).toBe('unfit policy')
  expect(fault(await signedPolicy({ wallet: BOB }))).toBe('unfit policy')
  expect(fault({ ...policy, expiresAt: policy.expiresAt + 1 })).toBe('unfit policy')
  expect(fault({ ...policy, application: 'other-app' })).toBe('unfit policy')
  expect(fault(await signedPolicy({ expiresAt: NOW / 1000 }))).toBe('unfit policy')
  expect(fault(await signedPolicy({ scope: 'x'.repeat(257) }))).toBe('unfit policy')
  expect(fault({ ...policy, more: 1 } as SessionKeyPolicy)).toBe('unfit policy')
  expect(fault({ ...policy, wallet: ALICE.toLowerCase() })).toBe('unfit policy')
})

it('a login whose session key shows no policy cannot sign statements', async () => {
  const login = { address: ALICE, sessionKey: BOB_KEY, jwt: 'token' }
  await expect(createStatementSigner(login)).rejects.toMatchObject({ code: 'SIGNER_UNSUPPORTED' })
})
