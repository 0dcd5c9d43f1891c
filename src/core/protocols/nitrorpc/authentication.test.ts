import { describe, expect, it } from 'vitest'
import type { Connection } from '../../connection/types'
import type { Hex } from '../../types'
import { createRig, createWallet, scriptConnection } from '../../../../test/helpers/nitroRpcRig'
import { WANTED } from '../../../../test/helpers/wanted'

interface Request { req: [number, string, Record<string, unknown>, number], sig: Hex[] }

describe('a first login', () => {
  it('the first login to a ClearNode registers a new session key with scope and expiry in seconds, and asks the wallet once', async () => {
    const { logIn, sent, node } = createRig()
    const wallet = createWallet('alice')
    const { connection, login } = await logIn(wallet)

    const [, request, verify] = sent.map(text => JSON.parse(text) as Request)
    expect(sent[1]).toMatch(/\["?\d+"?,"auth_request",\{"address":"0x[^"]+","session_key":"0x[^"]+","application":"test-app","allowances":\[\],"scope":"app.close","expires_at":\d{10}\},\d{13}\],"sig":\[\]\}$/)
    expect(request?.req[2]).toMatchObject({ address: wallet.address, session_key: login.signer.address })
    expect(Number(request?.req[2].expires_at)).toBeLessThanOrEqual(connection.now() / 1000 + 3_600)
    expect(verify?.req[1]).toBe('auth_verify')
    expect(wallet.asked).toHaveLength(1)
    expect(wallet.asked[0]).toMatchObject({
      domain: { name: 'test-app' }, primaryType: 'Policy', message: { allowances: [], wallet: wallet.address },
    })
    expect(Object.keys(wallet.asked[0]?.domain ?? {})).toEqual(['name'])
    expect(login).toMatchObject({
      wallet: wallet.address,
      policy: { wallet: wallet.address, sessionKey: login.signer.address, application: 'test-app', scope: 'app.close' },
    })
    expect(node.history().map(entry => entry.method)).toEqual([])
    connection.disconnect()
  })

  it('the first login to a ClearNode gives a session key whose signatures the node accepts', async () => {
    const { logIn, protocol, node } = createRig()
    const wallet = createWallet('alice')
    node.fund(wallet.address, 'usdc', '12.5')
    const { connection, login } = await logIn(wallet)
    expect(await protocol.readBalances(connection, login)).toEqual([{ asset: 'usdc', amount: '12.5' }])
    connection.disconnect()
  })

  it('a login signature by another account is detected before it is sent to the ClearNode', async () => {
    const { connect, protocol, methodsSent } = createRig()
    const mallory = createWallet('mallory')
    const wallet = createWallet('alice', data => mallory.signTypedData(data))
    const connection = await connect()
    await expect(protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)).rejects.toMatchObject({
      code: 'SIGNER_MISMATCH', info: { data: { expected: wallet.address, actual: mallory.address } },
    })
    expect(methodsSent()).not.toContain('auth_verify')
    connection.disconnect()
  })

  it('a login to a ClearNode makes a valid session key on a device whose clock is wrong by a day', async () => {
    const { logIn, protocol } = createRig({}, { clock: () => Date.now() + 86_400_000 })
    const { connection, login } = await logIn(createWallet('alice'))
    expect(await protocol.readBalances(connection, login)).toEqual([])
    connection.disconnect()
  })

  it('a login that the ClearNode refuses is translated into its error code', async () => {
    const { connection } = scriptConnection(method => method === 'auth_request' ? { error: 'failed to generate challenge' } : { params: null })
    const { protocol } = createRig()
    await expect(protocol.authenticate(connection, { kind: 'wallet', wallet: createWallet('alice') }, WANTED))
      .rejects.toMatchObject({ code: 'AUTH_BUSY' })
  })
})

describe('later sockets', () => {
  it('later sockets to a ClearNode log in with the token and the same key, even after a restart of the node, without asking the wallet', async () => {
    const { logIn, node, methodsSent } = createRig()
    const wallet = createWallet('alice')
    const first = await logIn(wallet)
    node.restart()
    const second = await logIn(wallet)
    expect(second.login.signer.address).toBe(first.login.signer.address)
    expect(wallet.asked).toHaveLength(1)
    expect(methodsSent().filter(method => method === 'auth_request')).toHaveLength(1)
    second.connection.disconnect()
  })

  it('a login asks the wallet once more, with a new key, if the ClearNode refuses the token', async () => {
    let refused = 0
    const { protocol } = createRig()
    const wallet = createWallet('alice')
    const script = scriptConnection((method, params) => {
      if (method === 'auth_request') return { method: 'auth_challenge', params: { challenge_message: 'c' } }
      if (method === 'ping') return { params: null }
      if ('jwt' in params) return refused++, { error: 'invalid JWT token' }
      return { params: { address: wallet.address, session_key: '', jwt_token: 'token', success: true } }
    })
    const first = await protocol.authenticate(script.connection, { kind: 'wallet', wallet }, WANTED)
    const second = await protocol.authenticate(script.connection, { kind: 'wallet', wallet }, WANTED)
    expect(refused).toBe(1)
    expect(wallet.asked).toHaveLength(2)
    expect(second.signer.address).not.toBe(first.signer.address)
  })

  it('a login keeps the token if the socket is lost before the ClearNode answers', async () => {
    const { protocol } = createRig()
    const wallet = createWallet('alice')
    let isUp = true
    const { connection } = scriptConnection((method, params) => {
      if (!isUp) throw new Error('socket lost')
      if (method === 'auth_request') return { params: { challenge_message: 'c' } }
      if (method === 'ping') return { params: null }
      return { params: { address: wallet.address, session_key: '', success: true, ...('challenge' in params && { jwt_token: 't' }) } }
    })
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    isUp = false
    await expect(protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)).rejects.toThrow('socket lost')
    isUp = true
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    expect(wallet.asked).toHaveLength(1)
  })

  it('a login makes a new session key shortly before the old one expires', async () => {
    let now = 1_795_465_307_508
    const { protocol } = createRig()
    const wallet = createWallet('alice')
    const { connection } = scriptConnection(method => method === 'auth_request'
      ? { params: { challenge_message: 'c' } }
      : { params: { address: wallet.address, session_key: '', jwt_token: 't', success: true } }, { now: () => now })
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    now += 3_600_000 - 59_000
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    expect(wallet.asked).toHaveLength(2)
  })

  it.each([
    ['another wallet', { address: '0x0000000000000000000000000000000000000001' }],
    ['another key', { session_key: '0x0000000000000000000000000000000000000001' }],
  ])('a login does not use a token that turns out to belong to %s', async (_, wrong) => {
    const { protocol } = createRig()
    const wallet = createWallet('alice')
    const { connection } = scriptConnection((method, params) => method === 'auth_request'
      ? { params: { challenge_message: 'c' } }
      : { params: { address: wallet.address, session_key: '', jwt_token: 't', success: true, ...('jwt' in params && wrong) } })
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    expect(wallet.asked).toHaveLength(2)
  })
})

describe('a socket that is lost while the wallet is open', () => {
  it('a login presents the same wallet signature on the next socket if a socket is lost while the wallet is open', async () => {
    const { node, protocol, connect } = createRig()
    let confirm = (): void => {}
    const confirmed = new Promise<void>(resolve => { confirm = resolve })
    let asked = (): void => {}
    const isAsked = new Promise<void>(resolve => { asked = resolve })
    const wallet = createWallet('alice', async (data, each) => {
      asked()
      await confirmed
      return each.signTypedData(data)
    })
    const lost: Connection = await connect()
    const first = protocol.authenticate(lost, { kind: 'wallet', wallet }, WANTED)
    const failed = expect(first).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await isAsked
    lost.disconnect()

    const connection = await connect()
    const second = protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    confirm()
    await failed
    const login = await second
    expect(wallet.asked).toHaveLength(1)
    node.fund(wallet.address, 'usdc', '1')
    expect(await protocol.readBalances(connection, login)).toEqual([{ asset: 'usdc', amount: '1' }])
    connection.disconnect()
  })

  it('a login asks the wallet once more if the ClearNode has forgotten the challenge', async () => {
    const { node, protocol, connect } = createRig()
    const wallet = createWallet('alice', async (data, each) => {
      // The node restarts while the wallet is open: its challenges are gone, and so is the socket.
      if (wallet.asked.length === 1) node.restart()
      return each.signTypedData(data)
    })
    const lost = await connect()
    await expect(protocol.authenticate(lost, { kind: 'wallet', wallet }, WANTED)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    const connection = await connect()
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    expect(wallet.asked).toHaveLength(2)
    connection.disconnect()
  })
})

describe('a login that fails after the wallet has signed', () => {
  /** A node that answers the wallet's signature with these errors, one after the other, and then accepts it. */
  const nodeRefusing = (refusals: string[], address: string) => scriptConnection((method, params) => {
    if (method === 'ping') return { params: null }
    if (method === 'auth_request') return { params: { challenge_message: 'c' } }
    const error = refusals.shift()
    return error === undefined
      ? { params: { address, session_key: '', success: true, ...('challenge' in params && { jwt_token: 't' }) } }
      : { error }
  })

  it('a login presents the same wallet signature again if the ClearNode was busy', async () => {
    const { protocol } = createRig()
    const wallet = createWallet('alice')
    const { connection, calls } = nodeRefusing(['authentication failed'], wallet.address)
    await expect(protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)).rejects.toMatchObject({ code: 'AUTH_BUSY' })
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    expect(wallet.asked).toHaveLength(1)
    const [first, second] = calls.filter(({ method }) => method === 'auth_verify')
    expect(second?.sig).toEqual(first?.sig)
  })

  it.each([
    ['invalid challenge or signature', 'AUTH_REFUSED'],
    ['invalid challenge', 'AUTH_CHALLENGE_UNKNOWN'],
    ['expiration time must be set and in the future', 'AUTH_EXPIRY_INVALID'],
    ['signer is already in use for another wallet', 'SESSION_KEY_IN_USE'],
  ])('a login asks the wallet again after the ClearNode refused with “%s”', async (error, code) => {
    const { protocol } = createRig()
    const wallet = createWallet('alice')
    const { connection } = nodeRefusing([error], wallet.address)
    await expect(protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)).rejects.toMatchObject({ code })
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    expect(wallet.asked).toHaveLength(2)
  })

  it('a login asks the wallet again after the person declined the previous one', async () => {
    const { protocol } = createRig()
    let hasDeclined = false
    const wallet = createWallet('alice', async (data, each) => {
      if (hasDeclined) return each.signTypedData(data)
      hasDeclined = true
      throw new Error('declined')
    })
    const { connection } = nodeRefusing([], wallet.address)
    await expect(protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)).rejects.toThrow('declined')
    await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED)
    expect(wallet.asked).toHaveLength(2)
  })
})
