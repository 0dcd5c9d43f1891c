import { expect, it } from 'vitest'
import { known } from '../../../../test/helpers/knownClosing'
import { sampleReceipt } from '../../../../test/helpers/sampleSession'
import { split } from '../../../../test/helpers/scriptedProtocol'
import { NitroliteError } from '../../errors/errors'
import type { ClosingSnapshot } from '../types'
import { nextOfMeeting, type Meeting, type MeetingAction, type MeetingMoment } from './meeting'
import { show } from './show'

/** Another client reports that it is planning, or that it has closed the session. */
const planning: ClosingSnapshot = show(known({ plan: null }), { do: 'plan' })
const closed: ClosingSnapshot = { ...planning, state: 'closed', receipt: sampleReceipt() }
const watched: ClosingSnapshot = { ...closed, watchedUntil: 1 }

const present = (fingerprint: string, agreed: boolean = false): MeetingMoment['present'] =>
  ({ fingerprint, agreed: agreed ? split('0.7', '0.3') : null })

const ENDED_BY_RECORD: Partial<Meeting> = { record: 'none', isSilent: true }

/** Nothing is left to close. */
const OVER: Partial<Meeting> = { refusal: new NitroliteError('SESSION_NOT_OPEN') }

type Row = readonly [situation: string, meeting: Partial<Meeting>, moment: Partial<MeetingMoment>, action: MeetingAction['do'], detail?: unknown]
const rows = (...all: Row[]): Row[] => all

it.for(rows(
  ['a request that met another client reads the record first', {}, {}, 'read record'],
  ['a request joins a closing of this client without reading the record', {}, { present: present('same') }, 'join'],
  ['a request takes up the record that it found', { record: 'found' }, {}, 'take up record'],
  ['a request joins the closing of the record that was taken up', { record: 'taken up' }, { present: present('same') }, 'join'],
  ['a request for another split fails', { record: 'taken up' }, { present: present('other') }, 'fail', 'CLOSING_IN_PROGRESS'],
  ['a request for another split than the agreed one fails, and the error names the agreed split', {}, { present: present('other', true) }, 'fail', 'CLOSING_SPLIT_AGREED'],
  ['a request for another split than the other client has reported fails', { record: 'none', heard: planning, heardFingerprint: 'other' }, {}, 'fail', 'CLOSING_IN_PROGRESS'],
  ['a request fails when the record belongs to another protocol', { record: 'of another protocol' }, {}, 'fail', 'CLOSING_IN_PROGRESS'],
  ['a request fails with the error of a journal that could not be read', { failure: new NitroliteError('JOURNAL_FAILED') }, {}, 'fail', 'JOURNAL_FAILED'],
  ['a request that is withdrawn does not fail with the error of the journal', { failure: new NitroliteError('JOURNAL_FAILED') }, { isWithdrawn: true }, 'withdraw'],
  ['a request waits for the report of a client that has not written a record yet', { record: 'none', heard: planning }, {}, 'await report'],
  ['a request waits for a client whose record was taken up and has ended since', { record: 'taken up' }, {}, 'await report'],
  ['a request ends as the other client reports that it has closed the session', { record: 'none', heard: closed, heardFingerprint: 'same' }, {}, 'end as heard', closed],
  ['a request waits while the other client still watches for a second payment', { record: 'none', heard: watched }, {}, 'await report'],
  ['a request that names session data does not end as heard, because reports do not name the data', { record: 'none', heard: closed, hasSessionData: true }, {}, 'await report'],
  ['a request begins again when the other client has ended without a trace', ENDED_BY_RECORD, {}, 'begin again', 1],
  ['a request begins again at most three times', { ...ENDED_BY_RECORD, restarts: 3 }, {}, 'fail', 'CLOSING_IN_PROGRESS'],
  ['a silent client whose closing this client works on by now is joined', ENDED_BY_RECORD, { present: present('same') }, 'join'],
  ['a request for a session that is closed already reads the record first', OVER, {}, 'read record'],
  ['a request for a session that is closed already takes up the record that it found', { ...OVER, record: 'found' }, {}, 'take up record'],
  ['a request for a session that is closed already joins the closing of the record that was taken up', { ...OVER, record: 'taken up' }, { present: present('same') }, 'join'],
  ['a request for a session that is closed already fails when the journal holds no record of it', { ...OVER, record: 'none' }, {}, 'fail', 'SESSION_NOT_OPEN'],
  ['a request for a session that is closed already fails when the record asks for another split', { ...OVER, record: 'taken up' }, { present: present('other') }, 'fail', 'SESSION_NOT_OPEN'],
  ['a request for a session that is closed already fails when the closing of the record has ended since', { ...OVER, record: 'taken up' }, {}, 'fail', 'SESSION_NOT_OPEN'],
  ['a request for a session that is closed already fails when the record belongs to another protocol', { ...OVER, record: 'of another protocol' }, {}, 'fail', 'SESSION_NOT_OPEN'],
  ['a request for a session that is closed already ends as the client that has closed it has reported', { ...OVER, record: 'none', heard: closed, heardFingerprint: 'same' }, {}, 'end as heard', closed],
  ['a request for a session that is closed already says so, although the journal could not be read', { ...OVER, failure: new NitroliteError('JOURNAL_FAILED') }, {}, 'fail', 'SESSION_NOT_OPEN'],
  ['a request is withdrawn when its caller no longer wants it', {}, { isWithdrawn: true }, 'withdraw'],
  ['a request that is withdrawn joins nothing', {}, { isWithdrawn: true, present: present('same') }, 'withdraw'],
))('%s', ([, meeting, moment, name, detail]) => {
  const start: Meeting = {
    fingerprint: 'same', refusal: new NitroliteError('CLOSING_IN_PROGRESS'), hasSessionData: false, restarts: 0, record: 'not read', failure: null,
    heard: null, heardFingerprint: null, isSilent: false,
  }
  const action = nextOfMeeting({ ...start, ...meeting }, { present: null, isWithdrawn: false, ...moment })
  expect(action.do).toBe(name)
  if (action.do === 'fail') expect(action.error.code).toBe(detail)
  if (action.do === 'end as heard') expect(action.heard).toBe(detail)
  if (action.do === 'begin again') expect(action.restarts).toBe(detail)
})
