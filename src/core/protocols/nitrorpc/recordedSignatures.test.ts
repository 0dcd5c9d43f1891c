import { describe, expect, it } from 'vitest'
import { readRecordedFrames } from '../../../../test/helpers/recordedFrames'
import type { Hex } from '../../types'
import { recoverTypedDataSigner } from '../../wallet/typedData'
import { policyData } from './policyData'
import { nitroRpcCodec, recoverNodeSigner } from './codec'
import { memberText } from '../rawJson'

interface Request { req: [number, string, Record<string, unknown>, number], sig: Hex[] }

describe('recorded logins', () => {
  const frames = readRecordedFrames().filter(frame => frame.direction === '>')

  it('the signatures of recorded logins to a ClearNode recover to their wallets', () => {
    const requests = new Map<string, Request['req']>()
    let count = 0
    for (const { raw, file, connection } of frames) {
      if (!raw.includes('"auth_')) continue
      const { req, sig } = JSON.parse(raw) as Request
      const [, method, params] = req
      if (method === 'auth_request') requests.set(`${file} ${connection}`, req)
      const request = requests.get(`${file} ${connection}`)
      const [signature] = sig
      if (method !== 'auth_verify' || !signature || !request) continue
      const [, , { address, session_key, application, scope, expires_at, allowances }] = request
      const data = policyData({
        wallet: String(address), sessionKey: String(session_key), application: String(application), scope: String(scope),
        expiresAt: Number(expires_at), challenge: String(params.challenge),
      })
      const signer = recoverTypedDataSigner({ ...data, message: { ...data.message, allowances } }, signature)
      // Two recordings show refusals: a signature for another domain, and an address in lower case.
      if (file === 'auth-wrong-domain.jsonl') expect(signer).not.toBe(address)
      else expect(signer?.toLowerCase()).toBe(String(address).toLowerCase())
      count++
    }
    expect(count).toBeGreaterThan(40)
  })

  it('the signatures of recorded closings on a ClearNode recover to a registered key, over the bytes of the request alone', () => {
    const keys = new Set(frames.flatMap(({ raw }) => /"session_key":"(0x[0-9a-fA-F]{40})"/.exec(raw)?.[1] ?? []))
    const landed = new Map(readRecordedFrames().filter(frame => frame.direction === '<' && frame.raw.includes('"status":"closed"'))
      .flatMap(({ raw, file, connection }) => {
        const frame = nitroRpcCodec.decode(raw)
        return frame.kind === 'response' && frame.method === 'close_app_session' ? [[`${file} ${connection} ${frame.id}`, true]] : []
      }))
    let count = 0
    for (const { raw, file, connection } of frames) {
      if (!raw.includes('"close_app_session"') || file === 'wallet-signs-directly.jsonl') continue
      const { req: [id], sig } = JSON.parse(raw) as Request
      if (!landed.has(`${file} ${connection} ${id}`)) continue
      for (const signature of sig) expect(keys).toContain(recoverNodeSigner(memberText(raw, 'req') ?? '', signature))
      count++
    }
    expect(count).toBe(15)
  })
})
