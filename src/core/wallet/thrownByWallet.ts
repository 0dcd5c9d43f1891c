import { propertyOf } from '../errors/thrown'

/** Properties in which viem, ethers, JSON-RPC, MetaMask and Trezor put the error, or the errors, that they wrap. */
const NESTED = ['cause', 'info', 'error', 'data', 'originalError', 'errors', 'inner', 'payload', 'body'] as const
/** Properties with words about the error itself. ethers and viem put the request into `message`, and not into `shortMessage`. */
const TEXTS = ['details', 'reason', 'name', 'statusText'] as const
/** How many nested values are searched. */
const NESTED_LIMIT = 40
/** How many errors of a list are searched. */
const LIST_LIMIT = 10

/** What an error of a wallet says, together with all errors that it wraps. */
export interface WalletSays {
  /** Numbers, which may be written as text, and names such as `ACTION_REJECTED`. */
  readonly codes: ReadonlySet<unknown>
  readonly texts: readonly string[]
}

const asNumber = (code: unknown): unknown =>
  typeof code === 'bigint' || (typeof code === 'string' && /^-?\d+$/.test(code)) ? Number(code) : code

/** The error in a text such as `{"code":4001}`, which is what bridges between a page and a wallet may have made of it. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}

/** Collects the codes and texts of something that a wallet threw or returned. Each object is visited once. */
export function readWalletWords(thrown: unknown): WalletSays {
  const codes = new Set<unknown>()
  const texts: string[] = []
  // The set grows while the loop walks it: outer errors come first, and none comes twice.
  const found = new Set([thrown])
  const note = (value: unknown): void => {
    if (typeof value !== 'string') return
    texts.push(value)
    if (found.size < NESTED_LIMIT) found.add(parsed(value))
  }
  for (const value of found) {
    note(value)
    if (value === thrown && (typeof value === 'number' || typeof value === 'string')) codes.add(asNumber(value))
    if (typeof value !== 'object' || value === null) continue
    for (const code of [propertyOf(value, 'code'), propertyOf(value, 'statusCode')]) {
      codes.add(asNumber(code))
      note(code)
    }
    note(propertyOf(value, 'shortMessage') ?? propertyOf(value, 'message'))
    for (const name of TEXTS) note(propertyOf(value, name))
    if (found.size >= NESTED_LIMIT) continue
    for (const name of NESTED) found.add(propertyOf(value, name))
    for (let at = 0; at < LIST_LIMIT; at += 1) found.add(propertyOf(value, String(at)))
  }
  return { codes, texts }
}

/**
 * The person declined: EIP-1193 (4001), ethers, WalletConnect (CAIP-25: 5000 to 5003), and Ledger devices (0x6985, 0x5501).
 */
const DECLINED: ReadonlySet<unknown> = new Set([4001, 'ACTION_REJECTED', 5000, 5001, 5002, 5003, 0x6985, 0x5501])

/**
 * Codes with a meaning of their own, in which words such as "rejected" do not speak of a person: no permission, an unknown
 * method, a lost connection, or a request that is malformed or too much (EIP-1193, EIP-1474). Other codes, such as -32000 and
 * -32603, are used for everything.
 */
const OTHERWISE: ReadonlySet<unknown> = new Set([
  4100, 4200, 4900, 4901, 4902, -32700, -32600, -32601, -32602, -32002, -32004, -32005, -32006,
])

/** How wallets say in words that the person declined, or closed their window. */
const DECLINE = /reject|\bden(?:y|ied)\b|declin|cancel|disapprov|dismissed|\bclosed (?:the )?(?:modal|popup|window)|\b(?:modal|popup|window) (?:was |has been )?closed|connection request reset/i

/** What only a person does. Programs abort, exit and refuse too, so these words count beside a word for the person or the device. */
const DECLINE_BY_PERSON = /\b(?:user|you|person|owner|customer) ?(?:(?:has|have|had) )?(?:refused|abort|close|exit|quit|left)|\b(?:refused|aborted|closed|interrupted|stopped|ended) (?:by|on) (?:the |your |their )?(?:user|person|owner|customer|device|wallet|ledger|trezor)|\b(?:user|you|person|owner|customer) (?:did not|didn['’]t|has not|hasn['’]t|have not|haven['’]t|would not|does not want to|doesn['’]t want to) (?:approv|confirm|accept|sign|allow|agree|authori[sz]|consent|grant)|\bnot (?:approved|confirmed|accepted|signed|allowed|authori[sz]ed|granted) by (?:the )?(?:user|person|owner|customer)|\bwithout (?:approving|confirming|accepting|signing)/i

/** The same in other languages: those of this library first. Wallets that speak the language of the person may have no code for it. */
const DECLINE_ELSEWHERE = /abgelehnt|nutzer abgebrochen|rechaz|refus[ée]|rejet|annul|recus|rejeit|redded|reddet|iptal|拒[绝絕否]|取消|キャンセル|取り消|거부|거절|취소|رفض|[أا]لغ|[إا]لغاء|rifiut|odrzuc|anulow|geweigerd|afgewezen|geannuleerd|отклон|отказал|отменен|отменён|отменил|відхил|скасов|từ chối|\bditolak\b|\bdibatalkan\b|अस्वीकार|ปฏิเสธ/i

/** Who refuses although no person has declined anything there. */
const PROGRAM = String.raw`(?:(?:the|a|an|our|your|remote) )*(?:\w+ )?(?:servers?|networks?|nodes?|hosts?|gateway|proxy|firewall|policy|provider|service|endpoint|api|backend|relay|sequencer|chain|rpc)`

/** What servers and networks say in such words. No person has declined anything there. */
const NO_PERSON = new RegExp([
  String.raw`\b(?:access|permission) denied(?! by (?:the )?user)`,
  String.raw`\bconnection (?:was |has been )?(?:rejected|refused|denied)(?! by (?:the )?user)`,
  String.raw`\b(?:rejected|denied|declined|refused|cancell?ed) by ${PROGRAM}\b`,
  String.raw`\b${PROGRAM} (?:has |have )?(?:rejected|denied|declined|refused|cancell?ed)\b`,
].join('|'), 'gi')

/** Reasons that no person gives: a limit, or what a server answered. The words in front of them do not speak of a person. */
const FOR_OTHER_REASONS = /\b(?:rate[ -]?limit|too many requests|quota|HTTP (?:status )?[45]\d\d|status code [45]\d\d)/i

function saysDecline(text: string): boolean {
  if (DECLINE_BY_PERSON.test(text)) return true
  const words = FOR_OTHER_REASONS.test(text) && !/\buser\b/i.test(text) ? '' : text.replace(NO_PERSON, '')
  return DECLINE.test(words) || DECLINE_ELSEWHERE.test(words)
}

/** Whether a person declined, as far as a wallet says so by a code or in words. */
export function isDeclined({ codes, texts }: WalletSays): boolean {
  const values = [...codes]
  return values.some(code => DECLINED.has(code))
    || (!values.some(code => OTHERWISE.has(code)) && texts.some(saysDecline))
}
