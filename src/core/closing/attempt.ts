import { NitroliteError, describeError, toNitroliteError } from '../errors'
import type { Login } from '../protocols/protocol'
import type { ClosingContext } from './createClosing'
import { journalKey, type JournalRecord } from './journal'
import type { ClosingProgress } from './progress'
import type { Attempt, AttemptOutcome, ClosingPlan, ClosingSnapshot } from './types'

/** An attempt that landed, and its place in the journal. */
export interface AttemptRecord {
  readonly attempt: Attempt
  readonly outcome: Extract<AttemptOutcome, { kind: 'landed' }>
  readonly record: JournalRecord
  readonly revision: string
  /** Removes the record of the ended closing. */
  forget(): Promise<void>
}

/** One submission of a closing. */
export interface AttemptTask {
  readonly closing: ClosingSnapshot
  readonly context: ClosingContext
  readonly progress: ClosingProgress
  readonly plan: ClosingPlan
  readonly login: Login
  readonly submission: string
  /** The submission before this one, if the protocol needs several. */
  readonly previous: AttemptRecord | null
  /** Waits for work that sends nothing; stops when the closing is cancelled. */
  beforeSending<T>(work: Promise<T>): Promise<T>
  /**
   * Called right before the first byte leaves; from then on nothing can be cancelled.
   * @throws `CLOSING_CANCELLED` when that has happened already
   */
  onSending(): void
  /** Called when the node has refused: the attempt can never land. */
  onRefused(): void
  /** Called when no answer can come any more on this connection. */
  onUnknown(): void
}

/** Never resolves: what this waits for can only be learned in another way. */
const forever = (): Promise<never> => new Promise<never>(() => {})

/**
 * Signs, writes down, sends, and waits for what becomes of it.
 * Resolves when it landed, rejects when it can never land, and stays pending while that is unknown.
 */
export async function submitAttempt(task: AttemptTask): Promise<AttemptRecord> {
  const { context, progress, submission } = task
  progress.step('signed', submission, 'active', { state: 'signing' })
  const attempt = await task.beforeSending(sign(task))
  progress.step('signed', submission, 'done')

  progress.step('sent', submission, 'active')
  const written = await write(task, attempt)
  try {
    task.onSending()
  }
  catch (thrown) {
    await forget(context, written)
    throw thrown
  }
  progress.update({ state: 'submitting' })
  const outcome = context.protocol.submit(context.connection, task.plan, attempt, () => {
    progress.step('confirmed', submission, 'unknown', {
      state: 'confirming', error: describeError('CLOSING_UNKNOWN'),
    })
  })
  progress.step('sent', submission, 'done')
  progress.step('confirmed', submission, 'active')
  return settle(task, written, attempt, await outcome)
}

async function sign({ context, login, plan, submission }: AttemptTask): Promise<Attempt> {
  const proposal = context.protocol.propose(context.connection, plan, submission)
  const { signature, signer } = await context.protocol.sign(proposal, login)
  return {
    ...proposal,
    signatures: [signature],
    signers: [signer],
    connection: context.connection.socketName ?? '',
  }
}

interface Written {
  readonly key: string
  readonly record: JournalRecord
  readonly revision: string
}

/** Puts the attempt into the journal; without that it is not sent. */
async function write(task: AttemptTask, attempt: Attempt): Promise<Written> {
  const { context, closing, plan, previous } = task
  const key = journalKey(context.url, closing.sessionId)
  const record: JournalRecord = previous
    ? { ...previous.record, attempts: [...previous.record.attempts, { attempt, outcome: null }] }
    : {
        version: 1,
        closingId: closing.id,
        protocol: context.protocol.name,
        node: context.url,
        sessionId: closing.sessionId,
        plan,
        attempts: [{ attempt, outcome: null }],
        state: 'submitting',
        startedAt: closing.startedAt,
      }
  let revision: string | null
  try {
    revision = previous
      ? await context.journal.replace(key, record, previous.revision)
      : await context.journal.create(key, record)
  }
  catch (thrown) {
    throw toNitroliteError(thrown, 'JOURNAL_FAILED')
  }
  // Somebody else has an open record for this session: their closing may be in flight.
  if (revision === null) throw new NitroliteError('CLOSING_IN_PROGRESS')
  return { key, record, revision }
}

async function settle(
  task: AttemptTask, written: Written, attempt: Attempt, outcome: AttemptOutcome,
): Promise<AttemptRecord> {
  const { context, progress, submission } = task
  switch (outcome.kind) {
    case 'refused':
      task.onRefused()
      await forget(context, written)
      throw new NitroliteError(outcome.error.code, outcome.error.data)
    case 'unknown':
      task.onUnknown()
      await note(context, written, outcome)
      progress.step('confirmed', submission, 'unknown', {
        state: 'confirming', error: describeError('CLOSING_UNKNOWN', { reason: outcome.error.code }),
      })
      return forever()
    case 'landed': {
      const noted = await note(context, written, outcome)
      progress.step('confirmed', submission, 'done', { error: null })
      return { attempt, outcome, ...noted, forget: () => forget(context, noted) }
    }
  }
}

/** Adds what became of the last attempt. The record without it is safe too: it counts as sent. */
async function note(context: ClosingContext, written: Written, outcome: AttemptOutcome): Promise<Written> {
  const attempts = written.record.attempts.map((each, index, all) =>
    index === all.length - 1 ? { ...each, outcome } : each)
  const record: JournalRecord = { ...written.record, attempts, state: 'confirming' }
  try {
    const revision = await context.journal.replace(written.key, record, written.revision)
    if (revision !== null) return { key: written.key, record, revision }
  }
  catch (thrown) {
    context.report(thrown)
  }
  return written
}

async function forget(context: ClosingContext, { key, revision }: Written): Promise<void> {
  try {
    await context.journal.remove(key, revision)
  }
  catch (thrown) {
    context.report(thrown)
  }
}
