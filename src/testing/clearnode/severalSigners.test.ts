import { describe, expect, it } from 'vitest'
import { ClearnodeRoom } from '../../../test/helpers/clearnodeRoom'
import { addressOf, signaturesOver, testKey } from '../../../test/helpers/directClient'

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** The other valid signature with the same r: s is the rest to the order of the curve, and the recovery byte changes. */
function highTwin(signature: string): string {
  const s = (CURVE_ORDER - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0')
  return signature.slice(0, 66) + s + (signature.endsWith('1b') ? '1c' : '1b')
}

const UNREADABLE = 'failed to get wallets from RPC message'
const short = (weight: number, quorum: number) => `incorrect submit_state request: quorum not reached: ${weight} / ${quorum}`

describe('who signs and who submits', () => {
  it('a logged-in stranger submits a close of ClearNode that two participants have signed', () => {
    const room = new ClearnodeRoom()
    expect(room.close(room.split('0', '1'), room.wallets(0, 1))).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it('a connection without a login cannot submit a close of ClearNode', () => {
    const room = new ClearnodeRoom()
    const text = room.closeText(room.split('1', '0'))
    expect(room.submit(text, signaturesOver(text, room.wallets(0, 1)), room.join('guest'))).toBe('authentication required')
  })

  it.each([['in the reverse order', [1, 0]], ['with the own signature last', [1, 0, 0]]])('ClearNode accepts signatures %s', (_, order) => {
    const room = new ClearnodeRoom()
    const submitter = room.person(0)
    submitter.login()
    const text = room.closeText(room.split('1', '0'))
    expect(room.submit(text, signaturesOver(text, room.wallets(...order)), submitter)).toBe('closed')
  })

  it('ClearNode counts a signature that is there twice once', () => {
    const room = new ClearnodeRoom()
    expect(room.close(room.split('1', '0'), room.wallets(0, 0))).toBe(short(50, 100))
  })

  it('ClearNode counts a wallet and its session key as one participant', () => {
    const room = new ClearnodeRoom()
    room.person(0).login()
    expect(room.close(room.split('1', '0'), [room.person(0).key, room.person(0).walletKey])).toBe(short(50, 100))
    expect(room.close(room.split('1', '0'), [room.person(0).key, room.person(1).walletKey])).toBe('closed')
  })

  it('ClearNode accepts 40 signatures of two participants', () => {
    const room = new ClearnodeRoom()
    const text = room.closeText(room.split('1', '0'))
    const signatures = signaturesOver(text, room.wallets(0, 1))
    expect(room.submit(text, Array<string[]>(20).fill(signatures).flat())).toBe('closed')
  })

  it.each([['alone', false], ['beside the originals', true]])('ClearNode accepts signatures with a high s, %s', (_, isBeside) => {
    const room = new ClearnodeRoom()
    const text = room.closeText(room.split('1', '0'))
    const originals = signaturesOver(text, room.wallets(0, 1))
    expect(room.submit(text, [...isBeside ? originals : [], ...originals.map(highTwin)])).toBe('closed')
  })

  it('one signature of a stranger spoils a close of ClearNode that has its quorum', () => {
    const room = new ClearnodeRoom()
    const stranger = testKey('passer-by')
    expect(room.close(room.split('1', '0'), [...room.wallets(0, 1), stranger]))
      .toBe(`signature from unknown participant wallet ${addressOf(stranger)}`)
    expect(room.held).toEqual(['1', '0'])
  })

  it.each([
    ['64 bytes', (signature: string) => signature.slice(0, 130)],
    ['no bytes', () => '0x'],
    ['zeros', () => `0x${'00'.repeat(65)}`],
    ['the recovery byte 5', (signature: string) => `${signature.slice(0, 130)}05`],
  ])('one signature of %s spoils a close of ClearNode with a text that names nobody', (_, damage) => {
    const room = new ClearnodeRoom()
    const text = room.closeText(room.split('1', '0'))
    const [first = '', second = ''] = signaturesOver(text, room.wallets(0, 1))
    expect(room.submit(text, [first, second, damage(first)])).toBe(UNREADABLE)
  })
})

describe('weights', () => {
  it('a participant without weight on ClearNode signs and submits, and cannot stop a close that takes everything it holds', () => {
    const room = new ClearnodeRoom({ weights: [100, 0], amounts: ['0', '1'] })
    const weightless = room.person(1)
    weightless.login()
    const [ownText, theirText] = [room.closeText(room.split('0', '1')), room.closeText(room.split('1', '0'))]
    expect(room.submit(ownText, signaturesOver(ownText, room.wallets(1)), weightless)).toBe(short(0, 100))
    expect(room.submit(theirText, signaturesOver(theirText, room.wallets(0, 1)), weightless)).toBe('closed')
    expect(room.paid).toEqual(['1', '0'])
  })

  it.each([
    [[30, 30, 40], 60, [1, 2], 'closed'], [[30, 30, 40], 60, [0, 1], 'closed'], [[30, 30, 40], 60, [2], short(40, 60)],
    [[1, 1, 1, 1, 1], 3, [1, 4], short(2, 3)], [[1, 1, 1, 1, 1], 3, [0, 2, 4], 'closed'], [[100, 100, 100], 500, [0, 1, 2], short(300, 500)],
    [[100, 100, 300], 500, [0, 1], short(200, 500)],
  ])('on ClearNode with the weights %j and the quorum %i, the signers %j get: %s', (weights, quorum, signers, answer) => {
    const room = new ClearnodeRoom({ weights, quorum })
    expect(room.close(room.split('1'), room.wallets(...signers))).toBe(answer)
  })

  it('a session of ClearNode with the quorum 0 and without weights can never be closed, because the quorum is stored as 100', () => {
    const room = new ClearnodeRoom({ weights: [0, 0], quorum: 0 })
    expect(room.node.session(room.id)?.quorum).toBe(100)
    expect(room.close(room.split('1', '0'), room.wallets(0, 1))).toBe(short(0, 100))
  })

  it('a participant of ClearNode who is listed twice counts with the last weight', () => {
    const room = new ClearnodeRoom()
    const [a, b] = [room.person(0).wallet, room.person(1).wallet]
    const { id } = room.node.createSession({
      participants: [a, b, a], weights: [50, 50, 1], quorum: 100, application: 'app', allocations: [{ participant: a, asset: 'usdc', amount: '1' }],
    })
    const params = { ...room.split('1', '0'), app_session_id: id }
    expect(room.close(params, room.wallets(0, 1))).toBe(short(51, 100))
  })

  it('the own signature of a participant who is listed in lower case spoils a close of ClearNode', () => {
    const room = new ClearnodeRoom()
    const [a, b] = [room.person(0).wallet, room.person(1).wallet]
    const { id } = room.node.createSession({
      participants: [a, b.toLowerCase()], weights: [100, 0], quorum: 100, application: 'app',
      allocations: [{ participant: a, asset: 'usdc', amount: '1' }],
    })
    const params = { app_session_id: id, allocations: [{ participant: a, asset: 'usdc', amount: '1' }] }
    expect(room.close(params, room.wallets(0, 1))).toBe(`signature from unknown participant wallet ${b}`)
    expect(room.close(params, room.wallets(0))).toBe('closed')
  })

  it('50 participants of ClearNode close a session with two assets in one message', () => {
    const weights = Array<number>(50).fill(1)
    const room = new ClearnodeRoom({ weights, quorum: 50, amounts: Array<string>(50).fill('1') })
    const { allocations, app_session_id } = room.split(...Array<string>(50).fill('1'))
    const params = { app_session_id, allocations: [...allocations, ...allocations.map(row => ({ ...row, asset: 'weth', amount: '0' }))] }
    expect(room.close(params, room.wallets(...weights.keys()))).toBe('closed')
  })
})

describe('session data', () => {
  const dataAfter = (data: string | undefined) => {
    const room = new ClearnodeRoom({ sessionData: 'round 1' })
    const { app_session_id, allocations } = room.split('1', '0')
    const member = data === undefined ? '' : `,"session_data":${data}`
    const answer = room.close(`{"app_session_id":"${app_session_id}","allocations":${JSON.stringify(allocations)}${member}}`, room.wallets(0, 1))
    return [answer, room.node.session(room.id)?.sessionData]
  }

  it.each([
    ['a text', '"end"', 'end'], ['an omitted member', undefined, 'round 1'], ['null', 'null', 'round 1'], ['an empty text', '""', ''],
    ['a lone surrogate', '"a\\ud800b"', 'a\ufffdb'],
  ])('after a close of ClearNode with %s as session data (%s), the session has %j', (_, data, stored) => {
    expect(dataAfter(data)).toEqual(['closed', stored])
  })

  it.each([
    ['a NUL', '"a\\u0000"', 'failed to close application session'], ['an object', '{"round":2}', 'failed to parse parameters'],
  ])('ClearNode refuses a close with %s in the session data', (_, data, text) => {
    expect(dataAfter(data)).toEqual([text, 'round 1'])
  })
})
