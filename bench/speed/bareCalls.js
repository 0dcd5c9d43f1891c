import { hexToBytes } from '@noble/curves/abstract/utils'
import { secp256k1 } from '@noble/curves/secp256k1'
import { keccak_256 } from '@noble/hashes/sha3'
import { AbiCoder } from 'ethers'

const INTENTS = { operate: 0, close: 3 }
const STATE = ['bytes32', 'uint8', 'uint64', 'tuple(address participant, string asset, string amount)[]', 'string']
const PERSONAL_MESSAGE = new TextEncoder().encode('\x19Ethereum Signed Message:\n32')
const coder = AbiCoder.defaultAbiCoder()

/** 65 bytes in hex: r, s, v. */
function sign(digest, key) {
  const signature = secp256k1.sign(digest, key.slice(2))
  return `${signature.toCompactHex()}${(27 + signature.recovery).toString(16)}`
}

/** The frame of a ClearNode close. */
export function bareClose(number, { id }, allocations, sessionKey) {
  const request = JSON.stringify([number, 'close_app_session', { app_session_id: id, allocations }, Date.now()])
  return `{"req":${request},"sig":["0x${sign(keccak_256(request), sessionKey)}"]}`
}

/** The frame of a nitronode state update, signed by the wallet. Rows of zero are left out, as the node demands. */
export function bareUpdate(number, { id }, { intent, version, allocations }, walletKey) {
  const rows = allocations.filter(({ amount }) => amount !== '0')
  const encoded = coder.encode(STATE, [id, INTENTS[intent], version, rows, ''])
  const digest = keccak_256(hexToBytes(encoded.slice(2)))
  const signed = keccak_256(Uint8Array.of(...PERSONAL_MESSAGE, ...digest))
  const update = { app_session_id: id, intent: INTENTS[intent], version: String(version), allocations: rows, session_data: '' }
  return JSON.stringify([
    1, number, 'app_sessions.v1.submit_app_state',
    { app_state_update: update, quorum_sigs: [`0xa1${sign(signed, walletKey)}`] }, Date.now(),
  ])
}
