import { describe, expect, it } from 'vitest'
import type { WebSocketLike } from '../../connection/types'
import { sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import { adoptLogin } from '../../wallet/adoptLogin'
import type { Hex } from '../../types'
import { policyData } from './policyData'
import { digestOf } from './codec'
import { createNitroRpc } from './index'
import { createRig, createWallet, OPTIONS, scriptConnection } from '../../../../test/helpers/nitroRpcRig'
import { WANTED } from '../../../../test/helpers/wanted'

describe('an adopted login', () => {
  it('an adopted login logs a new socket in with its token, without a wallet', async () => {
    const { logIn, connect, protocol, node } = createRig()
    const wallet = createWallet('alice')
    node.fund(wallet.address, 'usdc', '3')
    const key = sessionKeyFromPrivateKey(digestOf('the app’s key'))
    // The app logs in without this library, with its own key.
    const { connection: appConnection } = await logIn(createWallet('nobody'))
    const ask = async (method: string, params: object, sig: readonly Hex[] = []) => {
      const id = appConnection.newRequestId()
      const text = JSON.stringify([id, method, params, appConnection.newStamp()])
      const answer = await appConnection.request({ id, method, ts: appConnection.now(), frame: `{"req":${text},"sig":${JSON.stringify(sig)}}` })
      return (answer.kind === 'response' ? answer.params : {}) as Record<string, string>
    }
    const policy = {
      wallet: wallet.address, sessionKey: key.address, application: 'test-app', scope: 'x',
      expiresAt: Math.floor(appConnection.now() / 1000) + 600,
    }
    const { challenge_message: challenge = '' } = await ask('auth_request', {
      address: policy.wallet, session_key: policy.sessionKey, application: policy.application, allowances: [], scope: 'x', expires_at: policy.expiresAt,
    })
    const { jwt_token: jwt = '' } = await ask('auth_verify', { challenge }, [await wallet.signTypedData(policyData({ ...policy, challenge }))])
    expect(jwt).not.toBe('')

    const adopted = await adoptLogin({ address: wallet.address, signDigest: digest => key.signDigest(digest), jwt })
    const connection = await connect()
    const login = await protocol.authenticate(connection, { kind: 'login', login: adopted }, WANTED)
    expect(login).toMatchObject({ wallet: wallet.address, policy: null })
    expect(await protocol.readBalances(connection, login)).toEqual([{ asset: 'usdc', amount: '3' }])
    connection.disconnect()
    appConnection.disconnect()
  })

  it('an adopted login without a token sends nothing, because the shared socket is logged in already', async () => {
    const protocol = createNitroRpc({ ...OPTIONS, socket: {} as WebSocketLike })
    const { connection, calls } = scriptConnection(() => ({ params: null }))
    const adopted = await adoptLogin({ address: createWallet('alice').address, sessionKey: digestOf('key') })
    await protocol.authenticate(connection, { kind: 'login', login: adopted }, WANTED)
    expect(calls).toEqual([])
    await expect(createNitroRpc(OPTIONS).authenticate(connection, { kind: 'login', login: adopted }, WANTED)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  })

  it('a login whose token the ClearNode refuses cannot be adopted', async () => {
    const { protocol, connect } = createRig()
    const connection = await connect()
    const login = await adoptLogin({ address: createWallet('alice').address, sessionKey: digestOf('key'), jwt: 'a.b.c' })
    await expect(protocol.authenticate(connection, { kind: 'login', login }, WANTED)).rejects.toMatchObject({ code: 'AUTH_JWT_INVALID' })
    connection.disconnect()
  })
})
