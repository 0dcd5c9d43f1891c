import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { Entry } from './panel'

export const entry = (key: string, value: Entry['value']): Entry => ({ key, value })

/** An error without its data: the texts mention everything that a developer needs. */
export const errorEntries = (error: NitroliteErrorInfo | null): Entry[] => error
  ? [entry('error', error.code), entry('what', error.what), entry('why', error.why), entry('fix', error.fix)]
  : [entry('error', null)]

/** The ends of an address or id. */
export const shortId = (id: string): string => id.length > 12 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id

/** A time of this device's clock as people read it in logs. */
export const timeOf = (at: number | null): string | null => at === null ? null : new Date(at).toISOString()
