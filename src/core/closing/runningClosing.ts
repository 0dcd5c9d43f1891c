import { toNitroliteError } from '../errors/errors'
import { ClosingRecord } from '../journal/closingRecord'
import type { Turn } from '../peers/turn'
import type { Hex } from '../types'
import { ClosingLog } from './closingLog'
import type { SubmitterPart } from './cosigning'
import { type ClosingContext, type ClosingStart, knowledgeOf, momentOf } from './context'
import { Effects } from './effects'
import { freeFromOfKnown } from './freeFrom'
import { isReadByWitness, isReported, isSameAction, isUninterruptible, isWaiting, type Action, type Ending, type Work } from './policy/action'
import type { Draft, DraftSignature, SharedDraft } from './policy/attempts'
import type { Evidence } from './policy/evidence'
import { canArchive, canCancel, canStop, canWithdraw, hasSentNothing, isBetween, isCollectedFor, isCollecting } from './policy/facts'
import type { Knowledge } from './policy/knowledge'
import { learn } from './policy/learn'
import { next } from './policy/next'
import { show } from './policy/show'
import { sourceOf } from './policy/signers'
import { Publication } from './publication'
import { hasNewOutcome, withOutcomes } from './record'
import { onAbort } from './request'
import type { Scheduler, Sleeper } from './scheduler'
import { ShownClosing } from './shownClosing'
import { isFinal } from './states'
import type { Closing, ClosingPlan } from './types'

/**
 * A closing that runs: what it knows decides what it does next, and what it does adds to what it knows. Every decision is in
 * `policy/`, and everything that reaches outside is in `Effects`.
 */
export class RunningClosing extends ShownClosing implements Closing, Sleeper {
  readonly id: string
  readonly sessionId: Hex
  readonly #context: ClosingContext
  readonly #turn: Turn
  readonly #scheduler: Scheduler
  readonly #record: ClosingRecord
  readonly #effects: Effects
  readonly #log: ClosingLog
  #hasEnded = false
  /** Stops listening to the caller's signal. */
  #stopListening = (): void => {}
  #known: Knowledge
  #doing: Action | null = null
  #isDeciding = false
  #mustDecideAgain = false

  constructor(start: ClosingStart, context: ClosingContext, turn: Turn, scheduler: Scheduler) {
    const known = knowledgeOf(start, context)
    super(new Publication(show(known, { do: 'take turn' }), context.timers, thrown => { context.report(thrown) }))
    this.#known = known
    this.id = known.id
    this.sessionId = known.sessionId
    this.#log = new ClosingLog(context.timers)
    this.#context = context
    this.#turn = turn
    this.#scheduler = scheduler
    const [entry, cosigning] = 'entry' in start ? [start.entry, null] : [null, start.cosigning ?? null]
    this.#record = new ClosingRecord(context, turn.key, known.id, entry)
    this.#effects = new Effects({ context, record: this.#record, turn, cosigning, tell: evidence => { this.tell(evidence) } })
    context.attach(this)
    // The caller's signal cancels only before anything is sent.
    this.#stopListening = onAbort(known.request?.signal, () => { if (hasSentNothing(this.#known)) this.stop() })
    this.#decide()
  }

  get plan(): ClosingPlan | null { return this.#known.plan }
  /** What the submitter collects signatures for; null before the bytes are made, and once they are an attempt. */
  get draft(): Draft | null { return this.#known.draft }
  /** The same, also once the signatures were sent. Null if one signature is enough. */
  get source(): SharedDraft | null { return sourceOf(this.#known) }
  /** When the wallet is expected to be free to sign another proposal: see `SigningSlot.freeFrom`. */
  get freeFrom(): number | null { return freeFromOfKnown(this.#known, this.#context) }
  /** The new split is agreed, and no close with it is on its way. */
  get isBetween() { return isBetween(this.#known) }
  log() { return this.#log.entries }

  cancel(): boolean {
    if (this.state === 'agreed' && this.#known.person.held?.isContinuing === false) {
      this.tell({ kind: 'left open' })
      return true
    }
    return this.#stopIf(canCancel)
  }

  /** Gives the closing up if nothing was sent yet, and leaves an agreed split as it is. @returns whether it was still possible */
  stop(): boolean {
    return this.#stopIf(canStop)
  }

  #stopIf(isPossible: (known: Knowledge) => boolean): boolean {
    if (this.state === 'cancelled' || (this.#known.person.hasStopped && !isFinal(this.state))) return true
    if (isFinal(this.state) || !isPossible(this.#known)) return false
    this.tell({ kind: 'stopped' })
    return true
  }

  resume(): boolean {
    const { held, declined } = this.#known.person
    if (declined === null && !(this.state === 'agreed' && held?.isContinuing === false)) return false
    this.tell({ kind: 'resumed' })
    return true
  }

  /** The app provides again what a closing from the journal needs to ask the others for signatures. */
  continueWith(part: SubmitterPart): void {
    this.#effects.continueWith(part)
  }

  /**
   * Takes the signature of another participant, which the caller has verified. If another client works on the closing, that
   * client finds the signature in the journal.
   * @param text the proposal that it signs, as it was shared
   * @returns whether it is still of use
   * @throws `JOURNAL_…` when it could not be passed on
   */
  addSignature(signature: DraftSignature, text: string): Promise<boolean> {
    if (!isCollectedFor(this.#known, text) || isFinal(this.state)) return Promise.resolve(false)
    if (this.snapshot().isElsewhere) return this.#effects.passOn(signature, text)
    this.tell({ kind: 'co-signed', signature })
    return Promise.resolve(true)
  }

  /** Reads the session soon, if the closing waits for other participants: for what they approve or sign, or for their close. */
  lookNow(): void {
    if (isCollecting(this.#known) || this.#known.attempts.some(({ stage }) => stage === 'offered')) this.tell({ kind: 'hint' })
  }

  /** Ends the session key of a co-signer, so that the submitter can no longer use its signature. @returns whether that has begun */
  withdraw(): boolean {
    const { plan } = this.#known
    const isPossible = canWithdraw(this.#known, plan && this.#context.loggedIn(plan.wallet)?.login.signer.address)
    if (isPossible) void this.#effects.endKeys(this.#known, 'the signatures')
    return isPossible
  }

  archive(): boolean {
    if (!canArchive(this.#known) || isFinal(this.state)) return false
    this.tell({ kind: 'archive wanted' })
    return true
  }

  /** Notes whether the node still speaks the protocol of this closing. */
  noteProtocol(isOther: boolean): void {
    if (this.#known.node.hasOtherProtocol !== isOther) this.tell({ kind: 'protocol', isOther })
  }

  revokeKey(): boolean {
    const { recovery, isElsewhere } = this.snapshot()
    if (!recovery?.canRevoke || isElsewhere) return false
    void this.#effects.endKeys(this.#known, 'the login')
    return true
  }

  /** The client is disposed: nothing is asked of a wallet any more, and nobody waits for the receipt any longer. */
  release(): void {
    this.#effects.abandon()
    this.publication.leave()
  }

  /**
   * A connection or a login has changed. A wait may be over, and the wallet may read at once what the witness has not read yet. Other
   * work under way has its own evidence.
   */
  reconsider(): void {
    if (this.#doing === null || isWaiting(this.#doing) || isReadByWitness(this.#doing)) this.#decide()
  }

  /** The time that a wait has named has come. */
  wake(): void {
    if (this.#doing && isWaiting(this.#doing)) this.#doing = null
    this.#decide()
  }

  /** Takes evidence, at any time. */
  tell(evidence: Evidence): void {
    if (this.#hasEnded) return
    const { timers } = this.#context
    const before = this.#known
    const known = this.#known = learn(before, evidence, timers.elapsed())
    this.#log.noteEvidence(evidence, known)
    // What was read from the record need not be written back.
    if (evidence.kind !== 'record' && hasNewOutcome(before, known)) this.#record.change(present => withOutcomes(present, known.attempts))
    this.#decide()
  }

  /** Does what follows from the knowledge. A listener may change the knowledge meanwhile: then it is decided again. */
  #decide(): void {
    this.#mustDecideAgain = true
    if (this.#isDeciding) return
    this.#isDeciding = true
    try {
      while (this.#mustDecideAgain && !this.#hasEnded) {
        this.#mustDecideAgain = false
        const isBusy = this.#doing !== null && isUninterruptible(this.#doing)
        const action = isBusy && this.#doing ? this.#doing : next(this.#known, momentOf(this.#known, this.#context))
        this.publication.publish(show(this.#known, action, this.publication.snapshot.state), this.#known.heard !== null)
        if (!isBusy && !this.#mustDecideAgain) this.#take(action)
      }
    }
    finally {
      this.#isDeciding = false
    }
  }

  #take(action: Action): void {
    if (this.#doing && isSameAction(this.#doing, action)) return
    // A person may be confirming in the wallet. The signature is only sent if that is still right when it comes.
    if (this.#doing?.do === 'sign' && (isWaiting(action) || action.do === 'look' || action.do === 'probe')) return
    this.#effects.abandon()
    this.#doing = action
    this.#log.noteAction(action, this.#known)
    if (action.do === 'end') return this.#end(action.as)
    if (isWaiting(action)) return this.#scheduler.wakeAt(this, 'until' in action ? action.until : Infinity)
    this.#scheduler.forget(this)
    void this.#perform(action)
  }

  #perform(work: Work): Promise<void> {
    return this.#effects.perform(work, this.#known).then((evidence) => {
      // Evidence of work that was given up no longer counts.
      if (this.#doing !== work) return
      this.#doing = null
      this.tell(evidence)
    }, (thrown: unknown) => {
      if (this.#doing !== work) return
      const error = toNitroliteError(thrown, 'LIBRARY_DEFECT')
      this.#doing = null
      this.tell({ kind: 'failed', action: work, error })
      if (isReported(error, this.#doing)) this.#context.report(error)
    })
  }

  #end(as: Ending): void {
    this.#hasEnded = true
    this.#stopListening()
    this.#effects.end()
    this.#scheduler.forget(this)
    // Other tabs hear the end of the watch only before the turn is released.
    this.publication.endWatch()
    this.#turn.release()
    this.#context.detach(this)
    if (as.state === 'failed' || as.state === 'cancelled') {
      if (this.#known.person.archive !== 'in history') void this.#effects.remember(this.#known, { state: as.state, receipt: null, error: as.error.info })
      return this.publication.reject(as.error)
    }
    // An ending with a receipt has settled the promise already.
    if (!this.publication.isSettled) this.publication.rejectWith(this.error)
  }
}
