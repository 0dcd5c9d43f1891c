import type { ClosingLogEntry } from '../core/closing/types'
import type { InspectedClosing } from './inspectedState'
import type { Entry, Sections } from './panel'
import { entry, errorEntries, timeOf } from './sections'

/** Lines of the log that are shown as knowledge. The timeline has all of them. */
const SHOWN_EVIDENCE = 20

const lineOf = ({ name, details }: ClosingLogEntry): string => details === '' ? name : `${name}: ${details}`

function knowledge(log: readonly ClosingLogEntry[]): Entry[] {
  const attempts = Object.entries(log.at(-1)?.attempts ?? {})
  const evidence = log.filter(({ type }) => type === 'evidence').slice(-SHOWN_EVIDENCE).reverse()
  return [
    ...attempts.map(([requestId, stage]) => entry(`attempt ${requestId}`, stage)),
    ...evidence.map(each => entry(timeOf(each.at) ?? '', lineOf(each))),
  ]
}

function nextAction({ snapshot, log }: InspectedClosing): Entry[] {
  const { recovery } = snapshot
  const action = log.findLast(({ type }) => type === 'action')
  return [
    entry('action', action ? lineOf(action) : null),
    entry('since', timeOf(action?.at ?? null)),
    ...recovery
      ? [entry('recovery', recovery.phase), entry('until', timeOf(recovery.until)), entry('revoking the key would help', recovery.canRevoke)]
      : [],
  ]
}

/** The details of a closing. Of its receipt only the payouts are shown, since the rest of it holds signatures. */
export function closingSections(closing: InspectedClosing): Sections {
  const { snapshot, log } = closing
  return {
    'Closing': [
      entry('id', snapshot.id),
      entry('session', snapshot.sessionId),
      entry('state', snapshot.state),
      entry('started', timeOf(snapshot.startedAt)),
      entry('found in the journal', snapshot.isResumed),
      entry('another client works on it', snapshot.isElsewhere),
      entry('watched for a second payment until', timeOf(snapshot.watchedUntil)),
      ...errorEntries(snapshot.error),
    ],
    'Next action': nextAction(closing),
    'Knowledge, newest first': knowledge(log),
    'Steps': snapshot.steps.map(({ name, submission, status }) => entry(submission === null ? name : `${name}: ${submission}`, status)),
    'Requested': snapshot.allocations.map(({ participant, asset, amount }) => entry(participant, `${amount} ${asset}`)),
    'Paid': (snapshot.receipt?.payouts ?? []).map(({ participant, asset, amount }) => entry(participant, `${amount} ${asset}`)),
  }
}
