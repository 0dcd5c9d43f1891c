/** Fields whose values are worth showing, the most telling ones first. */
const HINT_FIELDS: readonly string[] = [
  'status', 'app_session_id', 'account_id', 'application', 'address', 'participant', 'user_address', 'wallet',
]

/** The intents of nitronode updates. */
const INTENTS: Readonly<Record<string, string>> = { 0: 'operate', 1: 'deposit', 2: 'withdraw', 3: 'close' }

const fieldsOf = (value: unknown): Record<string, unknown> => Object(value) as Record<string, unknown>

const shorten = (text: string): string => text.startsWith('0x') && text.length > 12 ? `${text.slice(0, 6)}…${text.slice(-4)}` : text

/** A few words about the params of a ClearNode 0.5 frame. */
export function hintOfFields(params: unknown): string {
  const fields = fieldsOf(Array.isArray(params) ? params[0] : params)
  if (typeof fields['error'] === 'string') return fields['error']
  return HINT_FIELDS.flatMap((name) => {
    const value = fields[name]
    return typeof value === 'string' && value !== '' ? shorten(value) : []
  }).slice(0, 2).join(' · ')
}

/** A few words about the payload of a nitronode 1.x frame, whose content is one level deeper. */
export function hintOfPayload(payload: unknown): string {
  const fields = fieldsOf(payload)
  const update = fieldsOf(fields['app_state_update'] ?? fields['state'] ?? fields)
  const intent = INTENTS[String(update['intent'])]
  if (intent) return `${intent} to version ${String(update['version'])} · ${hintOfFields(update)}`
  const [list] = Object.values(fields).filter(Array.isArray) as unknown[][]
  if (!list) return hintOfFields(update)
  // Shows the length of a list, but the state of a single session.
  const { status, version } = fieldsOf(list[0])
  return list.length === 1 && typeof status === 'string' ? `${status} · version ${String(version)}` : `${list.length} listed`
}
